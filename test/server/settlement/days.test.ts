import { describe, expect, test } from 'vitest'
import { checkDays, dayAfter, dayAt, stretchOf } from '../../../server/settlement/index.ts'

const HOUR_MS = 3_600_000
const iso = (timeMs: number) => new Date(timeMs).toISOString()

describe('days', () => {
  test.each([
    // Zone, day, first instant, hours: with the clocks going forward, back, over midnight, by half.
    ['UTC', '2026-11-21', '2026-11-21T00:00:00.000Z', 24],
    ['Europe/Paris', '2026-11-21', '2026-11-20T23:00:00.000Z', 24],
    ['Europe/Paris', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
    ['Europe/Paris', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
    ['America/Toronto', '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z', 24],
    ['Pacific/Pago_Pago', '2026-01-01', '2026-01-01T11:00:00.000Z', 24],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', 24.5],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', 23],
  ])('%s %s begins at %s and has %d hours', (timeZone, day, first, hours) => {
    const { fromMs, toMs } = stretchOf({ from: day, to: day }, timeZone)
    expect(iso(fromMs)).toBe(first)
    expect((toMs - fromMs) / HOUR_MS).toBe(hours)
    expect(dayAt(fromMs, timeZone)).toBe(day)
    expect(dayAt(fromMs - 1, timeZone)).toBe(dayAfter(day, -1))
  })

  test.each(['Europe/Paris', 'America/Toronto', 'Asia/Beirut', 'America/Santiago'])(
    'the days of a year in %s meet without gap or overlap',
    (timeZone) => {
      let day = '2026-01-01'
      let endMs = stretchOf({ from: day, to: day }, timeZone).fromMs
      let count = 0
      while (day <= '2026-12-31') {
        const { fromMs, toMs } = stretchOf({ from: day, to: day }, timeZone)
        expect(fromMs).toBe(endMs)
        endMs = toMs
        day = dayAfter(day)
        count += 1
      }
      expect(count).toBe(365)
    },
  )

  test('a last day before the first: malformed', () => {
    expect(checkDays({ from: '2026-11-21', to: '2026-11-21' }).ok).toBe(true)
    expect(checkDays({ from: '2026-11-21', to: '2026-11-20' }).ok).toBe(false)
  })

  test('the calendar: leap years, ends of months and years', () => {
    expect(dayAfter('2028-02-28')).toBe('2028-02-29')
    expect(dayAfter('2026-02-28')).toBe('2026-03-01')
    expect(dayAfter('2026-12-31')).toBe('2027-01-01')
    expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31')
  })
})
