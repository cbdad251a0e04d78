import {
  CARD_NUMBER_LENGTH_MIN,
  cardNumber,
  cardNumberSchema,
  hasLuhnDigit,
  isBankCard,
  looksLikeBankCard,
  pinSchema,
} from '../../../contract/card-number.ts'
import { READING_LENGTH_MAX } from '../../../contract/limits.ts'
import { parseActivationLink } from '../../../contract/wire/activation.ts'
import { FOREIGN_NUMBERS } from '../../../contract/wire/messages.ts'
import type { CardReading } from '../ports.ts'
import { FNC1, gs1Serial } from './gs1.ts'
import { CARD_DIGITS_MAX, FOREIGN_DIGITS_MAX, FOREIGN_DIGITS_MIN } from './limits.ts'
import { readAim } from './symbologies.ts'
import { findTracks, isUnreadSwipe, type TrackDigits } from './tracks.ts'

/** What the station knows when it judges a reading. */
export interface CardRules {
  /** First digits of the cards accepted here. Only their check digit is judged on the spot. */
  readonly prefixes: readonly string[]
  /** Where card links point to; null before activation, when no link means a card. */
  readonly serverUrl: string | null
}

/**
 * Says what the text of one reading is: from a scanner, a swipe or a person's typing. Pure; keeps
 * nothing. A bank's card comes back as `bank-card` without a single digit of it. A number outside
 * the prefixes is still a card: whoever asked for it refuses it with the right words.
 */
export function readCard(text: string, rules: CardRules): CardReading {
  if (text.length > READING_LENGTH_MAX) return { kind: 'not-a-card' }
  const printable = onlyPrintable(text)
  const code = readAim(printable)
  const data = printable.replace(AIM_IDENTIFIER, '')
  const serial = serialOf(data, { isGs1: code?.isGs1 ?? false, prefixes: rules.prefixes })
  if (serial !== undefined) return judgeDigits(serial, rules)
  // What stands on two sides of a separator is not one number.
  if (data.includes(FNC1)) return { kind: 'not-a-card' }
  const plain = code?.symbology === 'ean-13' ? asUpcA(data, rules) : data
  if (parseActivationLink(plain) !== undefined) return { kind: 'activation', link: plain }
  if (isCardLink(plain, rules.serverUrl)) return { kind: 'link', link: plain }
  if (isUnreadSwipe(plain)) return { kind: 'not-read' }
  const tracks = findTracks(plain)
  return tracks.length > 0 ? judgeTracks(tracks, rules) : judgeDigits(plain, rules)
}

/** `]C0`, `]Q1`…: what kind of code it was. Scanners that are told to send it put it in front. */
const AIM_IDENTIFIER = /^\][A-Za-z][0-9A-Za-z]/

/** Control characters become spaces, so that digits on two sides of one do not grow together. */
function onlyPrintable(text: string): string {
  return text.replace(NOT_PRINTABLE, ' ').trim()
}

/** All but printable characters and FNC1, which stands between the parts of a GS1 code. */
const NOT_PRINTABLE = new RegExp(`[^\\x20-\\x7e${FNC1}\\u00a0\\u2010-\\u2015]`, 'g')

/**
 * The card's number in a GS1 code. Where nothing says that it is one, only a number of ours is taken
 * out of it: any other run of digits begins like some GS1 code.
 */
function serialOf(
  text: string,
  { isGs1, prefixes }: { readonly isGs1: boolean; readonly prefixes: readonly string[] },
): string | undefined {
  const isMarked = isGs1 || text.includes(FNC1) || text.startsWith('(')
  const isOurs = (digits: string) => prefixes.some((prefix) => digits.startsWith(prefix))
  if (!isMarked && (isOurs(text) || !/^(?:8003|01|21)/.test(text))) return undefined
  const serial = gs1Serial(text)
  return serial !== undefined && (isMarked || isOurs(serial)) ? serial : undefined
}

/**
 * UPC-A is EAN-13 with a zero in front, and scanners send either. The number on the card has the 12
 * digits that are printed below the code.
 */
function asUpcA(text: string, rules: CardRules): string {
  return takesForeign(rules) && /^0\d{12}$/.test(text) ? text.slice(1) : text
}

