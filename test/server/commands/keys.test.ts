import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runKeys } from '../../../commands/keys.ts'
import { runRestore } from '../../../commands/restore.ts'
import { runVerify } from '../../../commands/verify.ts'
import { sealText } from '../../../server/cards/index.ts'
import { activateNumberKeys, addNumberKeys } from '../../../server/key-rotation.ts'
import { keySource } from '../../../server/key-source.ts'
import { readKeys } from '../../../server/keys.ts'
import { makeBackup, writeCheckpoint } from '../../../server/storage/index.ts'
import { freshKeys } from '../../../server/stored-keys.ts'
import { cardWith, insert, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { activate, newCard } from '../ledger/requests.ts'

let network: TestNetwork
let folder: string
let keyFile: string
let said: string[]

beforeEach(async () => {
  network = await openTestNetwork()
  folder = mkdtempSync(join(tmpdir(), 'countermark-commands-'))
  keyFile = join(folder, 'keys.json')
  writeFileSync(keyFile, `${freshKeys()}\n`, { mode: 0o600 })
  said = []
  for (const name of ['log', 'error'] as const)
    vi.spyOn(console, name).mockImplementation((text) => {
      said.push(String(text))
    })
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
  await network.end()
})

function rotate(): number {
  const source = keySource(keyFile, undefined)
  const version = addNumberKeys(source)
  activateNumberKeys(source, version)
  return version
}

test('a restore names the version of the keys that cards are under and that is not there', async () => {
  const before = join(folder, 'before.json')
  writeFileSync(before, readFileSync(keyFile), { mode: 0o600 })
  const version = rotate()
  // In the middle of a rotation: the first card was given the new keys, the last one not yet.
  for (const { numberSeal: key, keyVersion } of readKeys(keyFile, null).numberKeys) {
    const made = newCard(network.programId)
    const text = '9900001234567890'
    const sealed = sealText({ key, text, boundTo: made.cardId, randomBytes })
    const card = { ...made, sealed, keyVersion }
    await run(network, activate(network.station, { by: 'new', card }, 500))
  }
  const backup = join(folder, 'backup.db')
  await makeBackup({ dataDirectory: network.folder, file: backup })
  const restore = (keys: string, into: string) =>
    runRestore(['--from', backup, '--data', join(folder, into), '--key-file', keys])
  expect(await restore(before, 'one')).toBe(1)
  expect(said.join('\n')).toContain(`does not open the cards under version ${version} of the keys`)
  expect(await restore(keyFile, 'other')).toBe(0)
})

test('a version of the keys is not dropped while an import that waits is under it', async () => {
  const first = readKeys(keyFile, null)
  const sealed = sealText({ key: first.numberSeal, text: '{}', boundTo: 'uid-1', randomBytes })
  await insert(network.database, 'card_import_item', {
    ...{ id: 1_000_001, uid: 'uid-1', sealed, pin_hash: null, is_quick: 0 },
    ...{ journal_id: null, code: null },
  })
  rotate()
  await network.database.close()
  expect(await drop(first.keyVersion)).toBe(1)
  expect(said.join('\n')).toContain('1 rows of imports that were not committed yet')
})

test('a version of the keys is not dropped while a new PIN may be told again that is under it', async () => {
  const first = readKeys(keyFile, null)
  const change = (key: Uint8Array, requestId: string, sealedUntilMs: number) => {
    const boundTo = `new PIN client:one ${requestId}`
    const sealed = sealText({ key, text: '1234', boundTo, randomBytes })
    return insert(network.database, 'pin_change', {
      ...{ caller: 'client:one', request_id: requestId, kind: 'reset', unlocked: 0, clerk: null },
      ...{ card_uid: 'card-1', content_hash: randomBytes(32), reason: 'Lost', changed_at_ms: 1 },
      ...{ sealed, sealed_until_ms: sealedUntilMs },
    })
  }
  await change(first.numberSeal, 'pin-over', 1)
  rotate()
  await network.database.close()
  expect(await drop(first.keyVersion)).toBe(0)
  await network.reopen()
  const second = readKeys(keyFile, null)
  await change(second.numberSeal, 'pin-told', Date.now() + 3_600_000)
  rotate()
  await network.database.close()
  expect(await drop(second.keyVersion)).toBe(1)
  expect(said.join('\n')).toContain('1 answers with a new PIN are kept')
})

test('a proof without a key says that no signature was looked at; at night it is no good end', async () => {
  const keys = readKeys(keyFile, null)
  await cardWith(network, 500)
  const signed = await writeCheckpoint(network.database, {
    sign: (text) => Buffer.from(keys.checkpoints.sign(text), 'base64url'),
    nowMs: () => network.clock.nowMs,
  })
  expect(signed).toBeDefined()
  await network.database.close()
  const verify = (...more: string[]) => runVerify(['--data', network.folder, ...more])
  expect(await verify()).toBe(0)
  expect(said.splice(0).join('\n')).toContain('1 checkpoints were NOT looked at')
  expect(await verify('--since-checkpoint')).toBe(2)
  expect(said.splice(0).join('\n')).toContain('NOT looked at')
  // Where the server finds its keys, the proof finds them, too.
  vi.stubEnv('COUNTERMARK_KEY_FILE', keyFile)
  expect(await verify()).toBe(0)
  expect(await verify('--since-checkpoint')).toBe(0)
  expect(said.join('\n')).not.toContain('NOT looked at')
})

function drop(version: number): Promise<number> {
  const place = ['--data', network.folder, '--key-file', keyFile]
  return runKeys(['drop', ...place, '--version', String(version)])
}
