import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayAt, openingOf, placesOf } from '../../../server/settlement/index.ts'
import { databaseFile, newestGroup, openPayableSums } from '../../../server/storage/index.ts'
import type { PayableSums } from '../../../server/storage/payable-sums.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const LOOKS = 40

/** What is owed in all, as these sums have it, and as the rows of the same moment have it. */
const owedIn = (sums: PayableSums) =>
  sums.read(async (snapshot, moved) => {
    const rows = await snapshot
      .selectFrom('entry')
      .where('account', 'like', 'payable:%')
      .select(({ fn }) => fn.sum<number | null>('amount_minor').as('sum'))
      .executeTakeFirst()
    const counted = await snapshot
      .selectFrom('journal')
      .where(({ eb, or }) =>
        or([eb('credit_account', 'like', 'payable:%'), eb('debit_account', 'like', 'payable:%')]),
      )
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return {
      summed: moved.reduce((all, { movedMinor }) => all + movedMinor, 0),
      inRows: Number(rows?.sum ?? 0),
      operations: moved.reduce((all, { count }) => all + count, 0),
      rows: Number(counted.count),
    }
  })

describe.each(eachEngine())('sums of what is owed: %s', (engine, makeDatabase) => {
  let house: ApiHouse
  let card: { readonly number: string; readonly pin: string }
  beforeAll(async () => {
    const url = await makeDatabase()
    house = await openApiHouse(url === undefined ? [] : ['--database-url', url])
    const { number, pin } = await house.activeCard(50_000)
    card = { number, pin }
  }, 60_000)
  afterAll(() => house?.close())

  const redeem = async (amountMinor: number) => {
    const body = { requestId: newId(), card, amountMinor, currency: 'EUR' }
    const { status, text } = await house.post('/v1/storedvalue/redeem', body)
    if (status !== 200) throw new Error(text)
    return JSON.parse(text) as { operationId: string }
  }

  test('at every look they are what the rows of that moment come to, many looks at once', async () => {
    const sums = openPayableSums(house.context.database.reports)
    expect(await owedIn(sums)).toEqual({ summed: 0, inRows: 0, operations: 0, rows: 0 })
    let isOver = false
    let redeemed = 0
    const till = async () => {
      for (; !isOver; redeemed += 1) await redeem(3)
    }
    const tills = Promise.all([till(), till(), till()])
    let last = 0
    for (let look = 0; look < LOOKS || redeemed < LOOKS; look += 1) {
      for (const { summed, inRows, operations, rows } of await Promise.all([
        owedIn(sums),
        owedIn(sums),
        owedIn(openPayableSums(house.context.database.reports)),
        owedIn(openPayableSums(house.context.database.reports, { pieceGroups: 3 })),
      ])) {
        expect({ summed, operations }).toEqual({ summed: inRows, operations: rows })
        expect(summed).toBe(rows * 3)
        last = Math.max(last, rows)
      }
    }
    isOver = true
    await tills
    expect(last).toBeGreaterThan(LOOKS / 2)
  }, 60_000)

  test('what was owed before a day: what was owed then, however much moved since', async () => {
    const { database, nowMs } = house.context
    const [place] = await placesOf(database, house.networkId)
    if (!place) throw new Error('there is no location')
    const owedNow = (await owedIn(database.payableSums)).inRows
    const today = dayAt(nowMs(), place.timeZone)
    expect(await openingOf(database, place, { from: today, to: today })).toBe(0)
    house.advance(3 * DAY_MS)
    await redeem(700)
    const later = dayAt(nowMs(), place.timeZone)
    const [yesterday, tomorrow] = [-1, 1].map((days) =>
      dayAt(nowMs() + days * DAY_MS, place.timeZone),
    ) as [string, string]
    const owedBefore = (from: string) => openingOf(database, place, { from, to: tomorrow })
    expect(await owedBefore(yesterday)).toBe(owedNow)
    expect(await owedBefore(later)).toBe(owedNow)
    expect(await owedBefore(tomorrow)).toBe(owedNow + 700)
  })

  test('a question that is given up: what was summed up until then is not summed up again', async () => {
    const { reports } = house.context.database
    let [asked, answersMax] = [0, 7]
    const counted = new Proxy(reports, {
      get: (target, name) => {
        if (name !== 'transaction') return Reflect.get(target, name, target)
        asked += 1
        if (asked > answersMax) throw new Error('stopped')
        return () => target.transaction()
      },
    })
    const sums = openPayableSums(counted, { pieceGroups: 5 })
    await expect(owedIn(sums)).rejects.toThrow('stopped')
    const groups = await newestGroup(reports)
    expect(groups).toBeGreaterThan(7 * 5)
    ;[asked, answersMax] = [0, Number.POSITIVE_INFINITY]
    const { summed, inRows } = await owedIn(sums)
    expect(summed).toBe(inRows)
    // A piece each, and the question itself; seven of them were done.
    expect(asked).toBe(Math.ceil(groups / 5) - 7 + 1)
  })

  test.runIf(engine === 'SQLite')(
    'another ledger under the same numbers, as after a standby took over: summed up anew',
    async () => {
      const sums = openPayableSums(house.context.database.reports)
      const before = await owedIn(sums)
      const other = new BetterSqlite3(databaseFile(house.folder))
      other.exec(`DROP TRIGGER journal_is_never_updated; DROP TRIGGER commit_group_is_never_updated;
        UPDATE journal SET amount_minor = amount_minor + 1 WHERE credit_account LIKE 'payable:%';
        UPDATE commit_group SET hash = randomblob(32) WHERE id = (SELECT MAX(id) FROM commit_group)`)
      other.close()
      const after = await owedIn(sums)
      expect(after.summed).toBe(after.inRows)
      expect(after.summed).toBe(before.summed + before.rows)
    },
  )
})
