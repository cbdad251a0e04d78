import { READING_LENGTH_MAX } from '../../../contract/limits.ts'
import type { Framing, Symbology } from '../../../contract/screen/scanners.ts'
import {
  GARBLED_SHARE,
  SILENCE_ENDS_READING_MS,
  SILENCE_ENDS_TERMINATED_READING_MS,
} from './limits.ts'

/** What came of some bytes or of some silence. */
export type SerialReading =
  | {
      readonly kind: 'reading'
      readonly text: string
      readonly framing: Framing
      /** Null when nothing but the text tells it. */
      readonly symbology: Symbology | null
    }
  /** Longer than any code: dropped to its end. The wrong speed looks like this as well. */
  | { readonly kind: 'too-long' }
  /** Bytes that no code holds: the wrong speed or parity. Half a number is worse than none. */
  | { readonly kind: 'garbled' }
  /** The scanner waits for these bytes. */
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }

export interface SerialReadings {
  /** Takes bytes as they arrive, in pieces of any size. Times only go forward. */
  readonly push: (bytes: Uint8Array, atMs: number) => readonly SerialReading[]
  /** Call while nothing arrives: silence ends a reading too. */
  readonly quiet: (atMs: number) => readonly SerialReading[]
  /** How long to wait before {@link quiet}; null when nothing is begun. */
  readonly pendingMs: () => number | null
}

/**
 * Cuts the bytes of a serial scanner into readings. CR, LF, CRLF, TAB, ETX or silence end one; STX
 * begins one; only printable ASCII and FNC1 (GS) are kept, at most READING_LENGTH_MAX of it. Pure.
 */
export function serialReadings(): SerialReadings {
  let text = ''
  let strange = 0
  let tooLong = false
  let lastMs = 0
  let framed = false
  let afterCr = false
  let sendsCrLf = false
  let terminatorSeen = false

  const finish = (framing: Framing): readonly SerialReading[] => {
    const read = text.trim()
    const isGarbled = strange > (text.length + strange) * GARBLED_SHARE
    const ended: readonly SerialReading[] = tooLong
      ? [{ kind: 'too-long' }]
      : isGarbled
        ? [{ kind: 'garbled' }]
        : read === ''
          ? []
          : [{ kind: 'reading', text, framing, symbology: null }]
    text = ''
    strange = 0
    tooLong = false
    framed = false
    return ended
  }
  const terminate = (byte: number): readonly SerialReading[] => {
    terminatorSeen = true
    if (byte === LF && afterCr) sendsCrLf = true
    afterCr = byte === CR
    return finish(framingOf(byte, { framed, sendsCrLf }))
  }
  const take = (byte: number): readonly SerialReading[] => {
    if (TERMINATORS.has(byte)) return terminate(byte)
    afterCr = false
    if (byte === STX) {
      const before = finish('silence')
      framed = true
      return before
    }
    if (byte > 0x7e) strange += 1
    if ((byte < 0x20 && byte !== GS) || byte > 0x7e) return []
    if (text.length >= READING_LENGTH_MAX) tooLong = true
    else text += String.fromCharCode(byte)
    return []
  }
  const silenceMs = () =>
    terminatorSeen ? SILENCE_ENDS_TERMINATED_READING_MS : SILENCE_ENDS_READING_MS
  const pendingMs = () => (text === '' && strange === 0 && !tooLong ? null : silenceMs())
  const quiet = (atMs: number) => (atMs - lastMs >= silenceMs() ? finish('silence') : [])

  return {
    push: (bytes, atMs) => {
      const ended = [...quiet(atMs), ...Array.from(bytes).flatMap(take)]
      lastMs = atMs
      return ended
    },
    quiet,
    pendingMs,
  }
}

const STX = 0x02
const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const GS = 0x1d
/** ETX, TAB, LF, CR. CRLF ends one reading: the empty one between them is nothing. */
const TERMINATORS: ReadonlySet<number> = new Set([0x03, TAB, LF, CR])

function framingOf(
  byte: number,
  { framed, sendsCrLf }: { readonly framed: boolean; readonly sendsCrLf: boolean },
): Framing {
  if (byte === TAB) return 'tab'
  if (byte === LF) return 'lf'
  if (byte === CR) return sendsCrLf ? 'crlf' : 'cr'
  return framed ? 'stx-etx' : 'etx'
}
