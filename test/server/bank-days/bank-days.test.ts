import { describe, expect, test } from 'vitest'
import {
  addBankDays,
  bankDayOnOrAfter,
  type Calendar,
  isBankDay,
} from '../../../server/bank-days/index.ts'

/**
 * Days from Monday to Friday without clearing, written out year by year from the Federal Reserve
 * Banks' holiday schedules and from the calendars that Canadian banks print; not computed.
 */
const CLOSED: Readonly<Record<Calendar, readonly string[]>> = {
  'us-fed': [
    '2025 01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25',
    '2026 01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25',
    '2027 01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25',
    '2028 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25',
    '2029 01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25',
    '2030 01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25',
    '2031 01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25',
    '2032 01-01 01-19 02-16 05-31 07-05 09-06 10-11 11-11 11-25',
  ],
  'ca-payments': [
    '2025 01-01 04-18 05-19 07-01 08-04 09-01 09-30 10-13 11-11 12-25 12-26',
    '2026 01-01 04-03 05-18 07-01 08-03 09-07 09-30 10-12 11-11 12-25 12-28',
    '2027 01-01 03-26 05-24 07-01 08-02 09-06 09-30 10-11 11-11 12-27 12-28',
    '2028 01-03 04-14 05-22 07-03 08-07 09-04 10-02 10-09 11-13 12-25 12-26',
    '2029 01-01 03-30 05-21 07-02 08-06 09-03 10-01 10-08 11-12 12-25 12-26',
    '2030 01-01 04-19 05-20 07-01 08-05 09-02 09-30 10-14 11-11 12-25 12-26',
    '2031 01-01 04-11 05-19 07-01 08-04 09-01 09-30 10-13 11-11 12-25 12-26',
    '2032 01-01 03-26 05-24 07-01 08-02 09-06 09-30 10-11 11-11 12-27 12-28',
  ],
  target2: [
    '2025 01-01 04-18 04-21 05-01 12-25 12-26',
    '2026 01-01 04-03 04-06 05-01 12-25',
    '2027 01-01 03-26 03-29',
    '2028 04-14 04-17 05-01 12-25 12-26',
    '2029 01-01 03-30 04-02 05-01 12-25 12-26',
    '2030 01-01 04-19 04-22 05-01 12-25 12-26',
    '2031 01-01 04-11 04-14 05-01 12-25 12-26',
    '2032 01-01 03-26 03-29',
  ],
}

/** Every day of a year, counted by months of so many days: no date of JavaScript has a part in it. */
function daysOf(year: number): string[] {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  const two = (value: number) => String(value).padStart(2, '0')
  return lengths.flatMap((length, month) =>
    Array.from({ length }, (_, date) => `${year}-${two(month + 1)}-${two(date + 1)}`),
  )
}

/** 0 for Sunday, by Zeller's congruence. */
function weekDay(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const [m, y] = month < 3 ? [month + 12, year - 1] : [month, year]
  const zeller = date + Math.floor((13 * (m + 1)) / 5) + y + Math.floor(y / 4)
  return (zeller - Math.floor(y / 100) + Math.floor(y / 400) + 6) % 7
}

/**
 * Easter by the Church's own definition: the Sunday after the first full moon that does not come
 * before 21 March, moons counted by golden number and century.
 */
function easter(year: number): string {
  const golden = (year % 19) + 1
  const century = Math.floor(year / 100) + 1
  const solar = Math.floor((3 * century) / 4) - 12
  const lunar = Math.floor((8 * century + 5) / 25) - 5
  let epact = (((11 * golden + 20 + lunar - solar) % 30) + 30) % 30
  if (epact === 24 || (epact === 25 && golden > 11)) epact += 1
  const moon = 44 - epact < 21 ? 74 - epact : 44 - epact
  const march = Array.from({ length: 7 }, (_, index) => moon + 1 + index)
  const days = march.map((date) => (date > 31 ? [4, date - 31] : [3, date]))
  const two = (value = 0) => String(value).padStart(2, '0')
  const named = days.map(([month, date]) => `${year}-${two(month)}-${two(date)}`)
  return named.find((day) => weekDay(day) === 0) ?? 'no Sunday in a week'
}

const CALENDARS = ['us-fed', 'ca-payments', 'target2'] as const

