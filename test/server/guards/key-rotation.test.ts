import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { ROOT } from '../../../commands/run.ts'
import { cardByNumber, openWithAny } from '../../../server/cards/index.ts'
import { activateNumberKeys, addNumberKeys } from '../../../server/key-rotation.ts'
import { keysInFile } from '../../../server/key-source.ts'
import { loadKeys, readKeys } from '../../../server/keys.ts'
import { openDatabase, publicKeyOf, verifyLedger } from '../../../server/storage/index.ts'
import { sealedCheck } from '../../../server/stored-value/index.ts'
import type { CardNumber } from '../../../src/contract/card-number.ts'
import { openAgain } from '../house/open-again.ts'
import { done } from '../house/open-server.ts'
import { openCounter } from '../redemptions/counter-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'

const run = promisify(execFile)
let house: ApiHouse
afterEach(() => house.close())

// Little: how many of them there are hangs on how long the rotation takes.
const sale = { amountMinor: 1, currency: 'EUR' }
const redeem = (card: { number: string; pin: string }, requestId: string) =>
  house.post('/v1/storedvalue/redeem', {
    ...{ requestId, ...sale, card: { number: card.number, pin: card.pin } },
  })
const issue = (requestId: string) =>
  house.post('/v1/storedvalue/fund-and-activate', {
    ...{ requestId, programId: house.programId, amountMinor: 2500, currency: 'EUR' },
  })
const versionOf = async (number: string) => {
  const rows = await house.context.database.read
    .selectFrom('card')
    .where('last_four', '=', number.slice(-4))
    .select('key_version')
    .execute()
  return rows.map((row) => row.key_version)
}