function isCardLink(text: string, serverUrl: string | null): boolean {
  if (serverUrl === null || /\s/.test(text)) return false
  const link = parseUrl(text)
  const server = parseUrl(serverUrl)
  if (link === null || server === null || link.origin !== server.origin) return false
  const root = server.pathname.replace(/\/+$/, '')
  return link.pathname.startsWith(`${root}/`) && link.pathname.length > root.length + 1
}

function parseUrl(text: string): URL | null {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null
}

/** All tracks of one swipe name the same card, or it was not one swipe. */
function judgeTracks(tracks: readonly TrackDigits[], rules: CardRules): CardReading {
  const ofBank = tracks.some((track) =>
    track.from === 'track3' ? isBankCard(track.digits) : looksLikeBankCard(track.digits),
  )
  if (ofBank) return { kind: 'bank-card' }
  const [first, ...others] = tracks.filter((track) => track.from !== 'track3')
  if (first === undefined || others.some((other) => other.digits !== first.digits)) {
    return { kind: 'not-a-card' }
  }
  return judgeNumber(first.digits, null, first.from === 'track1' ? 'track1' : 'track2', rules)
}

/** Digits with the spaces and dashes people type; `number#PIN` where a PIN is asked for. */
function judgeDigits(text: string, rules: CardRules): CardReading {
  const typed = TYPED_NUMBER.exec(text)
  if (typed?.[1] === undefined) return judgeForeign(text, rules)
  const digits = withOrWithoutZero(typed[1].replace(/\D/g, ''), rules)
  return judgeNumber(digits, typed[2] ?? null, 'digits', rules)
}

/** A number of ours on a UPC-A code, from a scanner that sends its zero, or leaves it out. */
function withOrWithoutZero(digits: string, { prefixes }: CardRules): string {
  const other = /^0\d{12}$/.test(digits) ? digits.slice(1) : `0${digits}`
  const isOurs = (number: string) => prefixes.some((prefix) => number.startsWith(prefix))
  const mayBeUpcA = digits.length === 12 || other.length === 12
  return mayBeUpcA && !isOurs(digits) && isOurs(other) ? other : digits
}

const TYPED_NUMBER = /^(\d(?:[\s\u00a0\u2010-\u2015-]*\d)*)(?:\s*#\s*(\d{4,8}))?$/

/** Letters stand in numbers of other systems only. */
function judgeForeign(text: string, rules: CardRules): CardReading {
  const typed = FOREIGN_NUMBER.exec(text)
  const number = cardNumberSchema.safeParse(typed?.[1]?.replace(BLANKS, '').toUpperCase())
  if (!takesForeign(rules) || !number.success) return { kind: 'not-a-card' }
  const pin = typed?.[2] === undefined ? null : pinSchema.parse(typed[2])
  return { kind: 'card', number: number.data, pin, from: 'digits' }
}

const BLANKS = /[\s\u00a0\u2010-\u2015-]/g
const FOREIGN_NUMBER =
  /^([0-9A-Za-z](?:[\s\u00a0\u2010-\u2015-]*[0-9A-Za-z])*)(?:\s*#\s*(\d{4,8}))?$/

function takesForeign({ prefixes }: CardRules): boolean {
  return prefixes.includes(FOREIGN_NUMBERS)
}

function judgeNumber(
  digits: string,
  pin: string | null,
  from: 'track1' | 'track2' | 'digits',
  rules: CardRules,
): CardReading {
  if (looksLikeBankCard(digits)) return { kind: 'bank-card' }
  const [shortest, longest] = takesForeign(rules)
    ? [FOREIGN_DIGITS_MIN, FOREIGN_DIGITS_MAX]
    : [CARD_NUMBER_LENGTH_MIN, CARD_DIGITS_MAX]
  if (digits.length < shortest || digits.length > longest) return { kind: 'not-a-card' }
  const ours = rules.prefixes.some((prefix) => digits.startsWith(prefix))
  if (ours && !hasLuhnDigit(digits)) return { kind: 'wrong-check-digit' }
  return {
    kind: 'card',
    number: cardNumber(digits),
    pin: pin === null ? null : pinSchema.parse(pin),
    from,
  }
}
