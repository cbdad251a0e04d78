import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedDayOf } from '../../../server/books/closed-days.ts'
import { earnedBreakage, readBreakage } from '../../../server/insight/breakage.ts'
import { readCohorts } from '../../../server/insight/cohorts.ts'
import { readSales } from '../../../server/insight/sales.ts'
import { unclaimedCards } from '../../../server/insight/unclaimed.ts'
import type { LedgerRequest } from '../../../server/ledger/request.ts'
import type { Engine } from '../conformance/engines.ts'
import { importOf } from '../ledger/imports.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { activate, fund, newCard, redeem, refund, voidRequest } from '../ledger/requests.ts'
import { addProgramUnder, closeAll, passDays } from './books-house.ts'

const DAY_MS = 86_400_000

/** How cards are used, to the card and the cent, on one engine. */
export function describeInsight(engine: Engine): void {
  let network: TestNetwork
  const run = async (request: LedgerRequest) => {
    const { reply } = await network.database.ledger.execute(request)
    if (!reply.ok) throw new Error(JSON.stringify(reply))
    return request
  }
  const read = () => network.database.reports
  const nowMs = () => network.clock.nowMs
  let [firstDay, lastDay] = ['', '']

  describe(`insight on ${engine.name}`, () => {
    beforeAll(async () => {
      await engine.start()
      network = await openTestNetwork({ reloadable: 1 }, {}, engine)
      const { station, webstore } = network
      // October: one card used up after two days, one in part, one never; one load is taken back.
      const [used, some] = [await cardWith(network, 10_000), await cardWith(network, 6_000)]
      await cardWith(network, 4_000)
      const load = await run(fund(webstore, some, 2_000))
      await run(voidRequest(webstore, load.requestId))
      network.clock.nowMs += 2 * DAY_MS
      await run(redeem(station, used, 4_000))
      await run(redeem(station, used, 9_000, { partial: 'allow' }))
      network.clock.nowMs += 2 * DAY_MS
      const taken = await run(redeem(station, some, 3_000))
      await run(refund(station, { by: 'request', requestId: taken.requestId }, 1_000))
      firstDay = '2025-10-09'
      lastDay = await passDays(network, 1)
    }, 120_000)
    afterAll(async () => {
      await network?.end()
      await engine.end()
    })

    test('sold and redeemed, each less what was undone, by channel, form, program and location', async () => {
      const wish = {
        networkId: network.networkId,
        from: firstDay,
        to: '2026-12-31',
        nowMs: nowMs(),
      }
      const sales = await readSales(read(), wish)
      const turnover = { issuedMinor: 20_000, fundedMinor: 0, soldMinor: 20_000 }
      expect(sales.totals).toEqual([
        { ...turnover, currency: 'EUR', feesMinor: 0, redeemedMinor: 12_000 },
      ])
      expect(sales.programs).toMatchObject([{ programId: network.programId, ...turnover }])
      expect(sales.forms).toMatchObject([{ form: 'virtual', ...turnover }])
      expect(sales.channels).toMatchObject([
        { channel: 'station', soldMinor: 0, redeemedMinor: 12_000 },
        { channel: 'webstore', ...turnover, redeemedMinor: 0 },
      ])
      expect(sales.topLocations).toMatchObject([
        { locationId: network.here, redemptionCount: 3, redeemedMinor: 12_000 },
      ])
      expect(sales.days.map((day) => day.soldMinor + day.redeemedMinor)).toEqual([
        ...[20_000, 10_000, 2_000],
      ])
    })

    test('what no day was closed with yet counts at once', async () => {
      await cardWith(network, 500)
      const wish = {
        networkId: network.networkId,
        from: firstDay,
        to: '2026-12-31',
        nowMs: nowMs(),
      }
      const sales = await readSales(read(), wish)
      expect(sales.totals[0]?.soldMinor).toBe(20_500)
      expect(sales.days.at(-1)).toMatchObject({ soldMinor: 500 })
    })

    test('cohorts: first use, used up, uses, overspent, and after a year what is dormant', async () => {
      const [cohort, ...others] = await readCohorts(read(), network.networkId, nowMs())
      expect(others).toEqual([])
      expect(cohort).toMatchObject({
        ...{ month: '2025-10', cardCount: 4, usedCount: 2, fullyUsedCount: 1, dormantCount: 0 },
        ...{ redemptionCount: 3, daysToFirstUse: 3, soldMinor: 20_500, redeemedMinor: 12_000 },
        ...{ unredeemedMinor: 8_500, overspentCount: 1, overspentMinor: 3_000 },
      })
      const later = await readCohorts(read(), network.networkId, nowMs() + 366 * DAY_MS)
      expect(later[0]).toMatchObject({ dormantCount: 3 })
    })

    test('a card in stock, or of another network, is in no cohort', async () => {
      const cohorts = await readCohorts(read(), network.networkId, nowMs())
      expect(cohorts.reduce((sum, { cardCount }) => sum + cardCount, 0)).toBe(4)
      expect(await readCohorts(read(), 'another' as typeof network.networkId, nowMs())).toEqual([])
    })

    test('breakage is earned in proportion, only where the law lets it, and nothing is posted', async () => {
      await addProgramUnder(network, 'California', { profile: 'us-ca', affiliated: true })
      await addProgramUnder(network, 'Mall', { profile: 'us-ca', affiliated: false })
      for (const programId of ['California', 'Mall'] as (typeof network.programId)[]) {
        const card = newCard(programId)
        await run(activate(network.webstore, { by: 'new', card }, 10_000))
        await run(redeem(network.station, { by: 'lookup', lookup: card.lookup }, 4_500))
        await network.database.write([
          {
            query: network.database.read
              .insertInto('breakage_estimate')
              .values({
                ...{ program_id: programId, redeemed_basis_points: 9_000, reason: 'As agreed' },
                ...{ changed_at_ms: nowMs(), changed_by: 'staff:one' },
              })
              .compile(),
          },
        ])
      }
      const posted = async () =>
        (await network.database.read.selectFrom('journal').select('id').execute()).length
      const before = await posted()
      const { programs } = await readBreakage(read(), network.networkId, nowMs())
      const of = (name: string) => programs.find(({ programName }) => programName === name)
      // Sold 10,000, expected redeemed 9,000, redeemed 4,500: 4,500 + 500 = 5,000 are revenue.
      expect(of('California')).toMatchObject({
        ...{ mayEarn: true, basis: 'decided', soldMinor: 10_000, redeemedMinor: 4_500 },
        ...{ expectedBreakageMinor: 1_000, earnedMinor: 500 },
      })
      expect(of('Mall')).toMatchObject({ mayEarn: false, earnedMinor: null, law: { is: 'due' } })
      expect(await posted()).toBe(before)
    })

    test('unclaimed property: by the law of the program, by the last use, from the day on', async () => {
      await addProgramUnder(network, 'Maine', { profile: 'us-me' })
      const card = newCard('Maine' as typeof network.programId)
      // It was last used where it comes from, almost two years ago.
      const lastUsedAtMs = nowMs() - 728 * DAY_MS
      const told = { lastUsedAtMs, issuedAtMs: lastUsedAtMs - DAY_MS }
      await run(importOf(network.webstore, card, 1_001, told))
      const dayOf = async (day: string) => {
        const last = await closedDayOf(read(), network.networkId, day)
        if (!last.ok) throw new Error(`no closed day ${day}`)
        const { networkId } = network
        const parts = { read: read(), networkId, from: day, to: day, last: last.value }
        const found = []
        for await (const cards of unclaimedCards(parts)) found.push(...cards)
        return found.filter(({ law }) => law.name === 'Maine')
      }
      const before = await passDays(network, 1)
      expect(await dayOf(before)).toEqual([])
      const after = await passDays(network, 4)
      // 60 % of the value, rounded up.
      expect(await dayOf(after)).toMatchObject([{ dueMinor: 601, card: { balanceMinor: 1_001 } }])
      expect(await closeAll(network)).toBe('')
      expect(lastDay < after).toBe(true)
    })
  })
}

/** The arithmetic of breakage, which needs no ledger. */
export function describeEarned(): void {
  test.each([
    [10_000, 4_500, 9_000, 1_000, 500],
    [10_000, 0, 9_000, 1_000, 0],
    [10_000, 9_000, 9_000, 1_000, 1_000],
    // More was redeemed than expected: no more is earned than is left.
    [10_000, 9_700, 9_000, 1_000, 300],
    [10_000, 10_000, 9_000, 1_000, 0],
    [10_001, 3_333, 8_888, 1_113, 417],
    [0, 0, 9_000, 0, 0],
    [900_719_925_474_099, 450_359_962_737_049, 5_000, 450_359_962_737_050, 450_359_962_737_050],
  ])(
    'breakage: sold %d, redeemed %d, %d bp expected',
    (soldMinor, redeemedMinor, points, expectedMinor, earnedMinor) => {
      expect(earnedBreakage({ soldMinor, redeemedMinor }, points)).toEqual({
        ...{ expectedMinor, earnedMinor },
      })
    },
  )
}
