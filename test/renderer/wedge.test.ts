import { describe, expect, test } from 'vitest'
import { READING_LENGTH_MAX } from '../../src/contract/limits.ts'
import {
  createWedgeDetector,
  type KeyDown,
  type WedgeAnswer,
} from '../../src/renderer/wedge/detector.ts'
import type { KeysGo } from '../../src/renderer/wedge/endings.ts'
import { SILENCE_MS } from '../../src/renderer/wedge/limits.ts'

const NUMBER = '9970011234567890128'

/** The physical keys of digits, with the characters that a US layout makes of them. */
function digits(text: string): Omit<KeyDown, 'atMs'>[] {
  return [...text].map((key) => ({ code: `Digit${key}`, key, shift: false, altGraph: false }))
}
const ENTER = { code: 'Enter', key: 'Enter', shift: false, altGraph: false }
const SHIFT = { code: 'ShiftLeft', key: 'Shift', shift: true, altGraph: false }

/** Presses keys one after another, `gapMs` apart, and lets silence follow. */
function type(
  keys: readonly Omit<KeyDown, 'atMs'>[],
  gapMs: number | ((index: number) => number),
  detector = createWedgeDetector(),
) {
  let atMs = 1_000
  const answers: WedgeAnswer[] = keys.map((key, index) => {
    atMs += typeof gapMs === 'number' ? gapMs : gapMs(index)
    return detector.push({ ...key, atMs })
  })
  const silence = detector.flush(atMs + SILENCE_MS)
  const all = [...answers, silence]
  return {
    answers,
    silence,
    bursts: all.flatMap(({ burst }) => (burst ? [burst.map(({ code }) => code)] : [])),
    given: all.flatMap(({ giveBack }) => giveBack ?? []),
    swallowed: answers.filter(({ swallow }) => swallow).length,
  }
}

const CODES = [...NUMBER].map((digit) => `Digit${digit}`)

