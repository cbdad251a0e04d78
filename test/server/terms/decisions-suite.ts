import { expect, test } from 'vitest'
import { dayAt } from '../../../server/ledger/calendar.ts'
import { scheduleOf } from '../../../server/terms/index.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { DEFAULT_SCHEDULE, type Schedule } from '../../../src/contract/schedule.ts'
import { NO_TERMS, type Terms } from '../../../src/contract/terms.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { commission, fee } from './agreements.ts'
import type { TermsHouse } from './terms-house.ts'

const EUR = currency('EUR')
let houseOf: () => TermsHouse

/** What the law says of terms, what they would cost, and when is paid. */
export function describeDecisions(open: () => TermsHouse): void {
  houseOf = open
  laws()
  schedules()
}

const step = (fromCards: number, perCardMinor: number, orderMinor = 0) => ({
  ...{ fromCards, perCardMinor: minor(perCardMinor), orderMinor: minor(orderMinor) },
})

function laws(): void {
  const purchase = (programId: ProgramId, perCardMinor: number, basisPoints = 0) => ({
    purchaseFees: [
      ...[{ programId, label: 'Purchase', basisPoints, steps: [step(1, perCardMinor)], tax: null }],
    ],
  })

  test('a purchase fee above what the law of the place permits is refused with its source', async () => {
    const reply = await houseOf().change(purchase(houseOf().toronto, 151), { code: 'CAD' })
    expect(codeOf(reply)).toBe('REQUEST_MALFORMED')
    expect(JSON.stringify(reply)).toContain('O. Reg. 17/05')
    expect(
      codeOf(await houseOf().change(purchase(houseOf().toronto, 100, 51), { code: 'CAD' })),
    ).toBe('REQUEST_MALFORMED')
    expect(
      done(await houseOf().change(purchase(houseOf().toronto, 150), { code: 'CAD' })).versions,
    ).toHaveLength(1)
  })

  test('rules under which an agreed purchase fee would be unlawful wait until it is changed', async () => {
    const { server, toronto } = houseOf()
    const { program } = done(await server.operator.call('read-program', { programId: toronto }))
    const move = (profile: 'us-ca' | 'ca-bc', affiliated: boolean) =>
      server.operator.call('change-rules', {
        ...{
          programId: toronto,
          basedOn: program.ruleVersion,
          reason: 'It moves',
          validFrom: null,
        },
        rules: { ...program.rules, profile, affiliated },
      })
    const refused = await move('us-ca', true)
    expect(codeOf(refused)).toBe('STATE_CONFLICT')
    expect(JSON.stringify(refused)).toContain('Change the terms first')
    expect(done(await move('ca-bc', false)).program.ruleVersion).toBe(program.ruleVersion + 1)
  })

  test('of a program in another currency, or of none: refused', async () => {
    expect(codeOf(await houseOf().change(purchase(houseOf().toronto, 100)))).toBe('NOT_FOUND')
  })

  test('a preview says what a month pays, what a buyer pays, and what the law says', async () => {
    const terms: Terms = {
      ...NO_TERMS,
      commission: commission(300, { tax: { basisPoints: 2000, label: 'VAT 20 %' } }),
      fees: [fee('bank', { payer: 'network', basis: 'payout', fixedMinor: minor(25) })],
      purchaseFees: [
        {
          ...{ programId: houseOf().town, label: 'Purchase', basisPoints: 0, tax: null },
          steps: [step(1, 200), step(11, 100), step(50, 0, 2500)],
        },
      ],
      reserve: { kind: 'percent', basisPoints: 1000, days: 15, upToMinor: null },
    }
    const preview = done(
      await houseOf().server.operator.call('preview-terms', {
        ...{ currency: EUR, terms, locationTerms: null },
        example: {
          ...{ redemptions: 40, redemptionMinor: 125_000, refundedMinor: 0, locations: 50 },
          ...{ salesCount: 100, soldMinor: 1_000_000, payouts: 20 },
          ...{ networkRedemptions: 2000, networkRedeemedMinor: 700_000 },
        },
      }),
    )
    // 3 % of 50,000.00 and 20 % on it; half a month of 10 % stays.
    expect(preview).toMatchObject({
      ...{ redeemedMinor: 5_000_000, reservedMinor: 250_000, waitingMinor: 0 },
      paidMinor: 5_000_000 - 150_000 - 30_000 - 250_000,
      charges: [{ id: 'commission', amountMinor: 150_000, taxMinor: 30_000 }],
      ...{ networkChargedMinor: 500, unlawful: null },
    })
    expect(preview.purchases.map(({ cards, feeMinor }) => [cards, feeMinor])).toEqual([
      ...[
        [1, 200],
        [20, 2000],
        [60, 2500],
      ],
    ])
  })
}

const FRIDAYS: Schedule = {
  ...DEFAULT_SCHEDULE,
  ...{ rhythm: { every: 'week', weekday: 5 }, timeZone: 'America/New_York' },
}

async function changeSchedule(schedule: Schedule, validFrom: string | null = null) {
  const { versions: known } = done(await houseOf().server.operator.call('read-schedule', {}))
  return houseOf().server.operator.call('change-schedule', {
    ...{ schedule, validFrom, reason: 'The board decided', password: PASSWORD },
    basedOn: known[0]?.version ?? 0,
  })
}

function schedules(): void {
  test('none, then weekly: the next six cut-offs with their pay days', async () => {
    expect(done(await houseOf().server.operator.call('read-schedule', {}))).toEqual({
      versions: [],
      next: [],
    })
    const decided = done(await changeSchedule(FRIDAYS))
    expect(decided.versions).toMatchObject([{ version: 1, standing: 'valid', schedule: FRIDAYS }])
    expect(decided.next).toHaveLength(6)
    for (const { cutOffMs, day, payDays } of decided.next) {
      expect(dayAt(cutOffMs, 'America/New_York')).toBe(day)
      expect(payDays.nacha > day).toBe(true)
    }
    const { context, networkId } = houseOf().server
    const stored = await scheduleOf(context.database, networkId)
    expect(stored.versions).toHaveLength(1)
  })

  test('a preview of another one changes nothing', async () => {
    const before = done(await houseOf().server.operator.call('read-schedule', {}))
    const monthly: Schedule = { ...FRIDAYS, rhythm: { every: 'month', on: 'last_bank_day' } }
    const preview = await houseOf().server.operator.call('preview-schedule', {
      ...{ schedule: monthly, fromMs: null },
    })
    expect(done(preview).next).toHaveLength(6)
    expect(done(await houseOf().server.operator.call('read-schedule', {}))).toEqual(before)
  })

  test('a zone that does not exist is refused', async () => {
    const nowhere = { ...FRIDAYS, timeZone: 'America/Atlantis' }
    expect(codeOf(await changeSchedule(nowhere))).toBe('REQUEST_MALFORMED')
    expect(
      codeOf(
        await houseOf().server.operator.call('preview-schedule', {
          schedule: nowhere,
          fromMs: null,
        }),
      ),
    ).toBe('REQUEST_MALFORMED')
  })
}
