import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedDayOf } from '../../../server/books/closed-days.ts'
import { rollForward } from '../../../server/books/index.ts'
import { agesOf, trialBalance } from '../../../server/books/statements.ts'
import { openRandom } from '../../helpers/random.ts'
import type { Engine } from '../conformance/engines.ts'
import { openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { tell } from '../storage/planting/full-story.ts'
import { cellsOf, closeAll, fileOf, passDays } from './books-house.ts'
import { payAround } from './paying.ts'

const OPERATIONS_A_DAY = 12

/** That what goes out of the books ties, and stays as it was, on one engine. */
export function describeFiles(engine: Engine, dayCount: number): void {
  let network: TestNetwork
  const days: string[] = []
  const before = new Map<string, string>()

  const partsOf = async (from: string, to: string) => {
    const { database, networkId } = network
    const last = await closedDayOf(database.reports, networkId, to)
    if (!last.ok) throw new Error(`no closed day ${to}`)
    return { read: database.reports, networkId, from, to, last: last.value }
  }
  const first = () => days[0] ?? ''
  const last = () => days.at(-1) ?? ''

  describe(`files of the books on ${engine.name}`, () => {
    beforeAll(async () => {
      await engine.start()
      const limits = { load_max_minor: 50_000, balance_max_minor: 90_000_000 }
      network = await openTestNetwork(limits, {}, engine)
      const random = openRandom(5)
      for (let day = 0; day < dayCount; day += 1) {
        await tell(network, random, OPERATIONS_A_DAY)
        if (day % 3 === 0) await payAround(network, random)
        const closed = await passDays(network, 1)
        days.push(closed)
        for (const what of ['balances', 'unclaimed', 'trial-balance'] as const)
          before.set(
            `${what} ${closed}`,
            await fileOf(network, { what, format: 'csv', to: closed }),
          )
      }
    }, 240_000)
    afterAll(async () => {
      await network?.end()
      await engine.end()
    })

    test('what was exported on each past day comes out the same, byte for byte', async () => {
      expect(before.size).toBe(3 * dayCount)
      for (const [name, text] of before) {
        const [what, to] = name.split(' ') as ['balances', string]
        expect(await fileOf(network, { what, format: 'csv', to })).toBe(text)
      }
    })

    test('balances of a day add up to what the day was closed with, number masked', async () => {
      const rows = cellsOf(before.get(`balances ${last()}`) ?? '')
      const total = rows.at(-1)?.[5]
      const cents = rows.slice(1, -1).reduce((sum, row) => sum + centsOf(row[5]), 0)
      expect(rows.length).toBeGreaterThan(10)
      expect(cents).toBe(centsOf(total))
      expect(rows[1]?.[1]).toBe('•••• 4242')
      const held = await network.database.read
        .selectFrom('card')
        .select(({ fn }) => fn.sum<number>('balance_minor').as('held'))
        .executeTakeFirst()
      expect(cents).toBe(held?.held)
      const json = JSON.parse(
        await fileOf(network, { what: 'balances', format: 'json', to: last() }),
      )
      expect(json.rows).toHaveLength(rows.length - 2)
    })

    test('the roll-forward goes from opening to closing, by program and by channel', async () => {
      const report = await rollForward(await partsOf(days[2] ?? '', last()))
      for (const line of report.programs) {
        const { openingMinor, closingMinor, ...rest } = line
        const moved = Object.values(rest).reduce<number>(
          (sum, value) => sum + (typeof value === 'number' ? value : 0),
          0,
        )
        expect(openingMinor + moved).toBe(closingMinor)
      }
      const issued = (lines: readonly { issuedMinor: number }[]) =>
        lines.reduce((sum, { issuedMinor }) => sum + issuedMinor, 0)
      expect(issued(report.programs)).toBeGreaterThan(0)
      expect(issued(report.channels)).toBe(issued(report.programs))
      expect(report.days).toHaveLength(dayCount - 2)
      const text = await fileOf(network, {
        ...{ what: 'roll-forward', format: 'csv', from: first(), to: last() },
      })
      expect(cellsOf(text)[0]?.slice(0, 4)).toEqual([
        ...['program or channel', 'currency', 'opening', 'issued'],
      ])
    })

    test('a trial balance has as much on one side as on the other, on any day', async () => {
      for (const day of days) {
        const lines = await trialBalance(await partsOf(day, day))
        const sum = (side: 'debitMinor' | 'creditMinor' | 'dayDebitMinor' | 'dayCreditMinor') =>
          lines.reduce((total, line) => total + line[side], 0)
        expect(sum('debitMinor')).toBe(sum('creditMinor'))
        expect(sum('dayDebitMinor')).toBe(sum('dayCreditMinor'))
      }
      const lines = await trialBalance(await partsOf(last(), last()))
      expect(lines.map(({ key }) => key)).toEqual(
        expect.arrayContaining(['card', 'payable', 'clearing:cash', 'settling', 'fee']),
      )
    })

    test('the journal has every posting once, and its sums are those of the trial balance', async () => {
      const text = await fileOf(network, {
        ...{ what: 'journal', format: 'csv', from: first(), to: last() },
      })
      const rows = cellsOf(text).slice(1)
      const posted = await network.database.read
        .selectFrom('journal')
        .where('amount_minor', 'is not', null)
        .select('id')
        .orderBy('id')
        .execute()
      expect(rows.map((row) => Number(row[2]))).toEqual(posted.map(({ id }) => id))
      const sums = new Map<string, number>()
      for (const row of rows) {
        sums.set(row[8] ?? '', (sums.get(row[8] ?? '') ?? 0) - centsOf(row[12]))
        sums.set(row[10] ?? '', (sums.get(row[10] ?? '') ?? 0) + centsOf(row[12]))
      }
      for (const line of await trialBalance(await partsOf(last(), last())))
        expect(sums.get(line.number), line.name).toBe(line.creditMinor - line.debitMinor)
    })

    test('QuickBooks gets one balanced entry a day, as CSV and as IIF', async () => {
      const wish = { what: 'journal', from: first(), to: last() } as const
      const online = cellsOf(await fileOf(network, { ...wish, format: 'quickbooks' }))
      expect(online[0]).toEqual(
        'JournalNo,JournalDate,AccountName,Debits,Credits,Description,Currency'.split(','),
      )
      const entries = Map.groupBy(online.slice(1), ([number]) => number)
      expect(entries.size).toBe(dayCount)
      for (const rows of entries.values())
        expect(rows.reduce((sum, row) => sum + centsOf(row[3]) - centsOf(row[4]), 0)).toBe(0)
      expect(online[1]?.[1]).toMatch(/^\d{2}\/\d{2}\/\d{4}$/)
      const desktop = (await fileOf(network, { ...wish, format: 'iif' })).split('\r\n')
      const splits = desktop
        .filter((line) => /^(TRNS|SPL)\t/.test(line))
        .map((line) => line.split('\t'))
      expect(desktop.filter((line) => line === 'ENDTRNS')).toHaveLength(dayCount)
      expect(splits.reduce((sum, row) => sum + centsOf(row[5]), 0)).toBe(0)
      expect(splits[0]?.[2]).toBe('GENERAL JOURNAL')
    })

    test('how old the value is adds up to all of it', async () => {
      const lines = await agesOf(await partsOf(last(), last()))
      const rows = cellsOf(before.get(`balances ${last()}`) ?? '')
      expect(lines.reduce((sum, line) => sum + line.balanceMinor, 0)).toBe(
        centsOf(rows.at(-1)?.[5]),
      )
      // Imported cards were issued long ago where they come from.
      expect(lines.map(({ age }) => age)).toEqual(expect.arrayContaining(['0-3', '36+']))
    })

    test('a day that is not over has no file yet, and nothing else is guessed', async () => {
      await closeAll(network)
      const wish = { what: 'balances', format: 'csv', to: '2099-01-01' } as const
      await expect(fileOf(network, wish)).rejects.toThrow('no closed day 2099-01-01')
      await expect(
        fileOf(network, { what: 'balances', format: 'iif', to: last() }),
      ).rejects.toThrow('of this there is csv, json')
    })
  })
}

function centsOf(text = ''): number {
  return text === '' ? 0 : Math.round(Number(text) * 100)
}
