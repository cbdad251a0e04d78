import { TAG_CHARS_MAX, TOKEN_CHARS_MAX } from './limits.ts'

/** A place in a text that is still coming in. */
export interface XmlCursor {
  /** What is not taken yet, from `at` on. */
  pending: string
  at: number
  /** How far the end of the present piece was looked for. */
  looked: number
  /** The quote that is open there, or nothing. */
  quote: string
  /** Characters that were taken and let go. */
  before: number
}

export function openCursor(): XmlCursor {
  return { pending: '', at: 0, looked: 0, quote: '', before: 0 }
}

/** Adds what came, and lets go of what was taken. */
export function feed(cursor: XmlCursor, text: string): void {
  const rest = cursor.at >= cursor.pending.length ? '' : cursor.pending.slice(cursor.at)
  cursor.pending = rest === '' ? text : rest + text
  cursor.looked -= cursor.at
  cursor.before += cursor.at
  cursor.at = 0
}

/** A new piece begins there. */
export function advance(cursor: XmlCursor, to: number): void {
  cursor.at = to
  cursor.looked = to
  cursor.quote = ''
}

/** `more`: it is not there yet; `broken`: it is too far away. */
type Place = number | 'more' | 'broken'

/** The place of the text that ends a piece, from `skipped` characters behind its beginning on. */
export function findEnd(cursor: XmlCursor, end: string, skipped: number): Place {
  const { pending, at } = cursor
  const found = pending.indexOf(end, Math.max(cursor.looked, at + skipped))
  if (found >= 0) return found
  if (pending.length - at > TOKEN_CHARS_MAX) return 'broken'
  cursor.looked = Math.max(at + skipped, pending.length - end.length + 1)
  return 'more'
}

/** The place of the `>` that ends a tag and is not inside quotes. No tag holds a `<`, quoted or not. */
export function findTagEnd(cursor: XmlCursor): Place {
  const { pending, at } = cursor
  let place = Math.max(cursor.looked, at + 1)
  for (; place < pending.length; place += 1) {
    const code = pending.charCodeAt(place)
    if (code === LESS) return 'broken'
    if (cursor.quote !== '') {
      if (pending[place] === cursor.quote) cursor.quote = ''
    } else if (code === GREATER) return place
    else if (code === DOUBLE || code === SINGLE) cursor.quote = pending[place] ?? ''
  }
  cursor.looked = place
  return place - at > TAG_CHARS_MAX ? 'broken' : 'more'
}

/** Goes to where reading can begin again; false when there is no such place yet. */
export function skipTo(cursor: XmlCursor, place: RegExp): boolean {
  place.lastIndex = cursor.at
  const found = place.exec(cursor.pending)
  // What may be the beginning of such a place is kept.
  advance(cursor, found?.index ?? Math.max(cursor.at, cursor.pending.length - PLACE_CHARS_MAX))
  return found !== null
}

export const LESS = 60
const GREATER = 62
const DOUBLE = 34
const SINGLE = 39
/** Longer than any beginning of a document or record. */
const PLACE_CHARS_MAX = 120
