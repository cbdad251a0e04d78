import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkClosed, closeNext } from '../../../server/books/index.ts'
import { dayAt } from '../../../server/ledger/calendar.ts'
import { encodeOperationId } from '../../../server/ledger/operation-id.ts'
import type { CloseProblem } from '../../../src/contract/admin/books.ts'
import { openRandom } from '../../helpers/random.ts'
import type { Engine } from '../conformance/engines.ts'
import { openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { tell } from '../storage/planting/full-story.ts'
import { payAround } from './paying.ts'

/** An engine, and a hand on its database that minds no guard. */
export interface BooksUnderTest {
  readonly engine: Engine
  /** Runs one statement behind the program's back. */
  readonly tamper: (network: TestNetwork, statement: string) => Promise<void>
  readonly days: number
  /** The most kinds of postings that a fault is planted in. */
  readonly kindsMax: number
}

const DAY_MS = 86_400_000
const OPERATIONS_A_DAY = 7

/** That days close to the cent, and that a cent that is wrong is named, on one engine. */
export function describeClosing(underTest: BooksUnderTest): void {
  let network: TestNetwork
  const random = openRandom(Number(process.env['COUNTERMARK_TEST_SEED'] ?? 88))
  const context = () => ({ database: network.database, nowMs: () => network.clock.nowMs })
  const close = () => closeNext(context(), network.networkId)
  const nextDay = () => {
    network.clock.nowMs += DAY_MS
  }

  describe(`closed days on ${underTest.engine.name}`, () => {
    beforeAll(async () => {
      await underTest.engine.start()
      const limits = { load_max_minor: 50_000, balance_max_minor: 90_000_000 }
      network = await openTestNetwork(limits, {}, underTest.engine)
    }, 120_000)
    afterAll(async () => {
      await network?.end()
      await underTest.engine.end()
    })

    test('day after day closes, and each closes with what all cards are worth', async () => {
      let closed = 0
      for (let day = 0; day < underTest.days; day += 1) {
        await tell(network, random, OPERATIONS_A_DAY)
        if (random.oneIn(2)) await payAround(network, random)
        nextDay()
        const closing = await close()
        if (closing.is === 'failed') expect(closing.problems).toEqual([])
        closed += closing.is === 'closed' ? 1 : 0
        if (day % 20 === 0) expect(await cardsAtClose()).toBe(await cardsNow())
      }
      expect(closed).toBe(underTest.days)
      expect(await cardsAtClose()).toBe(await cardsNow())
    }, 300_000)

    test('a cent too much in one posting of each kind: the day stays open and says which', async () => {
      const kinds = (await kindsPosted()).slice(0, underTest.kindsMax)
      const named: string[] = []
      for (const kind of kinds) {
        for (let tries = 0; (await rowsToday(kind)).length === 0; tries += 1) {
          if (tries > 60) throw new Error(`no ${kind} came up`)
          await tell(network, random, OPERATIONS_A_DAY)
          await payAround(network, random)
        }
        const row = random.pick(await rowsToday(kind))
        await cent('journal', 'amount_minor', row.id, 1)
        nextDay()
        const problems = await failure()
        const own = problems.filter((problem) => problem.operationId === operationIdOf(row))
        expect(own, `${kind}: ${JSON.stringify(problems)}`).not.toEqual([])
        expect(own[0]).toMatchObject({ kind, foundMinor: expect.any(Number) })
        expect(own.some((one) => Math.abs(one.expectedMinor - one.foundMinor) === 1)).toBe(true)
        named.push(kind)
        await cent('journal', 'amount_minor', row.id, -1)
        expect(await close()).toMatchObject({ is: 'closed' })
      }
      expect(named).toEqual(kinds)
      expect(kinds.length).toBeGreaterThanOrEqual(Math.min(25, underTest.kindsMax))
    }, 300_000)

    test('a cent in a balance that was noted, or on a card: named, with the card', async () => {
      await tell(network, random, 20)
      const row = random.pick(await rowsToday('redeem'))
      await cent('journal', 'balance_after_minor', row.id, 1)
      nextDay()
      expect(await failure()).toContainEqual(
        expect.objectContaining({ what: 'balance_after', operationId: operationIdOf(row) }),
      )
      await cent('journal', 'balance_after_minor', row.id, -1)
      await cent('card', 'balance_minor', row.card_id ?? 0, 1)
      const problems = await failure()
      const { uid } = await network.database.read
        .selectFrom('card')
        .where('id', '=', row.card_id ?? 0)
        .select('uid')
        .executeTakeFirstOrThrow()
      expect(problems.map(({ what }) => what)).toEqual(['card_total', 'card_balance'])
      expect(problems[1]).toMatchObject({ cardId: uid })
      await cent('card', 'balance_minor', row.card_id ?? 0, -1)
      expect(await close()).toMatchObject({ is: 'closed' })
    })

    test('a closed day is computed again: as it was, until a posting of it is changed', async () => {
      const [last] = await closedDays()
      const day = last?.day ?? ''
      const check = () => checkClosed(context(), network.networkId, day)
      expect(await check()).toEqual([])
      const row = random.pick(await rowsBetween(last?.from_ms ?? 0, last?.to_ms ?? 0))
      await cent('journal', 'amount_minor', row.id, 1)
      const problems = (await check()) ?? []
      expect(problems.map(({ operationId }) => operationId)).toContain(operationIdOf(row))
      expect(problems.map(({ what }) => what)).toContain('closed_day')
      await cent('journal', 'amount_minor', row.id, -1)
      expect(await check()).toEqual([])
    })

    test('a closed day that was changed itself: the next does not close on it', async () => {
      const [last] = await closedDays()
      const swap = (from: string, to: string) =>
        underTest.tamper(
          network,
          `UPDATE closed_day SET cards = replace(cards, '${from}', '${to}')
            WHERE network_id = '${network.networkId}' AND number = ${last?.number}`,
        )
      const [, , amount] = JSON.parse(last?.cards ?? '[]')[0] as [string, string, number]
      nextDay()
      await swap(String(amount), String(amount + 1))
      expect((await failure())[0]).toMatchObject({ what: 'closed_day', account: last?.day })
      await swap(String(amount + 1), String(amount))
      expect(await close()).toMatchObject({ is: 'closed' })
    })

    test('one alarm is raised for a day, however often it is tried', async () => {
      const { alarms, days } = await alarmsRaised()
      expect(alarms).toBeGreaterThanOrEqual(Math.min(25, underTest.kindsMax))
      expect(alarms).toBe(days)
    })

    test('the ledger is sound after all of it, and closed days are in the proof', async () => {
      expect(await network.verify()).toMatchObject({ ok: true })
    })
  })

  async function failure(): Promise<readonly CloseProblem[]> {
    const closing = await close()
    if (closing.is !== 'failed') throw new Error(`the day did not fail but is ${closing.is}`)
    await close()
    return closing.problems
  }

  async function cent(table: string, column: string, id: number, by: 1 | -1): Promise<void> {
    const from = `UPDATE ${table} SET ${column} = ${column} + ${by} WHERE id = ${id}`
    await underTest.tamper(network, from)
  }

  /** Posted rows with an amount since the last close. */
  async function rowsToday(kind: string) {
    const [last] = await closedDays()
    return network.database.read
      .selectFrom('journal')
      .where('time_ms', '>=', last?.to_ms ?? 0)
      .where('kind', '=', kind as 'redeem')
      .where('amount_minor', 'is not', null)
      .select(['id', 'time_ms', 'card_id'])
      .execute()
  }

  async function rowsBetween(fromMs: number, toMs: number) {
    return network.database.read
      .selectFrom('journal')
      .where('time_ms', '>=', fromMs)
      .where('time_ms', '<', toMs)
      .where('amount_minor', 'is not', null)
      .select(['id', 'time_ms', 'card_id'])
      .execute()
  }

  /** The kinds of operations that moved value so far. */
  async function kindsPosted(): Promise<string[]> {
    const rows = await network.database.read
      .selectFrom('journal')
      .where('amount_minor', 'is not', null)
      .select('kind')
      .distinct()
      .orderBy('kind')
      .execute()
    return rows.map(({ kind }) => kind)
  }

  function closedDays() {
    return network.database.read
      .selectFrom('closed_day')
      .where('network_id', '=', network.networkId)
      .orderBy('number', 'desc')
      .selectAll()
      .limit(1)
      .execute()
  }

  async function cardsAtClose(): Promise<number> {
    const [last] = await closedDays()
    expect(last?.day).toBe(dayAt(network.clock.nowMs - DAY_MS, 'Europe/Paris'))
    const cards = JSON.parse(last?.cards ?? '[]') as [string, string, number][]
    return cards.reduce((sum, [, , amount]) => sum + amount, 0)
  }

  async function cardsNow(): Promise<number> {
    const row = await network.database.read
      .selectFrom('card')
      .select(({ fn }) => fn.sum<number>('balance_minor').as('held'))
      .executeTakeFirst()
    return row?.held ?? 0
  }

  async function alarmsRaised() {
    const rows = await network.database.read
      .selectFrom('audit')
      .where('action', '=', 'books-not-closed')
      .select('detail')
      .execute()
    const days = new Set(rows.map(({ detail }) => (JSON.parse(detail) as { day: string }).day))
    return { alarms: rows.length, days: days.size }
  }
}

function operationIdOf({ time_ms, id }: { readonly time_ms: number; readonly id: number }) {
  return encodeOperationId(time_ms, id)
}
