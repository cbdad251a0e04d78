import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAfter } from '../../../server/ledger/calendar.ts'
import { monthsEnded } from '../../../server/terms/index.ts'
import { instantOf } from '../../../server/terms/instants.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const MINUTE_MS = 60_000
const SIX_ZONES = [
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Europe/Paris',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
]
const QUIET_ZONES = ['Asia/Kolkata', 'Asia/Kathmandu', 'UTC', 'Pacific/Kiritimati']

describe('a time of day in a zone', () => {
  // Worked out by hand from the zones' own rules of 2026.
  test.each([
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:00:00Z', 'an hour is missing'],
    ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z', 'an hour comes twice'],
    ['America/New_York', '2026-11-01', '01:59', '2026-11-01T05:59:00Z', 'the last minute of it'],
    ['America/New_York', '2026-11-01', '18:00', '2026-11-01T23:00:00Z', 'later on that day'],
    ['America/New_York', '2026-03-08', '18:00', '2026-03-08T22:00:00Z', 'later on that day'],
    ['America/St_Johns', '2026-03-08', '02:30', '2026-03-08T05:30:00Z', 'an hour is missing'],
    ['America/St_Johns', '2026-11-01', '01:45', '2026-11-01T04:15:00Z', 'an hour comes twice'],
    ['Europe/Paris', '2026-03-29', '02:30', '2026-03-29T01:00:00Z', 'an hour is missing'],
    ['Europe/Paris', '2026-10-25', '02:30', '2026-10-25T00:30:00Z', 'an hour comes twice'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00Z', 'half an hour missing'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z', 'half an hour twice'],
    ['Australia/Lord_Howe', '2026-04-05', '01:50', '2026-04-04T14:50:00Z', 'near its end'],
    ['Pacific/Auckland', '2026-09-27', '02:30', '2026-09-26T14:00:00Z', 'spring in September'],
    ['Pacific/Auckland', '2026-04-05', '02:30', '2026-04-04T13:30:00Z', 'autumn in April'],
    ['America/Santiago', '2026-09-06', '00:15', '2026-09-06T04:00:00Z', 'midnight is missing'],
    ['America/Santiago', '2026-04-04', '23:30', '2026-04-05T02:30:00Z', 'the last hour twice'],
    ['Asia/Kolkata', '2026-11-30', '18:00', '2026-11-30T12:30:00Z', 'half an hour off'],
    ['Asia/Kathmandu', '2026-11-30', '00:00', '2026-11-29T18:15:00Z', 'a quarter off'],
  ])('%s on %s at %s is %s: %s', (zone, day, time, expected) => {
    expect(new Date(instantOf(day, time, zone)).toISOString()).toBe(
      new Date(expected).toISOString(),
    )
  })

  test('as a walk through the day minute by minute finds it', () => {
    const days = fc.integer({ min: 0, max: 366 * 3 }).map((count) => dayAfter('2025-01-01', count))
    const changes = fc.constantFrom(
      ...['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04'],
      ...['2026-09-27', '2026-09-06', '2026-04-04', '2027-03-14', '2027-11-07', '2027-10-31'],
    )
    const zones = fc.constantFrom(...SIX_ZONES, ...QUIET_ZONES)
    fc.assert(
      fc.property(fc.oneof(days, changes), fc.nat(24 * 60 - 1), zones, (day, minute, zone) => {
        const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
        expect(instantOf(day, time, zone)).toBe(walked(day, time, zone))
      }),
      { numRuns: IS_FULL ? 3000 : 60 },
    )
  })

  test.each(SIX_ZONES)(
    '%s: on every day of two years, later times are no earlier instants',
    (zone) => {
      let lastMs = Number.NEGATIVE_INFINITY
      for (let count = 0; count < 730; count += IS_FULL ? 1 : 7)
        for (const time of ['00:00', '01:30', '02:15', '23:59']) {
          const atMs = instantOf(dayAfter('2026-01-01', count), time, zone)
          expect(atMs).toBeGreaterThanOrEqual(lastMs)
          lastMs = atMs
        }
    },
  )
})

describe('months that ended', () => {
  test('each month is counted once, however a year is cut', () => {
    const cuts = fc.uniqueArray(fc.nat(365 * 24), { maxLength: 60 })
    const startMs = Date.parse('2026-01-01T05:00:00Z')
    fc.assert(
      fc.property(cuts, (hours) => {
        const inner = hours.sort((one, other) => one - other).map((hour) => hour * 60 * MINUTE_MS)
        const borders = [0, ...inner, 365 * 24 * 60 * MINUTE_MS].map((ms) => startMs + ms)
        const counted = borders.slice(1).reduce((sum, toMs, index) => {
          const fromMs = borders[index] ?? 0
          return sum + monthsEnded({ fromMs, toMs }, 'America/New_York')
        }, 0)
        expect(counted).toBe(12)
      }),
      { numRuns: 100 },
    )
  })

  test('a cut-off on the last evening of each month: one month each', () => {
    const zone = 'America/Toronto'
    const ends = ['2026-10-31', '2026-11-30', '2026-12-31'].map((day) =>
      instantOf(day, '18:00', zone),
    )
    expect(monthsEnded({ fromMs: ends[0] ?? 0, toMs: ends[1] ?? 0 }, zone)).toBe(1)
    expect(monthsEnded({ fromMs: ends[1] ?? 0, toMs: ends[2] ?? 0 }, zone)).toBe(1)
  })
})

function two(count: number): string {
  return String(count).padStart(2, '0')
}

/** From noon of the day before on, the first minute that the zone's clocks call that day and time, or later. */
function walked(day: string, time: string, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  })
  for (let atMs = Date.parse(`${day}T00:00:00Z`) - 16 * 60 * MINUTE_MS; ; atMs += MINUTE_MS) {
    const parts = Object.fromEntries(
      format.formatToParts(atMs).map(({ type, value }) => [type, value]),
    )
    const shown = `${parts['year']}-${parts['month']}-${parts['day']}`
    if (shown > day) return atMs
    if (shown === day && `${parts['hour']}:${parts['minute']}` >= time) return atMs
  }
}