describe('wedge detector', () => {
  test.each([1, 6, 10, 19])('a scanner at %i ms a key: one burst, its Enter swallowed', (gapMs) => {
    const { bursts, answers, given } = type([...digits(NUMBER), ENTER], gapMs)
    expect(bursts).toEqual([CODES])
    expect(answers.at(-1)).toMatchObject({ swallow: true })
    expect(given).toEqual([])
  })

  test('the first two keys pass, and the field is told when they were a scanner after all', () => {
    const { answers } = type([...digits(NUMBER), ENTER], 10)
    expect(answers.slice(0, 4)).toEqual([
      { swallow: false, mayBegin: true },
      { swallow: false },
      { swallow: true, begins: true },
      { swallow: true },
    ])
    expect(answers.slice(2).every(({ swallow }) => swallow)).toBe(true)
  })

  test('no terminator: silence ends the burst', () => {
    const { bursts, silence } = type(digits(NUMBER), 10)
    expect(silence.burst).toHaveLength(NUMBER.length)
    expect(bursts).toEqual([CODES])
  })

  test('Tab and the Enter of the number pad end a burst too', () => {
    for (const code of ['Tab', 'NumpadEnter']) {
      const key = code === 'Tab' ? 'Tab' : 'Enter'
      const { bursts, answers } = type([...digits(NUMBER), { ...ENTER, code, key }], 10)
      expect(bursts).toEqual([CODES])
      expect(answers.at(-1)?.swallow).toBe(true)
    }
  })

  test('CR and LF are two Enters: both are swallowed, one burst', () => {
    const { bursts, answers } = type([...digits(NUMBER), ENTER, ENTER], 10)
    expect(bursts).toEqual([CODES])
    expect(answers.at(-1)?.swallow).toBe(true)
  })

  test('a person’s Enter after a scan is the person’s', () => {
    const gaps = (index: number) => (index === NUMBER.length + 1 ? 80 : 10)
    const { answers } = type([...digits(NUMBER), ENTER, ENTER], gaps)
    expect(answers.at(-1)?.swallow).toBe(false)
  })

  test('a typist at 120 ms: nothing swallowed, nothing read, Enter works', () => {
    const { bursts, swallowed, given } = type([...digits(NUMBER), ENTER], 120)
    expect({ bursts, swallowed, given }).toEqual({ bursts: [], swallowed: 0, given: [] })
  })

  test('a fast typist who rolls three keys gets every key back', () => {
    const text = '12345678'
    const gaps = (index: number) => (index === 1 || index === 2 ? 20 : 90)
    const { bursts, given, answers } = type([...digits(text), ENTER], gaps)
    expect(bursts).toEqual([])
    const passed = answers.filter(({ swallow }) => !swallow).length
    expect(given.map(({ key }) => key).join('')).toBe('1234')
    // The first two had passed and were taken back; they are among those given back.
    expect(passed - 2 + given.length).toBe(text.length + 1)
    expect(answers.at(-1)?.swallow).toBe(false)
  })

  test('a code too short for a reading: given back, its Enters (CR and LF) swallowed', () => {
    const { bursts, given, answers } = type([...digits('1234'), ENTER, ENTER], 15)
    expect(bursts).toEqual([])
    expect(given.map(({ key }) => key)).toEqual(['1', '2', '3', '4'])
    expect(answers.slice(-2).map(({ swallow }) => swallow)).toEqual([true, true])
  })

  test.each([
    ['Enter', [ENTER]],
    ['silence', []],
  ])('an unreadable track right behind a swipe, ended by %s: typed into no field', (_, end) => {
    const unread = [SHIFT, ...[';', 'E', '?'].map((key) => ({ ...SHIFT, code: `Key${key}`, key }))]
    const swipe = [...digits(NUMBER), ENTER]
    const { bursts, given } = type([...swipe, ...unread, ...end], 12)
    expect(bursts).toEqual([CODES])
    expect(given).toEqual([])
    const later = (index: number) => (index === swipe.length ? 400 : 12)
    expect(type([...swipe, ...unread, ...end], later).given).toHaveLength(3)
  })

  test('a person’s Enter after a few rolled keys is the person’s', () => {
    const gaps = (index: number) => (index === 4 ? 110 : 20)
    const { given, answers } = type([...digits('1234'), ENTER], gaps)
    expect(given).toHaveLength(4)
    expect(answers.at(-1)?.swallow).toBe(false)
  })

  test('a busy PC delays a few keys of a scan: still one burst', () => {
    const { bursts, given } = type([...digits(NUMBER), ENTER], (index) =>
      index % 6 === 5 ? 90 : 8,
    )
    expect(bursts).toEqual([CODES])
    expect(given).toEqual([])
  })

  test('a held key repeats fast and is no scanner', () => {
    const keys = digits('1111111111').map((key, index) => ({ ...key, repeat: index > 0 }))
    const { bursts, swallowed, given } = type(keys, 30)
    expect({ bursts, swallowed, given }).toEqual({ bursts: [], swallowed: 0, given: [] })
  })

  test('AZERTY: the physical keys are told, whatever characters the PC makes of them', () => {
    const azerty: Record<string, string> = { 1: '&', 2: 'é', 3: '"', 9: 'ç', 0: 'à' }
    const keys = digits(NUMBER).map((key) => ({ ...key, key: azerty[key.key] ?? key.key }))
    expect(type([...keys, ENTER], 10).bursts).toEqual([CODES])
  })

  test('Caps Lock and Shift: letters keep their key and their Shift, Shift itself is no key', () => {
    const letter = { code: 'KeyB', key: 'b', shift: true, altGraph: false }
    const keys = [SHIFT, { code: 'Digit5', key: '%', shift: true, altGraph: false }, SHIFT, letter]
    const detector = createWedgeDetector()
    const { answers } = type([...keys, ...digits(NUMBER), ENTER], 15, detector)
    const burst = answers.find((answer) => answer.burst)?.burst
    expect(burst?.slice(0, 2)).toEqual([
      { code: 'Digit5', key: '%', shift: true, altGraph: false },
      letter,
    ])
    expect(burst).toHaveLength(NUMBER.length + 2)
  })

  test('two scans in a row are two bursts', () => {
    const keys = [...digits(NUMBER), ENTER, ...digits(NUMBER), ENTER]
    const gaps = (index: number) => (index === NUMBER.length + 1 ? 300 : 6)
    expect(type(keys, gaps).bursts).toEqual([CODES, CODES])
  })

  test('a scan right after typing does not take the typed keys along', () => {
    const gaps = (index: number) => (index <= 3 ? 120 : 6)
    const { bursts, given } = type([...digits('555'), ...digits(NUMBER), ENTER], gaps)
    expect(bursts).toEqual([CODES])
    expect(given).toEqual([])
  })

  test('keys rolled just before a scan are given back, and the scan is whole', () => {
    const gaps = (index: number) => (index === 3 ? 90 : index < 3 ? 20 : 6)
    const { bursts, given } = type([...digits('555'), ...digits(NUMBER), ENTER], gaps)
    expect(bursts).toEqual([CODES])
    expect(given.map(({ key }) => key).join('')).toBe('555')
  })

  test.each([
    ['silence', []],
    ['Enter', [ENTER]],
  ])('keys rolled twice in a row, then %s: a word, not a scan', (_name, end) => {
    const gaps = (index: number) => (index === 3 || index === 6 ? 100 : 15)
    const { bursts, given } = type([...digits('123456'), ...end], gaps)
    expect(bursts).toEqual([])
    expect(given).toHaveLength(6)
  })

  test('rolled keys, a slow one, and a scan: the scan keeps its first key', () => {
    const gaps = (index: number) => (index === 3 || index === 4 ? 90 : 10)
    const { bursts, given, answers } = type([...digits('5556'), ...digits(NUMBER), ENTER], gaps)
    expect(bursts).toEqual([CODES])
    const passed = answers.slice(0, 4).filter(({ swallow }) => !swallow).length
    expect(passed - 2 + given.length).toBe(4)
  })

  test('function keys and arrows end a run and are never part of one', () => {
    const arrow = { code: 'ArrowDown', key: 'ArrowDown', shift: false, altGraph: false }
    const { bursts, answers } = type([...digits('12'), arrow, ...digits('34'), ENTER], 10)
    expect(bursts).toEqual([])
    expect(answers.every(({ swallow }) => !swallow)).toBe(true)
  })

  test('a held Enter stays what it was', () => {
    const held = { ...ENTER, repeat: true }
    const { answers } = type([...digits('1234'), ENTER, held, held], 15)
    expect(answers.slice(-2).map(({ swallow }) => swallow)).toEqual([true, true])
    const own = type([ENTER, held], 40)
    expect(own.answers.map(({ swallow }) => swallow)).toEqual([false, false])
  })

  test('an endless burst is bounded', () => {
    const { bursts } = type([...digits('7'.repeat(READING_LENGTH_MAX * 2)), ENTER], 2)
    expect(bursts[0]).toHaveLength(READING_LENGTH_MAX)
  })
})

