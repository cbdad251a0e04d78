import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runKeys } from '../../../commands/keys.ts'
import { runRestore } from '../../../commands/restore.ts'
import { sealText } from '../../../server/cards/index.ts'
import { activateNumberKeys, addNumberKeys } from '../../../server/key-rotation.ts'
import { keysInFile } from '../../../server/key-source.ts'
import { type NumberKeys, readKeys } from '../../../server/keys.ts'
import { makeBackup } from '../../../server/storage/index.ts'
import { freshKeys } from '../../../server/stored-keys.ts'
import { insert, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { activate, newCard } from '../ledger/requests.ts'

const HOUR_MS = 3_600_000

let network: TestNetwork
let folder: string
let keyFile: string
/** The key file of before the rotation. */
let oldText: string
let [newest, old]: NumberKeys[] = []
const said: string[] = []

beforeEach(async () => {
  network = await openTestNetwork()
  folder = mkdtempSync(join(tmpdir(), 'countermark-versions-'))
  keyFile = join(folder, 'keys.json')
  oldText = `${freshKeys()}\n`
  writeFileSync(keyFile, oldText, { mode: 0o600 })
  const source = keysInFile(keyFile)
  activateNumberKeys(source, addNumberKeys(source))
  ;[newest, old] = [...readKeys(keyFile).numberKeys]
  said.length = 0
  vi.spyOn(console, 'error').mockImplementation((text) => said.push(String(text)))
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await network.end()
  rmSync(folder, { recursive: true, force: true })
})

function seal(keys: NumberKeys | undefined, text: string, boundTo: string): Uint8Array {
  if (!keys) throw new Error('there are two versions')
  return sealText({ key: keys.numberSeal, text, boundTo, randomBytes })
}

async function addCard(keys: NumberKeys | undefined): Promise<void> {
  const made = newCard(network.programId)
  const sealed = seal(keys, '9900001234567890', made.cardId)
  const card = { ...made, sealed, keyVersion: keys?.keyVersion ?? 0 }
  await run(network, activate(network.station, { by: 'new', card }, 500))
}

describe('a restore in the middle of a rotation', () => {
  let count = 0

  async function restoreWith(text: string): Promise<number> {
    count += 1
    const file = join(folder, `keys-${count}.json`)
    writeFileSync(file, text, { mode: 0o600 })
    const data = join(folder, `data-${count}`)
    return runRestore(['--from', join(folder, 'b.db'), '--data', data, '--key-file', file])
  }

  test('names the version that the keys lack, whichever card came last', async () => {
    await addCard(newest)
    await addCard(old)
    await makeBackup({ dataDirectory: network.folder, file: join(folder, 'b.db') })
    expect(await restoreWith(oldText)).toBe(1)
    expect(said.join()).toContain('does not open the cards under version 2')
    expect(await restoreWith(readFileSync(keyFile, 'utf8'))).toBe(0)
    said.length = 0
    expect(await restoreWith(`${freshKeys()}\n`)).toBe(1)
    expect(said.join()).toContain('keys of another ledger, or lacks version 1 and 2')
  })
})

describe('a version is not dropped', () => {
  const dropOld = () =>
    runKeys(['drop', '--data', network.folder, '--key-file', keyFile, '--version', '1'])
  const versions = () => readKeys(keyFile).numberKeys.map(({ keyVersion }) => keyVersion)
  const addItem = (uid: string, id: number, keys: NumberKeys | undefined) =>
    insert(network.database, 'card_import_item', {
      ...{ id, uid, sealed: seal(keys, '{}', uid), pin_hash: null, is_quick: 0 },
      ...{ journal_id: null, code: null },
    })
  const addPin = (requestId: string, untilMs: number, keys: NumberKeys | undefined) =>
    insert(network.database, 'pin_change', {
      ...{ caller: 'staff:one', request_id: requestId, kind: 'reset', card_uid: 'card' },
      ...{ content_hash: randomBytes(32), reason: 'lost', clerk: null, unlocked: 0 },
      ...{ changed_at_ms: untilMs - 72 * HOUR_MS, sealed_until_ms: untilMs },
      sealed: seal(keys, '1234', `new PIN staff:one ${requestId}`),
    })

  test('while rows of an import wait under it', async () => {
    // More than are looked at together, and the one that counts comes last.
    for (let id = 1; id <= 500; id += 1) await addItem(`new-${id}`, id, newest)
    await addItem('old', 501, old)
    expect(await dropOld()).toBe(1)
    expect(said.join()).toContain('1 rows of imports')
    expect(versions()).toEqual([2, 1])
    const { database } = network
    const forget = database.read.updateTable('card_import_item').set({ sealed: null })
    await database.write([{ query: forget.where('uid', '=', 'old').compile() }])
    expect(await dropOld()).toBe(0)
    expect(versions()).toEqual([2])
  })

  test('while a new PIN may be told again that is under it', async () => {
    await addPin('now', Date.now() + HOUR_MS, old)
    await addPin('past', Date.now() - HOUR_MS, old)
    await addPin('under the newest', Date.now() + HOUR_MS, newest)
    expect(await dropOld()).toBe(1)
    expect(said.join()).toContain('1 answers with a new PIN')
    expect(versions()).toEqual([2, 1])
    const { database } = network
    const erase = database.read.updateTable('pin_change').set({ sealed: null })
    await database.write([{ query: erase.where('request_id', '=', 'now').compile() }])
    expect(await dropOld()).toBe(0)
    expect(versions()).toEqual([2])
  })
})
