import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAfter, dayAt, monthsAfter } from '../../../server/ledger/calendar.ts'
import { usableCheck } from '../../../server/ledger/checks.ts'
import { cashOutUpToMinor, expiryFrom, lastDayOf } from '../../../server/ledger/lifetime.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { rulesWith, TEST_RULES } from './programs.ts'

const ZONES = Intl.supportedValuesOf('timeZone')
/** Zones in which a midnight is missing, or a whole day, or the offset is odd. */
const ODD_ZONES = [
  ...['America/Santiago', 'Asia/Beirut', 'America/Havana', 'Africa/Cairo', 'Asia/Kathmandu'],
  ...['Pacific/Apia', 'Pacific/Kiritimati', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC'],
]
const YEARS = { min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) }
const RUNS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 50_000 : 2_000

const anyZone = fc.oneof(fc.constantFrom(...ODD_ZONES), fc.constantFrom(...ZONES))

describe('the life of a card', () => {
  test('any zone, day and number of months: the last instant is accepted, the next is not', () => {
    fc.assert(
      fc.property(
        ...[anyZone, fc.integer(YEARS), fc.integer({ min: 1, max: 240 })],
        (timeZone, fromMs, months) => {
          const expiry = { months, from: 'issue', valueTo: 'suspense' } as const
          const endMs = expiryFrom({ expiry, timeZone }, fromMs) ?? 0
          const card = { state: 'active', expiresAtMs: endMs } as const
          expect(usableCheck(card, endMs - 1)).toBeUndefined()
          expect(usableCheck(card, endMs)).toBe('CARD_EXPIRED')
          // It is the end of a day there, and of the right one.
          const last = lastDayOf(endMs, timeZone)
          expect(dayAt(endMs, timeZone) > last).toBe(true)
          expect(dayAt(endMs - 1, timeZone)).toBe(last)
          const meant = monthsAfter(dayAt(fromMs, timeZone), months)
          // A day that a zone left out, as Samoa did, ends before it begins.
          expect([meant, dayAfter(meant, -1)]).toContain(last)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test.each([
    ['2024-02-29', 12, '2025-03-01'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-01-31', 1, '2026-03-01'],
    ['2026-12-31', 2, '2027-03-01'],
    ['2026-11-15', 60, '2031-11-15'],
    ['2026-12-01', 1, '2027-01-01'],
  ])('%s and %i months: not before %s', (day, months, later) => {
    expect(monthsAfter(day, months)).toBe(later)
  })

  test('the night of the clocks: the day ends at its own midnight', () => {
    const expiry = { months: 1, from: 'issue', valueTo: 'suspense' } as const
    const from = Date.parse('2026-09-25T12:00:00Z')
    // Summer time ends in Paris on that very day: it has 25 hours.
    expect(expiryFrom({ expiry, timeZone: 'Europe/Paris' }, from)).toBe(
      Date.parse('2026-10-25T23:00:00Z'),
    )
    expect(expiryFrom({ expiry: null, timeZone: 'Europe/Paris' }, from)).toBeNull()
  })
})

describe('what a holder is paid out', () => {
  const program = {
    ...rulesWith(TEST_RULES, {}),
    ...{ currency: currency('USD'), timeZone: 'America/Los_Angeles' },
  }
  const now = Date.parse('2026-05-01T12:00:00Z')

  test('the law where it is known, the rule of the program where that is more', () => {
    const ca = { ...program, profile: 'us-ca', affiliated: true } as const
    expect(cashOutUpToMinor(ca, now)).toBe(1499)
    expect(cashOutUpToMinor(ca, Date.parse('2026-03-31T12:00:00Z'))).toBe(999)
    expect(cashOutUpToMinor({ ...ca, cashOutUpToMinor: minor(2000) }, now)).toBe(2000)
    expect(cashOutUpToMinor({ ...ca, cashOutUpToMinor: minor(100) }, now)).toBe(1499)
    expect(cashOutUpToMinor({ ...ca, affiliated: false }, now)).toBe(0)
    expect(cashOutUpToMinor({ ...ca, currency: currency('EUR') }, now)).toBe(0)
  })

  test.each([
    ['us-co', 500, 0],
    ['us-me', 499, 499],
    ['us-ma', 499, 499],
    ['us-mt', 499, 499],
    ['us-nj', 499, 499],
    ['us-or', 499, 499],
    ['us-wa', 499, 499],
    ['us-ri', 99, 99],
    ['us-vt', 99, 99],
    ['us-federal', 0, 0],
    ['ca-on', 0, 0],
    ['eu', 0, 0],
    ['none', 0, 0],
  ] as const)('%s: %i where the sellers belong together, else %i', (profile, own, several) => {
    expect(cashOutUpToMinor({ ...program, profile, affiliated: true }, now)).toBe(own)
    expect(cashOutUpToMinor({ ...program, profile, affiliated: false }, now)).toBe(several)
  })
})
