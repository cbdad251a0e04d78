import { READING_LENGTH_MAX } from '../../../contract/limits.ts'
import { SILENCE_ENDS_READING_MS, SILENCE_ENDS_TERMINATED_READING_MS } from './limits.ts'

/** What came of some bytes or of some silence. */
export type SerialReading =
  | { readonly kind: 'reading'; readonly text: string }
  /** Longer than any code: dropped to its end. The wrong speed looks like this as well. */
  | { readonly kind: 'too-long' }

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
 * begins one; only printable ASCII is kept, at most READING_LENGTH_MAX of it. Pure.
 */
export function serialReadings(): SerialReadings {
  let text = ''
  let tooLong = false
  let lastMs = 0
  let terminatorSeen = false

  const finish = (): readonly SerialReading[] => {
    const ended: readonly SerialReading[] = tooLong
      ? [{ kind: 'too-long' }]
      : text.trim() === ''
        ? []
        : [{ kind: 'reading', text }]
    text = ''
    tooLong = false
    return ended
  }
  const take = (byte: number): readonly SerialReading[] => {
    if (TERMINATORS.has(byte)) {
      terminatorSeen = true
      return finish()
    }
    if (byte === STX) return finish()
    if (byte < 0x20 || byte > 0x7e) return []
    if (text.length >= READING_LENGTH_MAX) tooLong = true
    else text += String.fromCharCode(byte)
    return []
  }
  const silenceMs = () =>
    terminatorSeen ? SILENCE_ENDS_TERMINATED_READING_MS : SILENCE_ENDS_READING_MS
  const pendingMs = () => (text === '' && !tooLong ? null : silenceMs())
  const quiet = (atMs: number) => (atMs - lastMs >= silenceMs() ? finish() : [])

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
/** ETX, TAB, LF, CR. CRLF ends one reading: the empty one between them is nothing. */
const TERMINATORS: ReadonlySet<number> = new Set([0x03, 0x09, 0x0a, 0x0d])
