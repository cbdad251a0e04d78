import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { READING_LENGTH_MAX } from '../../../src/contract/limits.ts'
import type { ScannedKey } from '../../../src/contract/screen/commands.ts'
import { readCard } from '../../../src/main/station/cards/index.ts'
import { decodeKeys } from '../../../src/main/station/scanners/wedge-layout.ts'

const textOf = (keys: readonly ScannedKey[]) => decodeKeys(keys).text

const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCharCode(0x20 + index),
)

/** The keys of a US keyboard, from a table written apart from the one under test. */
const ROWS: ReadonlyArray<readonly [codes: string, plain: string, shifted: string]> = [
  [
    'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
    '`1234567890-=',
    '~!@#$%^&*()_+',
  ],
  [
    'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash',
    'qwertyuiop[]\\',
    'QWERTYUIOP{}|',
  ],
  ['KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote', "asdfghjkl;'", 'ASDFGHJKL:"'],
  ['KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash', 'zxcvbnm,./', 'ZXCVBNM<>?'],
  ['Space', ' ', ' '],
]

/** How a scanner set to the US layout types this text; `key` as the PC's own layout turns it. */
function typeUs(text: string, keyOf: (character: string) => string = (same) => same): ScannedKey[] {
  return [...text].flatMap((character) => {
    const row = ROWS.find(([, low, high]) => (low + high).includes(character))
    if (row === undefined) throw new Error(`no key types ${character}`)
    const [codes, plain, shifted] = row
    const shift = !plain.includes(character)
    const at = (shift ? shifted : plain).indexOf(character)
    const code = codes.split(' ')[at] ?? ''
    const key = { code, key: keyOf(character), shift, altGraph: false }
    return shift ? [{ code: 'ShiftLeft', key: 'Shift', shift: true, altGraph: false }, key] : [key]
  })
}

/** What an AZERTY PC makes of the keys of a US keyboard. */
const AZERTY: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'1234567890'].map((digit, at) => [digit, '&é"\'(-è_çà'.charAt(at)])),
  ...{ a: 'q', q: 'a', w: 'z', z: 'w', m: ',', '=': '=', ';': 'm', '%': '5', '?': '§', '^': '6' },
}
const azerty = (character: string) => AZERTY[character] ?? character

describe('keyboard wedge: physical keys', () => {
  test('every printable character of the US layout', () => {
    expect(PRINTABLE).toHaveLength(95)
    expect(textOf(typeUs(PRINTABLE.join('')))).toBe(PRINTABLE.join(''))
  })

  test('a swipe and a link read the same on a PC set to AZERTY', () => {
    const swipe = '%B9970011234567890128^GIFT^4912?;9970011234567890128=4912?'
    expect(typeUs(swipe, azerty).map(({ key }) => key)).not.toContain('9')
    expect(textOf(typeUs(swipe, azerty))).toBe(swipe)
    const link = 'https://cards.example/activate#aZ09_-mQ'
    expect(textOf(typeUs(link, azerty))).toBe(link)
  })

  test('Enter, Tab, control keys and dead keys leave nothing', () => {
    const noise = ['Enter', 'Tab', 'ShiftLeft', 'ControlLeft', 'NumLock', 'F12', 'Escape'].map(
      (code) => ({ code, key: code, shift: false, altGraph: false }),
    )
    const dead = { code: 'IntlRo', key: 'Dead', shift: false, altGraph: false }
    expect(textOf([...noise, ...typeUs('123'), dead, ...noise])).toBe('123')
  })

  test('the number pad types digits, with and without Num Lock', () => {
    const pad = [...'0123456789'].map((digit) => ({
      code: `Numpad${digit}`,
      key: digit === '7' ? 'Home' : digit,
      shift: digit === '3',
      altGraph: false,
    }))
    expect(textOf(pad)).toBe('0123456789')
  })

  test('Caps Lock on the PC does not flip letters', () => {
    expect(textOf(typeUs('bB9', (character) => character.toUpperCase()))).toBe('bB9')
  })

  test('a scanner set to the layout of an AZERTY PC: its characters hold the number', () => {
    const keys = [...'9970011234567890128'].map((digit) => ({
      code: `Digit${digit}`,
      key: digit,
      shift: true,
      altGraph: false,
    }))
    expect(textOf(keys)).toBe('9970011234567890128')
  })

  test('a link: by the PC’s own layout, and from a scanner that minds Caps Lock', () => {
    const link = 'https://cards.example/c/aZ9'
    const own = [...link].map((key) => ({ code: 'IntlRo', key, shift: false, altGraph: false }))
    expect(decodeKeys(own)).toEqual({ text: link, isOwnLayout: true })
    const flipped = [...link].map((key) => ({
      ...typeUs(/[a-z]/.test(key) ? key.toUpperCase() : key.toLowerCase()).at(-1),
      key,
    })) as ScannedKey[]
    expect(decodeKeys(flipped)).toEqual({ text: link, isOwnLayout: false })
  })

  describe('what a card of another system is called', () => {
    const rules = { prefixes: ['9970', '*'], serverUrl: null }
    const isUnderstood = (text: string) => readCard(text, rules).kind !== 'not-a-card'
    /** A scanner set to French on a French PC: digits with Shift, some letters on other keys. */
    const typeFrench = (text: string): ScannedKey[] =>
      [...text].map((key) => {
        const moved = { A: 'KeyQ', Q: 'KeyA', Z: 'KeyW', W: 'KeyZ', M: 'Semicolon' }[key]
        const code = /\d/.test(key) ? `Digit${key}` : (moved ?? `Key${key}`)
        return { code, key, shift: true, altGraph: false }
      })

    test.each(['1234567890', '60012345', 'GC123456', 'GIFT48213377', '9970011234567890128'])(
      '%s: read from a scanner set to the PC’s own layout, and from one set to US',
      (number) => {
        expect(decodeKeys(typeFrench(number), isUnderstood)).toEqual({
          text: number,
          isOwnLayout: true,
        })
        expect(decodeKeys(typeUs(number, azerty), isUnderstood)).toEqual({
          text: number,
          isOwnLayout: false,
        })
      },
    )
  })

  test('keys without a physical code give their character', () => {
    const keys = [...'9970011234567890128'].map((digit) => ({
      code: '',
      key: digit,
      shift: false,
      altGraph: false,
    }))
    expect(textOf(keys)).toBe('9970011234567890128')
  })

  test('whatever is pressed, the text is bounded and printable', () => {
    const key = fc.record({
      code: fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('Digit4', 'KeyZ', 'Enter', '')),
      key: fc.string({ unit: 'binary', maxLength: 3 }),
      shift: fc.boolean(),
      altGraph: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(key, { maxLength: 700 }), (keys) => {
        const text = textOf(keys)
        expect(text.length).toBeLessThanOrEqual(READING_LENGTH_MAX)
        expect(text).toMatch(/^[\x20-\x7e]*$/)
      }),
    )
  })
})
