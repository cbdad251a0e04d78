import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { makeImportedCard, startRekeying } from '../../../server/cards/index.ts'
import { activateNumberKeys, addNumberKeys } from '../../../server/key-rotation.ts'
import { keysInFile } from '../../../server/key-source.ts'
import { readKeys } from '../../../server/keys.ts'
import type { Caller } from '../../../server/ledger/request.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import { cardNumber } from '../../../src/contract/card-number.ts'
import { type CardId, uuidV7 } from '../../../src/contract/ids.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { done } from '../house/open-server.ts'
import { importOf } from '../ledger/imports.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { makeForeignFile } from './foreign-file.ts'
import { booksOf, controlOf, secondPerson, stage, untilState } from './import-house.ts'

let house: ApiHouse
afterEach(() => house.close())

describe.each(eachEngine())('imports and a rotation of keys on %s', (_, makeDatabase) => {
  let databaseUrl: string | undefined
  const open = async () => {
    databaseUrl = await makeDatabase()
    house = await openApiHouse(databaseUrl === undefined ? [] : ['--database-url', databaseUrl])
  }
  const prove = () =>
    databaseUrl === undefined ? verifyLedger(house.folder) : proveDatabase(databaseUrl)

  test('a file that was staged twice: its cards come over once', async () => {
    await open()
    const frank = await secondPerson(house)
    const file = makeForeignFile({ seed: 51, rows: 40 })
    const first = done(await stage(house.operator, house.programId, file))
    const second = done(await stage(house.operator, house.programId, file))
    done(await frank.call('commit-import', { importId: first.importId, ...controlOf(file) }))
    await untilState(frank, first.importId, 'committed')
    const books = await booksOf(house)

    await rotate()
    done(await frank.call('commit-import', { importId: second.importId, ...controlOf(file) }))
    expect(await untilState(frank, second.importId, 'committed')).toMatchObject({
      ...{ importedRows: 0, refusedRows: 40 },
    })
    expect(await booksOf(house)).toEqual(books)
    await rekeyAll(0)
    expect(await prove()).toMatchObject({ ok: true })
  })

  test('two cards with one number from before: the others are given the new keys all the same', async () => {
    await open()
    const { cards } = done(
      await house.operator.call('stock-cards', {
        ...{ programId: house.programId, name: 'Some', count: 5 },
      }),
    )
    const [twin] = cards
    const other = await rotateWithTwin(twin?.number ?? '')
    await rekeyAll(1)
    const left = await house.context.database.read
      .selectFrom('card')
      .where('key_version', '=', 1)
      .select('uid')
      .execute()
    expect(left).toEqual([{ uid: twin?.cardId }])
    const told = house
      .logged()
      .split('\n')
      .filter((line) => line.includes('another card has its number'))
      .map((line) => JSON.parse(line) as object)
    expect(told).toContainEqual(expect.objectContaining({ card: twin?.cardId, other }))
    expect(await prove()).toMatchObject({ ok: true })
  })
})

async function rotate(): Promise<void> {
  const keys = keysInFile(path.join(house.folder, 'keys.json'))
  activateNumberKeys(keys, addNumberKeys(keys))
  await house.context.keys.reload(async () => undefined)
}

/** Goes on until no more than so many cards have the older keys. */
async function rekeyAll(stuck: number): Promise<void> {
  const rekeying = startRekeying(house.context)
  for (let tries = 0; tries < 20; tries += 1) await rekeying.step()
  await rekeying.close()
  const old = await house.context.database.read
    .selectFrom('card')
    .where('key_version', '=', 1)
    .select('id')
    .execute()
  expect(old).toHaveLength(stuck)
}

/**
 * A rotation in which a further card of this number comes over, as the ledger took it while it looked
 * under the newest keys only. Gives that card.
 */
async function rotateWithTwin(text: string): Promise<string> {
  const { context, programId, networkId } = house
  const file = path.join(house.folder, 'keys.json')
  const version = addNumberKeys(keysInFile(file))
  const known = readKeys(file)
  const coming = known.numberKeys.find(({ keyVersion }) => keyVersion === version)
  if (!coming) throw new Error('the new keys are not in the file')
  const keys = { ...known, ...coming, reload: context.keys.reload }
  const number = cardNumber(text)
  const cardId = uuidV7(context.nowMs(), randomBytes(10)) as CardId
  const newCard = makeImportedCard(
    { ...context, keys },
    {
      ...{ cardId, programId, form: 'physical', batch: null, number, hasPin: false },
      expiresAtMs: null,
    },
  )
  const from: Caller = {
    ...{ key: 'import:before', locationId: null, networkId },
    ...{ channel: 'admin' as const, clerk: null },
  }
  const { reply } = await context.database.ledger.execute(importOf(from, newCard, 100))
  expect(reply.ok).toBe(true)
  activateNumberKeys(keysInFile(file), version)
  await context.keys.reload(async () => undefined)
  return cardId
}
