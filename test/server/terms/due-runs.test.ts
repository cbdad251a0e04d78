import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueRuns, type NetworkSchedule, payDayOf } from '../../../server/terms/index.ts'
import { plannedRuns } from '../../../server/terms/planned-runs.ts'
import { DEFAULT_SCHEDULE, type Rhythm, type Schedule } from '../../../src/contract/schedule.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START_MS = Date.parse('2026-01-01T00:00:00Z')

const schedule = (rhythm: Rhythm, more: Partial<Schedule> = {}): Schedule => ({
  ...{ ...DEFAULT_SCHEDULE, rhythm, timeZone: 'America/New_York', ...more },
})
const always = (one: Schedule): NetworkSchedule => ({
  versions: [{ validFromMs: START_MS, schedule: one }],
})
const iso = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 16)
const days = (network: NetworkSchedule, fromMs: number, toMs: number) =>
  dueRuns(network, fromMs, toMs).map(({ day }) => day)

const WEEKLY = schedule({ every: 'week', weekday: 5 })

describe('when periods end', () => {
  test('weekly on Fridays at 18:00 in New York, over the change of clocks', () => {
    const runs = dueRuns(always(WEEKLY), Date.parse('2026-02-28'), Date.parse('2026-03-28'))
    expect(runs.map(({ cutOffMs }) => iso(cutOffMs))).toEqual([
      ...['2026-03-06T23:00', '2026-03-13T22:00', '2026-03-20T22:00', '2026-03-27T22:00'],
    ])
  })

  test('every second week from a day on, and in the same step before it', () => {
    const twoWeeks = always(schedule({ every: 'two_weeks', from: '2026-06-05' }))
    expect(days(twoWeeks, Date.parse('2026-05-01'), Date.parse('2026-07-01'))).toEqual([
      ...['2026-05-08', '2026-05-22', '2026-06-05', '2026-06-19'],
    ])
  })

  test('monthly on a day; one that a month does not have is its last', () => {
    const monthly = always(schedule({ every: 'month', on: 31 }))
    expect(days(monthly, START_MS, Date.parse('2026-07-01'))).toEqual([
      ...['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30'],
    ])
    const leap = always(schedule({ every: 'month', on: 'last_day' }))
    expect(days(leap, Date.parse('2028-02-01'), Date.parse('2028-03-15'))).toEqual(['2028-02-29'])
  })

  test.each([
    // 31 January and 31 May 2026 are a Saturday and a Sunday; 25 May is Memorial Day.
    ['us-fed', ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29']],
    ['target2', ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29']],
  ] as const)('the last bank day of %s', (calendar, expected) => {
    const monthly = always(schedule({ every: 'month', on: 'last_bank_day' }, { calendar }))
    expect(days(monthly, START_MS, Date.parse('2026-06-15'))).toEqual(expected)
  })

  test('30 September is closed for Canadian clearing, open for the Federal Reserve', () => {
    const of = (calendar: Schedule['calendar']) =>
      always(schedule({ every: 'month', on: 'last_bank_day' }, { calendar }))
    const september = [Date.parse('2026-09-01'), Date.parse('2026-10-01T12:00:00Z')] as const
    expect(days(of('ca-payments'), ...september)).toEqual(['2026-09-29'])
    expect(days(of('us-fed'), ...september)).toEqual(['2026-09-30'])
  })

  test('on demand: never by itself', () => {
    expect(
      dueRuns(always(schedule({ every: 'on_demand' })), null, START_MS + 999 * DAY_MS),
    ).toEqual([])
  })

  // The time of day of the cut-off does not exist on one Sunday, and comes twice on another.
  test.each([
    ['America/New_York', '02:30', ['2026-03-08T07:00', '2026-11-01T07:30']],
    ['America/St_Johns', '01:30', ['2026-03-08T05:00', '2026-11-01T04:00']],
    ['Europe/Paris', '02:30', ['2026-03-29T01:00', '2026-10-25T00:30']],
    ['Australia/Lord_Howe', '02:15', ['2026-10-03T15:30', '2026-04-04T15:45']],
    ['Pacific/Auckland', '02:30', ['2026-09-26T14:00', '2026-04-04T13:30']],
    ['America/Santiago', '00:15', ['2026-09-06T04:00', '2026-04-05T04:15']],
  ])('%s at %s on every Sunday: one cut-off each, %s among them', (timeZone, cutOff, expected) => {
    const sundays = always(schedule({ every: 'week', weekday: 7 }, { timeZone, cutOff }))
    const runs = dueRuns(sundays, START_MS + DAY_MS, START_MS + 364 * DAY_MS)
    expect(new Set(runs.map(({ day }) => day)).size).toBe(runs.length)
    expect(runs).toHaveLength(52)
    const apart = runs
      .slice(1)
      .map(({ cutOffMs }, index) => cutOffMs - (runs[index]?.cutOffMs ?? 0))
    for (const ms of apart) expect(Math.abs(ms - 7 * DAY_MS)).toBeLessThanOrEqual(HOUR_MS)
    expect(runs.map(({ cutOffMs }) => iso(cutOffMs))).toEqual(expect.arrayContaining(expected))
  })
})

describe('what is due', () => {
  test('nobody looked for five weeks: each week once, in order; then nothing', () => {
    const network = always(WEEKLY)
    const nowMs = Date.parse('2026-02-11T12:00:00Z')
    const runs = dueRuns(network, null, nowMs)
    expect(runs.map(({ day }) => day)).toEqual([
      ...['2026-01-02', '2026-01-09', '2026-01-16', '2026-01-23', '2026-01-30', '2026-02-06'],
    ])
    expect(dueRuns(network, runs.at(-1)?.cutOffMs ?? null, nowMs)).toEqual([])
  })

  test('at the instant of the cut-off it is due, and not a millisecond before', () => {
    const cutOffMs = Date.parse('2026-01-09T23:00:00Z')
    expect(days(always(WEEKLY), cutOffMs - 7 * DAY_MS, cutOffMs - 1)).toEqual([])
    expect(days(always(WEEKLY), cutOffMs - 7 * DAY_MS, cutOffMs)).toEqual(['2026-01-09'])
    expect(days(always(WEEKLY), cutOffMs, cutOffMs)).toEqual([])
  })

  test('a change of rhythm while nobody looked: each as it was decided for its time', () => {
    const monthly = schedule({ every: 'month', on: 'last_day' })
    const network: NetworkSchedule = {
      versions: [
        { validFromMs: Date.parse('2026-02-15T05:00:00Z'), schedule: monthly },
        // Planned for March, and overtaken by what was decided in February.
        { validFromMs: Date.parse('2026-03-01'), schedule: schedule({ every: 'month', on: 3 }) },
        { validFromMs: START_MS, schedule: WEEKLY },
      ],
    }
    const runs = dueRuns(network, Date.parse('2026-01-25'), Date.parse('2026-04-15'))
    expect(runs.map(({ day }) => day)).toEqual([
      ...['2026-01-30', '2026-02-06', '2026-02-13', '2026-02-28', '2026-03-31'],
    ])
    expect(runs[0]?.schedule).toBe(WEEKLY)
    expect(runs.at(-1)?.schedule).toBe(monthly)
  })

  test('looked at whenever: no period is skipped and none comes twice', () => {
    const rhythms: fc.Arbitrary<Rhythm> = fc.oneof(
      fc.record({ every: fc.constant('week' as const), weekday: fc.integer({ min: 1, max: 7 }) }),
      fc.constant({ every: 'two_weeks' as const, from: '2026-05-13' }),
      fc.record({
        every: fc.constant('month' as const),
        on: fc.oneof(
          fc.integer({ min: 1, max: 31 }),
          fc.constantFrom('last_day' as const, 'last_bank_day' as const),
        ),
      }),
    )
    const zones = fc.constantFrom('America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC')
    const looks = fc.array(fc.nat(400 * 24), { maxLength: 40 })
    fc.assert(
      fc.property(rhythms, zones, looks, (rhythm, timeZone, hours) => {
        const network = always(schedule(rhythm, { timeZone, cutOff: '02:15' }))
        const endMs = START_MS + 400 * DAY_MS
        const found: string[] = []
        let lastMs: number | null = null
        for (const hour of [...hours.sort((one, other) => one - other), 400 * 24]) {
          for (;;) {
            const runs = dueRuns(network, lastMs, START_MS + hour * HOUR_MS)
            found.push(...runs.map(({ day }) => day))
            if (runs.length === 0) break
            lastMs = runs.at(-1)?.cutOffMs ?? lastMs
          }
        }
        const whole: string[] = []
        for (let fromMs: number | null = null; ; ) {
          const runs = dueRuns(network, fromMs, endMs)
          if (runs.length === 0) break
          whole.push(...runs.map(({ day }) => day))
          fromMs = runs.at(-1)?.cutOffMs ?? fromMs
        }
        expect(found).toEqual(whole)
        expect([...new Set(found)].sort()).toEqual(found)
        const least = { week: 56, two_weeks: 27, month: 12, on_demand: 0 }[rhythm.every]
        expect(found.length).toBeGreaterThanOrEqual(least)
      }),
      { numRuns: process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 1000 : 25 },
    )
  })
})

describe('when money arrives', () => {
  test.each([
    // A Friday evening; the Monday after is Presidents' Day.
    ['us-fed', '2026-02-13', 1, '2026-02-17'],
    // New Year's Day is a Friday.
    ['us-fed', '2026-12-31', 1, '2027-01-04'],
    // A Saturday: taken on Monday, two bank days more.
    ['ca-payments', '2026-10-31', 2, '2026-11-04'],
    ['ca-payments', '2026-09-29', 1, '2026-10-01'],
    // From Maundy Thursday over Good Friday and Easter Monday.
    ['target2', '2026-04-02', 1, '2026-04-07'],
    ['target2', '2026-04-03', 0, '2026-04-07'],
  ] as const)('%s: sent on %s, %d bank days on: %s', (calendar, day, leadDays, expected) => {
    expect(payDayOf({ calendar, day, leadDays })).toBe(expected)
  })

  test('the next six cut-offs, with the pay day of each way', () => {
    const network = always(schedule({ every: 'month', on: 'last_day' }))
    const next = plannedRuns(network, Date.parse('2026-11-22T15:00:00Z'))
    expect(next.map(({ day }) => day)).toEqual([
      ...['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'],
    ])
    expect(next[0]?.payDays).toMatchObject({ nacha: '2026-12-01', cpa005: '2026-12-02' })
    expect(next[1]?.payDays).toMatchObject({ nacha: '2027-01-04', manual: '2026-12-31' })
  })

  test('a change that is planned shows in what comes next', () => {
    const network: NetworkSchedule = {
      versions: [
        {
          validFromMs: Date.parse('2026-12-01T05:00:00Z'),
          schedule: schedule({ every: 'month', on: 'last_day' }),
        },
        { validFromMs: START_MS, schedule: WEEKLY },
      ],
    }
    const next = plannedRuns(network, Date.parse('2026-11-22T15:00:00Z'))
    expect(next.map(({ day }) => day)).toEqual([
      ...['2026-11-27', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'],
    ])
  })
})
