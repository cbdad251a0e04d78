/** Tracks of a magnetic stripe (ISO/IEC 7811, 7813 and 4909). */
export type TrackNumber = 1 | 2 | 3

export type StripeReading =
  /** With its sentinels; without the check character. */
  | { readonly kind: 'track'; readonly text: string }
  /** `sentinel`: no begin or no end was found; `parity` or `check`: bits were misread. */
  | { readonly kind: 'misread'; readonly why: 'sentinel' | 'parity' | 'check' | 'too-long' }

interface TrackForm {
  /** Bits of a character without its parity bit. */
  readonly bits: number
  /** The character of the value 0. */
  readonly zero: string
  readonly begin: string
  /** Characters on the track at most, sentinels and check character included. */
  readonly lengthMax: number
}

/**
 * Track 2 holds 40 by the standard; cards with a number of 19 digits and a long discretionary part
 * are above it, and real readers pass them.
 */
const FORMS: Readonly<Record<TrackNumber, TrackForm>> = {
  1: { bits: 6, zero: ' ', begin: '%', lengthMax: 79 },
  2: { bits: 4, zero: '0', begin: ';', lengthMax: 48 },
  3: { bits: 4, zero: '0', begin: ';', lengthMax: 107 },
}
const END = '?'

/**
 * Reads the bits of one track, in either direction of the swipe: characters with odd parity, the
 * least significant bit first, from the begin sentinel to the check character behind the end
 * sentinel. `bytes` holds the bits from its least significant one, as the raw reports of the USB
 * page for stripe readers (0x8E) do. Pure.
 */
export function readStripeBits(bytes: Uint8Array, track: TrackNumber): StripeReading {
  const bits = Array.from(bytes, (byte) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((at) => (byte >> at) & 1),
  ).flat()
  const forwards = readForwards(bits, FORMS[track])
  if (forwards.kind === 'track') return forwards
  const backwards = readForwards(bits.reverse(), FORMS[track])
  if (backwards.kind === 'track') return backwards
  return forwards.why === 'sentinel' ? backwards : forwards
}

/**
 * The check character (LRC) that stands behind the end sentinel: even parity over all characters,
 * both sentinels included. Undefined when a character cannot stand on that track.
 */
export function stripeCheck(text: string, track: TrackNumber): string | undefined {
  return checkOf(text, FORMS[track])
}

function checkOf(text: string, { bits, zero }: TrackForm): string | undefined {
  const values = Array.from(text, (character) => character.charCodeAt(0) - zero.charCodeAt(0))
  if (values.some((value) => value < 0 || value >= 1 << bits)) return undefined
  return characterOf(
    values.reduce((sum, value) => sum ^ value, 0),
    zero,
  )
}

function readForwards(bits: readonly number[], form: TrackForm): StripeReading {
  const size = form.bits + 1
  const begin = beginOf(bits, form)
  if (begin === -1) return { kind: 'misread', why: 'sentinel' }
  let text = ''
  for (let at = begin; at + size <= bits.length; at += size) {
    const character = readCharacter(bits.slice(at, at + size), form)
    if (character === undefined) return { kind: 'misread', why: 'parity' }
    text += character
    if (text.length >= form.lengthMax) return { kind: 'misread', why: 'too-long' }
    if (character === END) return checked(text, bits.slice(at + size, at + 2 * size), form)
  }
  return { kind: 'misread', why: 'sentinel' }
}

/** Where the first whole begin sentinel is: before it there are only clocking zeros. */
function beginOf(bits: readonly number[], form: TrackForm): number {
  const first = bits.indexOf(1)
  if (first === -1) return -1
  const isBegin = readCharacter(bits.slice(first, first + form.bits + 1), form) === form.begin
  return isBegin ? first : -1
}

function readCharacter(
  bits: readonly number[],
  { bits: count, zero }: TrackForm,
): string | undefined {
  const isOdd = bits.reduce((sum, bit) => sum + bit, 0) % 2 === 1
  if (!isOdd || bits.length !== count + 1) return undefined
  return characterOf(
    bits.slice(0, count).reduce((sum, bit, at) => sum | (bit << at), 0),
    zero,
  )
}

function characterOf(value: number, zero: string): string {
  return String.fromCharCode(value + zero.charCodeAt(0))
}

function checked(text: string, bits: readonly number[], form: TrackForm): StripeReading {
  const isRight = readCharacter(bits, form) === checkOf(text, form)
  return isRight ? { kind: 'track', text } : { kind: 'misread', why: 'check' }
}