describe('keys that are rotated', () => {
  test('while the server runs: every card is found throughout, new ones have the new keys', async () => {
    house = await openApiHouse()
    const old = await house.activeCard(2500)
    const issued = await issue('before')
    expect(refusalOf(await redeem(old, 'first'))).toBe('200 SUCCESS')

    let isRotating = true
    const rotating = run(process.execPath, [
      ...[path.join(ROOT, 'commands/countermark.ts'), 'keys', 'rotate', '--data', house.folder],
    ]).finally(() => {
      isRotating = false
    })
    let redeemed = 0
    while (isRotating) {
      expect(refusalOf(await redeem(old, `meanwhile-${redeemed}`))).toBe('200 SUCCESS')
      redeemed += 1
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    expect(redeemed).toBeGreaterThan(5)
    expect(JSON.parse((await rotating).stdout)).toMatchObject({ newCards: 2, versions: [2, 1] })
    await eventually(() => house.context.keys.keyVersion === 2)

    const fresh = await house.activeCard(2500)
    expect(await versionOf(fresh.number)).toContain(2)
    for (const [card, id] of [
      [old, 'old'],
      [fresh, 'fresh'],
    ] as const) {
      expect(refusalOf(await redeem(card, `after-${id}`))).toBe('200 SUCCESS')
      const counter = await openCounter(house, house.location.locationId)
      const asked = await counter.ask('card-inquire', { card: { number: card.number } })
      expect(asked.ok).toBe(true)
      counter.close()
      const search = { text: card.number, state: null, form: null, cursor: null }
      expect(done(await house.operator.call('search-cards', search)).total).toBe(1)
    }
    // Old cards are given the new keys in the background, and nothing of them is lost.
    await eventually(() => house.logged().includes('all cards have the newest keys'))
    expect(await versionOf(old.number)).toEqual([2])
    expect(refusalOf(await redeem(old, 'under-new-keys'))).toBe('200 SUCCESS')
    const keys = readKeys(path.join(house.folder, 'keys.json'))
    const onlyNew = { numberKeys: keys.numberKeys.slice(0, 1) }
    const rows = await house.context.database.read.selectFrom('card').selectAll().execute()
    expect(rows.length).toBe(3)
    for (const row of rows) {
      const sealed = { sealed: row.number_sealed, boundTo: row.uid }
      expect(openWithAny(onlyNew, sealed)).toMatch(/^\d{19}$/)
    }
    // What was answered before is answered again: the request, and the secrets of a new card.
    expect((await redeem(old, 'first')).body.value).toMatchObject({ replayed: true })
    expect((await issue('before')).body.value?.['issued']).toEqual(issued.body.value?.['issued'])
    // The version before is needed as long as something is under it.
    const drop = () =>
      run(process.execPath, [
        ...[path.join(ROOT, 'commands/countermark.ts'), 'keys', 'drop', '--version', '1'],
        ...['--data', house.folder],
      ])
    await expect(drop()).rejects.toThrow(/72 hours/)
    await house.context.database.write([
      { query: house.context.database.read.deleteFrom('sealed_answer').compile() },
    ])
    expect(JSON.parse((await drop()).stdout)).toMatchObject({ newCards: 2, versions: [2] })
    await eventually(() => house.context.keys.numberKeys.length === 1)
    expect(refusalOf(await redeem(old, 'without-the-old-keys'))).toBe('200 SUCCESS')
    await house.stop()
    const proven = verifyLedger(house.folder, {
      ...{ nowMs: Date.now() + 80 * 60 * 60_000, opens: sealedCheck(keys) },
      publicKey: publicKeyOf(keys.checkpoints.publicKey),
    })
    expect(proven).toMatchObject({ ok: true })
  })

  test('a key file that was damaged: the server goes on with what it had, and says so', async () => {
    house = await openApiHouse()
    const card = await house.activeCard(2500)
    const file = path.join(house.folder, 'keys.json')
    const whole = fs.readFileSync(file, 'utf8')
    fs.writeFileSync(file, whole.replace('numberSeal', 'numberSeel'))
    await eventually(() => house.logged().includes('cannot be used'))
    expect(refusalOf(await redeem(card, 'on'))).toBe('200 SUCCESS')
    fs.writeFileSync(file, whole)
  })

  test('more versions than there may be: refused, and the file stays', async () => {
    house = await openApiHouse()
    const file = path.join(house.folder, 'keys.json')
    for (let count = 0; count < 3; count += 1)
      activateNumberKeys(keysInFile(file), addNumberKeys(keysInFile(file)))
    const before = fs.readFileSync(file, 'utf8')
    expect(() => addNumberKeys(keysInFile(file))).toThrow(/Drop one/)
    expect(fs.readFileSync(file, 'utf8')).toBe(before)
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(loadKeys(house.folder).numberKeys.map(({ keyVersion }) => keyVersion)).toEqual([
      4, 3, 2, 1,
    ])
  })
})

test('the database with other keys: no server starts on it, and no number of it can be read', async () => {
  house = await openApiHouse()
  const cards = [await house.activeCard(2500), await house.activeCard(2500)]
  await house.stop()

  // The thief has the folder, and no key: makes keys of their own.
  fs.rmSync(path.join(house.folder, 'keys.json'))
  await expect(openAgain(house)).rejects.toThrow(/backup/)
  const elsewhere = path.join(house.folder, 'vault')
  const keys = loadKeys(elsewhere)
  fs.renameSync(path.join(elsewhere, 'keys.json'), path.join(house.folder, 'keys.json'))
  await expect(openAgain(house)).rejects.toThrow(/another ledger/)
  // With a program of their own, which does not ask.
  const database = await openDatabase({ dataDirectory: house.folder })
  try {
    for (const { number } of cards)
      expect(await cardByNumber(database, keys, number as CardNumber)).toBeUndefined()
    const rows = await database.read.selectFrom('card').select(['uid', 'number_sealed']).execute()
    expect(rows.length).toBe(2)
    for (const row of rows) {
      const opened = openWithAny(keys, { sealed: row.number_sealed, boundTo: row.uid })
      expect(opened).toBeUndefined()
    }
  } finally {
    await database.close()
  }
})
