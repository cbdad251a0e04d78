import { READING_LENGTH_MAX } from '../../../contract/limits.ts'
import type { ScannedKey } from '../../../contract/screen/commands.ts'

/** Digits in a row that make a text worth believing over another: the shortest card number. */
const NUMBER_RUN = /(?:\d[ -]?){12,}/

/**
 * The text that a keyboard wedge typed. Scanners press the keys of a US keyboard unless told
 * otherwise, so the physical keys are read by that layout and a PC set to French, Czech or any
 * other layout reads the same digits. Where only the characters that the PC made of the keys are
 * something that the station understands, or else hold a number or begin a link, the scanner was set
 * to the PC's own layout (or minds its Caps Lock) and they are taken. Never longer than
 * READING_LENGTH_MAX; keys without a printable character are dropped.
 */
export function decodeKeys(
  keys: readonly ScannedKey[],
  isUnderstood: (text: string) => boolean = () => false,
): DecodedKeys {
  const scanned = keys.slice(0, READING_LENGTH_MAX)
  const physical = scanned.map(physicalCharacter).join('')
  const typed = scanned.map(typedCharacter).join('')
  const worth = (text: string) => (isUnderstood(text) ? 2 : isReading(text) ? 1 : 0)
  const isTyped = worth(typed) > worth(physical)
  return {
    text: isTyped ? typed : physical,
    isOwnLayout: isTyped && !isSameButCase(physical, typed),
  }
}

/** What a burst says. */
export interface DecodedKeys {
  readonly text: string
  /** The scanner types by the PC's own layout, not by the US one. */
  readonly isOwnLayout: boolean
}

function isReading(text: string): boolean {
  return NUMBER_RUN.test(text) || /^(?:\][A-Za-z][0-9A-Za-z])?https?:\/\//.test(text)
}

function isSameButCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function physicalCharacter(key: ScannedKey): string {
  if (key.altGraph) return typedCharacter(key)
  const pair = US_LAYOUT.get(key.code)
  if (pair !== undefined) return pair.charAt(key.shift ? 1 : 0)
  // Screen keyboards and remote desktops send characters without a physical key.
  return key.code === '' || key.code === 'Unidentified' ? typedCharacter(key) : ''
}

function typedCharacter(key: ScannedKey): string {
  return /^[\x20-\x7e]$/.test(key.key) ? key.key : ''
}

/** `KeyboardEvent.code` to the characters without and with Shift. */
const US_LAYOUT: ReadonlyMap<string, string> = new Map([
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter): [string, string] => [
    `Key${letter}`,
    letter.toLowerCase() + letter,
  ]),
  ...[...')!@#$%^&*('].map((shifted, digit): [string, string] => [
    `Digit${digit}`,
    digit + shifted,
  ]),
  // The number pad types digits whatever Shift does; the state of Num Lock is the PC's affair.
  ...Array.from({ length: 10 }, (_, digit): [string, string] => [
    `Numpad${digit}`,
    `${digit}${digit}`,
  ]),
  ['NumpadDecimal', '..'],
  ['NumpadDivide', '//'],
  ['NumpadMultiply', '**'],
  ['NumpadSubtract', '--'],
  ['NumpadAdd', '++'],
  ['NumpadEqual', '=='],
  ['Space', '  '],
  ['Minus', '-_'],
  ['Equal', '=+'],
  ['BracketLeft', '[{'],
  ['BracketRight', ']}'],
  ['Backslash', '\\|'],
  ['IntlBackslash', '\\|'],
  ['Semicolon', ';:'],
  ['Quote', '\'"'],
  ['Backquote', '`~'],
  ['Comma', ',<'],
  ['Period', '.>'],
  ['Slash', '/?'],
])
