import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocationId, requestIdSchema, uuidV7 } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { WireException } from '../../../src/contract/wire/exceptions.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'

/** Where a suite keeps its data. */
interface EngineUnderTest {
  /** The settings of the server. */
  readonly start: () => Promise<readonly string[]>
  readonly end: () => Promise<void> | undefined
}

const DAY_MS = 86_400_000
const AT_MS = Date.UTC(2026, 5, 15, 10)

/** What both engines do alike with what stations tell at the day's end. */
export function describeExceptions(name: string, engine: EngineUnderTest): void {
  let server: TestServer
  let bakery: Counter
  let second: Counter
  let ids = 0

  beforeAll(async () => {
    server = await openServer(await engine.start())
    bakery = await openCounter(server, server.location.locationId)
    second = await openCounter(server, server.location.locationId)
  })
  afterAll(async () => {
    bakery?.close()
    second?.close()
    await server?.close()
    await engine.end()
  })

  function told(change: Partial<WireException> = {}): WireException {
    ids += 1
    return {
      exceptionId: uuidV7(AT_MS, new Uint8Array(10).fill(ids)),
      revision: 1,
      kind: 'payment_without_redemption',
      amountMinor: minor(1_250),
      currency: currency('EUR'),
      paymentKey: `payment-${ids}`,
      requestId: null,
      ...{ till: '1', receiptNumber: 'R-7', lastFour: null, atMs: AT_MS + ids },
      ...{ state: 'open', reason: null, note: '', clerk: 'Dana', changedAtMs: AT_MS },
      ...change,
    }
  }

  const report = async (exceptions: readonly WireException[], counter = bakery) =>
    done(await counter.ask('report-exceptions', { exceptions }))
  const list = async (params: Record<string, unknown> = {}) =>
    done(await server.operator.call('list-exceptions', params)).exceptions

  describe(`exceptions on ${name}`, () => {
    test('told twice, then settled, then an old revision again: one line, as it is now', async () => {
      const open = told()
      await report([open])
      await report([open])
      const settled = told({
        ...{ exceptionId: open.exceptionId, revision: 2, state: 'settled' },
        ...{ reason: 'paid_otherwise', note: 'paid in cash' },
      })
      await report([settled])
      await report([open])
      const found = (await list()).filter(({ exceptionId }) => exceptionId === open.exceptionId)
      expect(found).toMatchObject([
        {
          ...{ state: 'settled', reason: 'paid_otherwise', note: 'paid in cash', clerk: 'Dana' },
          ...{ deviceCode: bakery.deviceCode, locationName: 'Corner Bakery', ownerNote: null },
        },
      ])
    })

    test('of another device under the same id: what was told first stays', async () => {
      const first = told({ note: 'ours' })
      await report([first])
      await report([{ ...first, revision: 9, note: 'theirs' }], second)
      const found = (await list()).find(({ exceptionId }) => exceptionId === first.exceptionId)
      expect(found).toMatchObject({ note: 'ours', deviceCode: bakery.deviceCode })
    })

    test('listed by location, by day of its zone and by state', async () => {
      const requestId = requestIdSchema.parse('redeem-1')
      const lone = { kind: 'redemption_without_payment', requestId, lastFour: '4417' } as const
      const late = told({ ...lone, paymentKey: null, atMs: AT_MS + 3 * DAY_MS })
      await report([late])
      const day = new Date(AT_MS + 3 * DAY_MS).toISOString().slice(0, 10)
      expect((await list({ day })).map(({ exceptionId }) => exceptionId)).toEqual([
        late.exceptionId,
      ])
      expect(await list({ day: '2020-01-01' })).toEqual([])
      const open = await list({ state: 'open', locationId: server.location.locationId })
      expect(new Set(open.map(({ state }) => state))).toEqual(new Set(['open']))
      const nowhere = '01890000-0000-7000-8000-0000000000ff' as LocationId
      expect(await list({ locationId: nowhere })).toEqual([])
      expect(codeOf(await server.operator.call('list-exceptions', { cursor: 'x' }))).toBe(
        'REQUEST_MALFORMED',
      )
    })

    test("the operator's note: kept beside it, through later revisions, with who wrote it", async () => {
      const open = told()
      await report([open])
      const { exceptionId } = open
      const note = 'The till was closed early; paid by transfer.'
      done(await server.operator.call('note-exception', { exceptionId, note }))
      await report([
        { ...open, revision: 2, state: 'settled', reason: 'other', note: 'see office' },
      ])
      const found = (await list()).find((one) => one.exceptionId === exceptionId)
      expect(found).toMatchObject({ ownerNote: note, note: 'see office', state: 'settled' })
      expect(found?.ownerName).toEqual(expect.any(String))
      const unknown = uuidV7(AT_MS, new Uint8Array(10).fill(250))
      const missing = await server.operator.call('note-exception', { exceptionId: unknown, note })
      expect(codeOf(missing)).toBe('NOT_FOUND')
    })

    test('many: pages that leave none out and show none twice', async () => {
      for (let count = 0; count < 30; count += 1) await report([told(), told()])
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = done(
          await server.operator.call('list-exceptions', { ...(cursor && { cursor }) }),
        )
        seen.push(...page.exceptions.map(({ exceptionId }) => exceptionId))
        if (page.next === null) break
        cursor = page.next
      }
      expect(seen.length).toBeGreaterThan(60)
      expect(new Set(seen).size).toBe(seen.length)
    })
  })
}