/** Whether the last key, an Enter, was swallowed. */
function isEnterSwallowed(
  text: string,
  gapMs: number | ((index: number) => number),
  into: KeysGo,
  ending: Omit<KeyDown, 'atMs'>[] = [ENTER],
): boolean | undefined {
  const keys = [...digits(text), ...ending].map((key) => ({ ...key, into }))
  return type(keys, gapMs).answers.at(-1)?.swallow
}

const SCANS: readonly (readonly [string, string, number | ((index: number) => number)])[] = [
  ['a short code', '4011', 4],
  ['a badge', '12345', 4],
  ['two digits', '12', 4],
  ['a short code behind a pause', '94011', (index) => (index === 1 ? 300 : 4)],
  ['an EAN-8 with a pause', '96385074', (index) => (index === 4 ? 60 : 6)],
  ['an EAN-8 with a late Enter', '96385074', (index) => (index === 8 ? 200 : 6)],
  ['a slow scanner', NUMBER, 45],
  ['a slow scanner, short code', '4011', 45],
  ['uneven gaps', NUMBER, (index) => (index % 2 ? 40 : 19)],
]

describe('whose an Enter is', () => {
  describe.each(['nowhere', 'amount'] as const)('keys go %s', (into) => {
    test.each(SCANS)('%s: the Enter is the scanner’s', (_name, text, gapMs) => {
      expect(isEnterSwallowed(text, gapMs, into)).toBe(true)
    })

    test('CR and LF of a slow scanner: both are', () => {
      const both = type(
        [...digits('4011'), ENTER, ENTER].map((key) => ({ ...key, into })),
        45,
      )
      expect(both.answers.slice(-2).map(({ swallow }) => swallow)).toEqual([true, true])
    })

    test('an Enter without keys before it is a person’s', () => {
      expect(isEnterSwallowed('', 5, into)).toBe(false)
      expect(isEnterSwallowed(NUMBER, (index) => (index === NUMBER.length ? 900 : 6), into)).toBe(
        false,
      )
    })
  })

  test.each([100, 120, 150, 200])('an amount typed at %i ms a key: Enter works', (gapMs) => {
    for (const text of ['5', '20', '2460', '1234567']) {
      expect(isEnterSwallowed(text, gapMs, 'amount')).toBe(false)
    }
  })

  test('an amount with two keys rolled, and one with a held key: Enter works', () => {
    const rolled = (index: number) => (index === 1 ? 20 : 100)
    expect(isEnterSwallowed('20', rolled, 'amount')).toBe(false)
    expect(isEnterSwallowed('2050', rolled, 'amount')).toBe(false)
    const held = digits('10000').map((key, index) => ({ ...key, repeat: index > 1 }))
    const gaps = (index: number) => (index < 5 ? 33 : 150)
    expect(isEnterSwallowed('', gaps, 'amount', [...held, ENTER])).toBe(false)
  })

  test('an amount typed, another card scanned: the next Enter of the person works', () => {
    const keys = [...digits('20'), ...digits(NUMBER), ENTER, ENTER]
    const gaps = (index: number) => (index < 2 ? 130 : index === 2 || index === 22 ? 900 : 6)
    const typed = type(
      keys.map((key) => ({ ...key, into: 'amount' as const })),
      gaps,
    )
    expect(typed.answers.slice(-2).map(({ swallow }) => swallow)).toEqual([true, false])
  })

  test('where keys go nowhere, an Enter right behind a person’s Enter works', () => {
    const keys = [...digits('997001'), { ...ENTER, into: 'text' as const }, ENTER]
    const typed = type(
      keys.map((key) => ({ into: 'nowhere' as const, ...key })),
      130,
    )
    expect(typed.answers.slice(-2).map(({ swallow }) => swallow)).toEqual([false, false])
  })

  test('Enter and Tab without a physical key are judged like others', () => {
    for (const key of ['Enter', 'Tab']) {
      const ending = { code: '', key, shift: false, altGraph: false }
      expect(isEnterSwallowed('4011', 45, 'nowhere', [ending])).toBe(true)
    }
  })
})
