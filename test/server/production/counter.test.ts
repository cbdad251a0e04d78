import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocation } from '../../../server/network/index.ts'
import type { BatchView } from '../../../src/contract/admin/production.ts'
import type { LocationView } from '../../../src/contract/admin/views.ts'
import { currency } from '../../../src/contract/money.ts'
import { codeOf, done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'
import {
  fetchFile,
  openPrintingHouse,
  type PrintedLine,
  type PrintingHouse,
  planBatch,
  printBatch,
  untilReady,
} from './house.ts'

let house: ApiHouse
let printing: PrintingHouse
let other: LocationView
let otherKey = ''
let batch: BatchView
let lines: readonly PrintedLine[] = []
beforeAll(async () => {
  house = await openApiHouse()
  printing = await openPrintingHouse(house)
  other = done(
    await createLocation(house.context, house.networkId, {
      name: 'Book Shop',
      email: 'books@shop.example',
      currency: currency('EUR'),
      timeZone: 'Europe/Paris',
    }),
  )
  otherKey = await house.addKey({ locationId: other.locationId })
  const made = await printBatch(house, printing, { programId: house.programId, count: 60 })
  batch = made.batch
  lines = made.lines
})
afterAll(() => house.close())

let asked = 0
function sell(serial: number, change: { key?: string; pin?: string; requestId?: string } = {}) {
  asked += 1
  const line = lines[serial - 1]
  const card = { number: line?.['number'] ?? '', pin: change.pin ?? line?.['pin'] ?? '' }
  const requestId = change.requestId ?? `sale-${asked}`
  const body = { requestId, card, amountMinor: 2500, currency: 'EUR' }
  return house.post('/v1/storedvalue/fund-and-activate', body, change.key)
}

function allocate(firstSerial: number, lastSerial: number, location = house.location) {
  const { batchId } = batch
  const { locationId } = location
  return house.operator.call('allocate-cards', { batchId, locationId, firstSerial, lastSerial })
}

/** How many cards of a batch are in which state. */
async function states(name = 'Spring 2027'): Promise<Record<string, number>> {
  const rows = await house.context.database.read
    .selectFrom('card')
    .where('batch', '=', name)
    .groupBy('state')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .execute()
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
}

/** What stands in the database in place of the card's PIN. */
async function pinOf(serial: number): Promise<string | null | undefined> {
  const row = await house.context.database.read
    .selectFrom('batch_item')
    .innerJoin('card', 'card.uid', 'batch_item.uid')
    .where('card.last_four', '=', lines[serial - 1]?.['number']?.slice(-4) ?? '')
    .where('card.batch', '=', 'Spring 2027')
    .orderBy('batch_item.id')
    .select(['batch_item.pin_hash', 'batch_item.id'])
    .execute()
  return row.find(({ id }) => id % 1_000_000 === serial)?.pin_hash
}

describe('stock at the counter', () => {
  test('before the batch is received: no card of it can be sold', async () => {
    expect(await states()).toEqual({ planned: 60 })
    const early = await sell(1, { requestId: 'early' })
    expect(refusalOf(early)).toBe('409 CARD_NOT_ACTIVE')
    expect(early.body.refusal?.message).toContain('not received yet')
    expect(codeOf(await allocate(1, 61))).toBe('REQUEST_MALFORMED')
    done(await house.operator.call('receive-batch', { batchId: batch.batchId }))
    expect(await states()).toEqual({ in_stock: 60 })
    // Nothing was put on record before: the same request sells it now.
    expect((await sell(60, { requestId: 'early' })).status).toBe(200)
  })

  test('received and given to nobody: sold with its PIN, and not with another', async () => {
    const pin = lines[0]?.['pin'] === '12345678' ? '87654321' : '12345678'
    expect(refusalOf(await sell(1, { pin }))).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    const sold = await sell(1)
    expect(sold.body.value).toMatchObject({ cardState: 'active', appliedMinor: 2500 })
    expect(await pinOf(1)).toMatch(/^\$argon2id\$/)
  })

  test('a sold card: its PIN opens it, a wrong one does not, and it can be redeemed', async () => {
    const [line] = lines
    const card = { number: line?.['number'] ?? '', pin: line?.['pin'] ?? '' }
    const take = (pin: string, requestId: string) =>
      house.post('/v1/storedvalue/redeem', {
        ...{ requestId, card: { ...card, pin }, amountMinor: 500, currency: 'EUR' },
      })
    expect((await take(card.pin, 'take-1')).body.value).toMatchObject({ balanceMinor: 2000 })
    const pin = card.pin === '12345678' ? '87654321' : '12345678'
    expect(refusalOf(await take(pin, 'take-2'))).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
  })

  test("another location's: refused there, but only to who has the PIN", async () => {
    const made = done(await allocate(11, 20))
    expect(refusalOf(await sell(11))).toBe('403 CARD_NOT_ACCEPTED_HERE')
    done(await house.operator.call('ship-allocation', { allocationId: made.allocationId }))
    expect(refusalOf(await sell(11, { key: otherKey }))).toBe('403 CARD_NOT_ACCEPTED_HERE')
    const pin = lines[10]?.['pin'] === '12345678' ? '87654321' : '12345678'
    const guessed = await sell(11, { key: otherKey, pin })
    expect(refusalOf(guessed)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    expect((await sell(11)).status).toBe(200)
  })

  test('a refusal for its location is not on record: the same id sells it once it is right', async () => {
    const { allocationId } = done(await allocate(21, 25, other))
    const requestId = 'moved-over'
    expect(refusalOf(await sell(21, { requestId }))).toBe('403 CARD_NOT_ACCEPTED_HERE')
    done(await house.operator.call('withdraw-allocation', { allocationId }))
    const mine = done(await allocate(21, 25))
    done(await house.operator.call('receive-allocation', { allocationId: mine.allocationId }))
    const sold = await sell(21, { requestId })
    expect(sold.body.value).toMatchObject({ cardState: 'active', replayed: false })
    // And from then on the record answers, whatever becomes of the allocation.
    done(
      await house.operator.call('report-missing', {
        allocationId: mine.allocationId,
        missing: [{ firstSerial: 21, lastSerial: 22 }],
      }),
    )
    expect((await sell(21, { requestId })).body.value).toMatchObject({ replayed: true })
  })

  test('missing: refused everywhere until found', async () => {
    const { allocations } = done(
      await house.operator.call('read-batch', { batchId: batch.batchId }),
    )
    const allocationId = allocations.find(({ missing }) => missing.length > 0)?.allocationId ?? ''
    expect(refusalOf(await sell(22))).toBe('409 CARD_BLOCKED')
    done(await house.operator.call('report-missing', { allocationId, missing: [] }))
    expect((await sell(22)).status).toBe(200)
  })

  test('missing, and its allocation withdrawn: refused still, and listed, until found', async () => {
    const { allocationId } = done(await allocate(26, 28))
    const missing = [{ firstSerial: 26, lastSerial: 27 }]
    const report = (gone: typeof missing) =>
      house.operator.call('report-missing', { allocationId, missing: gone })
    done(await report(missing))
    done(await house.operator.call('withdraw-allocation', { allocationId }))
    expect(refusalOf(await sell(26))).toBe('409 CARD_BLOCKED')
    const again = done(await allocate(26, 28))
    done(await house.operator.call('ship-allocation', { allocationId: again.allocationId }))
    expect(refusalOf(await sell(27))).toBe('409 CARD_BLOCKED')
    const stock = done(await house.operator.call('read-stock', {}))
    expect(stock.missing).toMatchObject([{ allocationId, firstSerial: 26, reason: 'missing' }])
    expect(codeOf(await report([{ firstSerial: 26, lastSerial: 28 }]))).toBe('STATE_CONFLICT')
    done(await report([]))
    expect((await sell(26)).status).toBe(200)
    done(await house.operator.call('withdraw-allocation', { allocationId: again.allocationId }))
  })

  test('serials that somebody has, serials outside: refused, also of two at once', async () => {
    expect(codeOf(await allocate(15, 30))).toBe('STATE_CONFLICT')
    expect(codeOf(await allocate(40, 39))).toBe('REQUEST_MALFORMED')
    const both = await Promise.all([allocate(30, 40), allocate(35, 45, other)])
    expect(both.map((reply) => (reply.ok ? 'done' : codeOf(reply))).sort()).toEqual([
      'STATE_CONFLICT',
      'done',
    ])
  })

  test('a spoiled batch: its cards can never be sold', async () => {
    const order = { programId: house.programId, printer: printing.printer, count: 5, name: 'Bad' }
    const { batchId } = await planBatch(house, order)
    await untilReady(house, batchId)
    const file = await fetchFile(house, batchId)
    const [line] = await printing.open(new Uint8Array(await file.arrayBuffer()))
    done(await house.operator.call('spoil-batch', { batchId, reason: 'wrong colour' }))
    const card = { number: line?.['number'] ?? '', pin: line?.['pin'] ?? '' }
    const body = { requestId: 'bad', card, amountMinor: 2500, currency: 'EUR' }
    const refused = await house.post('/v1/storedvalue/fund-and-activate', body)
    expect(refusalOf(refused)).toBe('410 CARD_DEACTIVATED')
    expect(await states('Bad')).toEqual({ deactivated: 5 })
    expect(codeOf(await house.operator.call('receive-batch', { batchId }))).toBe('STATE_CONFLICT')
  })
})

describe('where stock is', () => {
  test('location by location: in the store, on its way, there, sold, missing', async () => {
    const { allocationId } = done(await allocate(50, 55, other))
    done(await house.operator.call('ship-allocation', { allocationId }))
    done(
      await house.operator.call('report-missing', {
        allocationId,
        missing: [{ firstSerial: 54, lastSerial: 55 }],
      }),
    )
    const before = done(await house.operator.call('read-stock', {}))
    const shop = before.locations.find(({ locationId }) => locationId === other.locationId)
    expect(shop).toMatchObject({ shipped: 4, missing: 2, sold: 0, onHand: 0 })
    const bakery = before.locations.find(({ locationName }) => locationName === 'Corner Bakery')
    // 11 to 20 were shipped and one of them sold; 21 to 25 arrived and two were sold.
    expect(bakery).toMatchObject({ shipped: 9, onHand: 3, sold: 3, missing: 0 })
    expect(before.missing).toMatchObject([{ firstSerial: 54, lastSerial: 55, reason: 'missing' }])
    house.advance(15 * 24 * 60 * 60 * 1000)
    done(await house.operator.call('sign-in', SIGN_IN))
    const { missing } = done(await house.operator.call('read-stock', {}))
    const overdue = missing.filter(({ reason }) => reason === 'overdue')
    expect(overdue.map(({ firstSerial }) => firstSerial)).toEqual([11, 50])
  })
})

const SIGN_IN = { email: 'olga@network.example', password: 'correct horse battery' }