describe('bank days', () => {
  test.each(CALENDARS)('%s: every day of 2025 to 2032 is as in the written table', (calendar) => {
    let seen = 0
    for (const line of CLOSED[calendar]) {
      const [year = '', ...dates] = line.split(' ')
      const closed = new Set(dates.map((date) => `${year}-${date}`))
      const open = daysOf(Number(year)).filter((day) => ![0, 6].includes(weekDay(day)))
      const wrong = daysOf(Number(year)).filter(
        (day) => isBankDay(calendar, day) !== (open.includes(day) && !closed.has(day)),
      )
      expect(wrong).toEqual([])
      seen += daysOf(Number(year)).length
    }
    expect(seen).toBe(8 * 365 + 2)
  })

  test('Good Friday: two hundred years, against the moons of the Church', () => {
    for (let year = 2022; year < 2222; year++) {
      const sunday = easter(year)
      const around = daysOf(year).filter((day) => day >= `${year}-03-18` && day <= `${year}-04-27`)
      const index = around.indexOf(sunday)
      expect(isBankDay('target2', around[index - 2] ?? ''), sunday).toBe(false)
      expect(isBankDay('target2', around[index + 1] ?? ''), sunday).toBe(false)
      const others = around.filter((_, at) => ![index - 2, index + 1].includes(at))
      const closed = others.filter((day) => ![0, 6].includes(weekDay(day)))
      expect(closed.filter((day) => !isBankDay('target2', day))).toEqual([])
    }
  })

  test('the Friday before a Saturday holiday is open for ACH, the Monday after a Sunday one is not', () => {
    expect(isBankDay('us-fed', '2026-07-03')).toBe(true)
    expect(isBankDay('us-fed', '2027-12-24')).toBe(true)
    expect(isBankDay('us-fed', '2027-07-05')).toBe(false)
    expect(isBankDay('us-fed', '2027-06-18')).toBe(true)
  })

  test('30 September is closed for AFT, and where it falls on a weekend the Monday after', () => {
    expect(isBankDay('ca-payments', '2026-09-30')).toBe(false)
    expect(isBankDay('ca-payments', '2028-10-02')).toBe(false)
    expect(isBankDay('ca-payments', '2028-09-29')).toBe(true)
  })

  test('Christmas on a Sunday is kept after Boxing Day', () => {
    expect(isBankDay('ca-payments', '2033-12-26')).toBe(false)
    expect(isBankDay('ca-payments', '2033-12-27')).toBe(false)
    expect(isBankDay('ca-payments', '2033-12-28')).toBe(true)
  })
})

describe('counting bank days', () => {
  test('the bank day on or after a day', () => {
    expect(bankDayOnOrAfter('us-fed', '2026-11-20')).toBe('2026-11-20')
    expect(bankDayOnOrAfter('us-fed', '2027-07-03')).toBe('2027-07-06')
    expect(bankDayOnOrAfter('target2', '2026-04-03')).toBe('2026-04-07')
  })

  test.each([
    ['us-fed', '2026-11-20', 1, '2026-11-23'],
    ['us-fed', '2026-11-21', 1, '2026-11-23'],
    ['us-fed', '2026-11-25', 1, '2026-11-27'],
    ['us-fed', '2026-11-25', 3, '2026-12-01'],
    ['us-fed', '2027-07-06', -1, '2027-07-02'],
    ['us-fed', '2027-07-03', 0, '2027-07-06'],
    ['ca-payments', '2026-12-24', 1, '2026-12-29'],
    ['ca-payments', '2026-12-24', 3, '2026-12-31'],
  ] as const)('%s: %s and %i', (calendar, day, count, expected) => {
    expect(addBankDays(calendar, day, count)).toBe(expected)
  })

  test.each(CALENDARS)('%s: there and back is the same bank day', (calendar) => {
    const days = daysOf(2027).filter((day) => isBankDay(calendar, day))
    for (const day of days) {
      for (const count of [1, 2, 7, 30]) {
        expect(addBankDays(calendar, addBankDays(calendar, day, count), -count)).toBe(day)
      }
    }
  })

  test('what is no day, or too far, is a fault of whoever asks', () => {
    expect(() => isBankDay('us-fed', '2026-11')).toThrow('a day is written')
    expect(() => isBankDay('us-fed', 'tomorrow..')).toThrow('a day is written')
    expect(() => addBankDays('us-fed', '2026-11-20', 1_001)).toThrow('not far')
    expect(() => addBankDays('us-fed', '2026-11-20', 0.5)).toThrow('whole numbers')
  })
})
