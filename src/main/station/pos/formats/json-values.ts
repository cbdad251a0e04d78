import { JSON_DEPTH_MAX, RECORD_CHARS_MAX } from './limits.ts'

export interface JsonValues {
  /** Whole objects that became complete; null for one that was too large or too deep. */
  readonly push: (text: string) => (string | null)[]
  /** True when an object was begun and never ended. */
  readonly end: () => boolean
  /** Any object was begun so far. */
  readonly hasBegun: () => boolean
  /** Characters up to the end of the last whole object. */
  readonly safeChars: () => number
  readonly forget: () => void
}

/**
 * Cuts whole objects out of JSON text that comes in any pieces: one a line, one behind the other, or
 * the members of a list. Memory is bounded by one object.
 */
export function createJsonValues(): JsonValues {
  let open = ''
  let depth = 0
  let isString = false
  let isEscaped = false
  let isTooLarge = false
  let hasBegun = false
  let taken = 0
  let safe = 0

  function push(text: string): (string | null)[] {
    const found: (string | null)[] = []
    let from = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (isString) inString(code)
      else if (code === QUOTE) isString = depth > 0
      else if (code === OPEN || (code === OPEN_LIST && depth > 0)) {
        if (depth === 0) from = at
        hasBegun = true
        depth += 1
        isTooLarge ||= depth > JSON_DEPTH_MAX
      } else if ((code === CLOSE || code === CLOSE_LIST) && depth > 0) {
        depth -= 1
        if (depth > 0) continue
        found.push(isTooLarge ? null : open + text.slice(from, at + 1))
        open = ''
        isTooLarge = false
        safe = taken + at + 1
      }
    }
    if (depth > 0) keep(text.slice(from))
    taken += text.length
    return found
  }

  function inString(code: number): void {
    if (isEscaped) isEscaped = false
    else if (code === BACKSLASH) isEscaped = true
    else if (code === QUOTE) isString = false
  }

  function keep(piece: string): void {
    if (open.length + piece.length > RECORD_CHARS_MAX) isTooLarge = true
    open = isTooLarge ? '' : open + piece
  }

  return {
    push,
    end: () => depth > 0,
    hasBegun: () => hasBegun,
    safeChars: () => safe,
    forget: () => {
      open = ''
      depth = 0
      isString = false
      isEscaped = false
      isTooLarge = false
      taken = 0
      safe = 0
    },
  }
}

const QUOTE = 34
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125
const OPEN_LIST = 91
const CLOSE_LIST = 93
