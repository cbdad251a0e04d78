import { JSON_DEPTH_MAX } from './limits.ts'

/** Follows one JSON object, as far as is needed to know its end, and that it was torn. */
export interface JsonGrammar {
  /** Takes the next character. `broken`: nothing whole can become of it. */
  readonly take: (code: number) => JsonState
}

export type JsonState = 'open' | 'whole' | 'broken' | 'too-deep'

/**
 * What is wrong inside of a value (commas too many, half a number) is left to the parser: it ends
 * where it should. Broken is what has another end than its own: a line break in a text, a text or an
 * object where a comma, a colon or a bracket must stand, a bracket of the other kind.
 */
export function createJsonGrammar(): JsonGrammar {
  /** The brackets that close what is open. */
  const closers: number[] = []
  let isText = false
  let isEscaped = false
  /** A value or name ended, and nothing parted it from what comes. */
  let isAfterValue = false
  /** What comes in an object is a name, and not its value. */
  let isName = false

  function take(code: number): JsonState {
    if (isText) return takeInText(code)
    if (code === QUOTE) return beginText()
    if (code === OPEN || code === OPEN_LIST) return open(code)
    if (code === CLOSE || code === CLOSE_LIST) return close(code)
    if (code === COMMA) {
      isAfterValue = false
      isName = closers.at(-1) === CLOSE
    } else if (code === COLON) {
      isAfterValue = false
      isName = false
    } else if (code > BLANK) isAfterValue = true
    return 'open'
  }

  function takeInText(code: number): JsonState {
    if (isLineEnd(code)) return 'broken'
    if (isEscaped) isEscaped = false
    else if (code === BACKSLASH) isEscaped = true
    else if (code === QUOTE) isText = false
    isAfterValue = !isText
    return 'open'
  }

  function beginText(): JsonState {
    isText = true
    return isAfterValue ? 'broken' : 'open'
  }

  function open(code: number): JsonState {
    if (isAfterValue || isName) return 'broken'
    closers.push(code === OPEN ? CLOSE : CLOSE_LIST)
    isName = code === OPEN
    return closers.length > JSON_DEPTH_MAX ? 'too-deep' : 'open'
  }

  function close(code: number): JsonState {
    if (closers.pop() !== code) return 'broken'
    isAfterValue = true
    isName = false
    return closers.length === 0 ? 'whole' : 'open'
  }

  return { take }
}

/** Power that fails leaves zeros in a file: they end a line as well. */
export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0
}

export const OPEN = 123
const CLOSE = 125
const OPEN_LIST = 91
const CLOSE_LIST = 93
const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const COLON = 58
const BLANK = 32
