import type { JournalProblemCode } from './journal.ts'
import {
  createJsonGrammar,
  isLineEnd,
  type JsonGrammar,
  type JsonState,
  OPEN,
} from './json-grammar.ts'
import { RECORD_CHARS_MAX } from './limits.ts'

/** A whole object, or one that was given up. */
export type JsonPiece =
  | { readonly kind: 'object'; readonly text: string }
  | { readonly kind: 'problem'; readonly code: JournalProblemCode }

export interface JsonValues {
  readonly push: (text: string) => JsonPiece[]
  /** True when an object was begun and never ended. */
  readonly end: () => boolean
  /** Characters up to the end of the last whole object. */
  readonly safeChars: () => number
  readonly forget: () => void
}

interface OpenObject {
  readonly grammar: JsonGrammar
  from: number
  /** Where in its line it begins. */
  readonly column: number
  /** Objects inside of it, and those of them that begin a line as it does, not deeper. */
  inner: number
  flush: number
}

/**
 * Cuts whole objects out of JSON text that comes in any pieces: one a line, one behind the other, or
 * the members of a list. An object that is torn is given up, and what came after its first line is
 * read again: the next one begins where a line does that is not indented deeper, so that no part of
 * the torn one is taken for another. Memory is bounded by one object.
 */
export function createJsonValues(): JsonValues {
  const place = createLinePlace()
  /** What is not let go yet, and how far it was looked at. */
  let text = ''
  let at = 0
  let before = 0
  let safe = 0
  let object: OpenObject | null = null
  /** After a torn object, its column: until one begins a line there or before. */
  let tornColumn: number | null = null
  /** What whole objects had inside never began a line as they did: what does is the next one. */
  let isIndented: boolean | null = null

  function push(piece: string): JsonPiece[] {
    const found: JsonPiece[] = []
    text += piece
    while (at < text.length) {
      const code = text.charCodeAt(at)
      if (object === null && code === OPEN && mayBegin()) begin()
      const read = object === null ? null : takeInside(object, code)
      if (read?.kind !== 'problem') {
        place.pass(code)
        at += 1
      }
      if (read?.kind === 'object') safe = before + at
      if (read !== null) found.push(read)
    }
    letGo(object === null ? at : object.from)
    return found
  }

  function mayBegin(): boolean {
    return tornColumn === null || (place.isLineStart() && place.column() <= tornColumn)
  }

  function begin(): void {
    const column = place.column()
    object = { grammar: createJsonGrammar(), from: at, column, inner: 0, flush: 0 }
    tornColumn = null
  }

  function takeInside(present: OpenObject, code: number): JsonPiece | null {
    const { from, column } = present
    const state = stateOf(present, code)
    if (state === 'open') return null
    object = null
    if (state === 'whole') {
      if (present.inner > 0) isIndented = isIndented !== false && present.flush === 0
      return { kind: 'object', text: text.slice(from, at + 1) }
    }
    tornColumn = column
    at = from + 1
    place.goBackInto(column + 1)
    return { kind: 'problem', code: state === 'broken' ? 'malformed' : 'too-large' }
  }

  function stateOf(present: OpenObject, code: number): JsonState | 'too-large' {
    const { grammar, from, column } = present
    if (at - from >= RECORD_CHARS_MAX) return 'too-large'
    if (code === OPEN && at > from) {
      present.inner += 1
      if (place.isLineStart() && place.column() <= column) present.flush += 1
    }
    return isIndented === true && present.flush > 0 ? 'broken' : grammar.take(code)
  }

  function letGo(to: number): void {
    text = text.slice(to)
    before += to
    at -= to
    if (object !== null) object.from = 0
  }

  return {
    push,
    end: () => object !== null,
    safeChars: () => safe,
    forget: () => {
      object = null
      tornColumn = null
      text = ''
      at = 0
      before = 0
      safe = 0
    },
  }
}

/** Where in its line a text is read. */
function createLinePlace() {
  let column = 0
  let isLineStart = true
  return {
    column: () => column,
    /** Nothing came in the line but what may part two objects. */
    isLineStart: () => isLineStart,
    pass: (code: number) => {
      if (isLineEnd(code)) {
        column = 0
        isLineStart = true
      } else {
        column += 1
        isLineStart &&= PARTING.has(code)
      }
    },
    goBackInto: (to: number) => {
      column = to
      isLineStart = false
    },
  }
}

/** Blanks, closing brackets, a list that begins anew, commas, and a byte order mark. */
const PARTING = new Set(Array.from(' \t]}[,\xef\xbb\xbf', (char) => char.charCodeAt(0)))
