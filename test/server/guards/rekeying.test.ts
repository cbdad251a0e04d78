import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { startRekeying } from '../../../server/cards/index.ts'
import { signCheckpoint } from '../../../server/checkpoints.ts'
import { activateNumberKeys, addNumberKeys } from '../../../server/key-rotation.ts'
import { keysInFile } from '../../../server/key-source.ts'
import { readKeys } from '../../../server/keys.ts'
import { publicKeyOf, verifyLedger, verifyPostgres } from '../../../server/storage/index.ts'
import { sealedCheck } from '../../../server/stored-value/index.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'

const CARDS = 130

let house: ApiHouse
afterEach(() => house.close())

describe.each(eachEngine())('cards that are given new keys on %s', (_, makeDatabase) => {
  test('in pieces that go on where they were left; the proof holds, before and after', {
    timeout: 120_000,
  }, async () => {
    const databaseUrl = await makeDatabase()
    const settings = databaseUrl === undefined ? [] : ['--database-url', databaseUrl]
    house = await openApiHouse(settings)
    const { context, programId } = house
    const made = await house.operator.call('stock-cards', {
      ...{ programId, name: 'Many', count: CARDS },
    })
    const printed = done(made).cards
    const active = await house.activeCard(2500)
    // Some cards are under a signature before they change, others are not.
    await signCheckpoint(context)
    const later = await house.activeCard(2500)

    const file = path.join(house.folder, 'keys.json')
    activateNumberKeys(keysInFile(file), addNumberKeys(keysInFile(file)))
    await context.keys.reload(async () => undefined)
    const left = async () =>
      (
        await context.database.read
          .selectFrom('card')
          .where('key_version', '=', 1)
          .select('id')
          .execute()
      ).length
    const first = startRekeying(context)
    await first.step()
    await first.close()
    expect(await left()).toBeLessThan(CARDS + 2)
    const second = startRekeying(context)
    for (let tries = 0; (await left()) > 0 && tries < 50; tries += 1) await second.step()
    await second.close()
    expect(await left()).toBe(0)

    for (const { number, pin } of [active, later]) {
      const balance = await house.post('/v1/storedvalue/balance', { card: { number, pin } })
      expect(refusalOf(balance)).toBe('200 SUCCESS')
    }
    const sold = await house.post('/v1/storedvalue/fund-and-activate', {
      ...{ requestId: 'sold', amountMinor: 2500, currency: 'EUR' },
      card: { number: printed[0]?.number, pin: printed[0]?.pin },
    })
    expect(refusalOf(sold)).toBe('200 SUCCESS')
    await signCheckpoint(context)

    const keys = readKeys(file)
    const publicKey = publicKeyOf(keys.checkpoints.publicKey)
    const opens = sealedCheck(keys)
    const prove = async () =>
      databaseUrl === undefined
        ? verifyLedger(house.folder, { publicKey, opens })
        : verifyPostgres(databaseUrl, { publicKey, opens })
    expect(await prove()).toMatchObject({ ok: true })

    // Whoever gives a card other keys without the record is found.
    const forge = context.database.read
      .updateTable('card')
      .set({ number_lookup: new Uint8Array(32) })
      .where('uid', '=', active.cardId)
    expect(await context.database.write([{ query: forge.compile(), changes: 1 }])).toBe(true)
    expect(await prove()).toMatchObject({ ok: false, difference: { proof: 'cards' } })
  })
})
