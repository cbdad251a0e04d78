import { RECORD_CHARS_MAX, RECORD_DEPTH_MAX, RECORD_ELEMENTS_MAX } from './limits.ts'
import type { XmlElement } from './xml-select.ts'
import type { XmlTag } from './xml-text.ts'

/** Builds one record out of its tags and texts. */
export interface XmlBuild {
  /** Name of the record that is open; null for none. */
  readonly record: () => string | null
  /** Name of the element that is open. */
  readonly innermost: () => string | null
  /** False when the record became too large, and was dropped. */
  readonly open: (tag: XmlTag, chars: number) => boolean
  /** False as {@link open}. `read`: makes it what it means. */
  readonly text: (raw: string, read: (raw: string) => string) => boolean
  /** Ends the innermost element; the record when that was its last. */
  readonly close: () => XmlElement | null
  readonly drop: () => void
}

interface OpenElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  readonly texts: string[]
}

export function createXmlBuild(): XmlBuild {
  let stack: OpenElement[] = []
  let elements = 0
  let chars = 0

  function isWithin(more: number): boolean {
    chars += more
    const isFine =
      chars <= RECORD_CHARS_MAX &&
      elements <= RECORD_ELEMENTS_MAX &&
      stack.length <= RECORD_DEPTH_MAX
    if (!isFine) stack = []
    return isFine
  }

  return {
    record: () => stack[0]?.name ?? null,
    innermost: () => stack.at(-1)?.name ?? null,
    open: ({ name, attributes }, length) => {
      if (stack.length === 0) [elements, chars] = [0, 0]
      elements += 1
      stack.push({ name, attributes, children: [], texts: [] })
      return isWithin(length)
    },
    text: (raw, read) => {
      if (!isWithin(raw.length)) return false
      if (raw.trim() !== '') stack.at(-1)?.texts.push(read(raw))
      return true
    },
    close: () => {
      const { name, attributes, children, texts } = stack.pop() ?? NOTHING
      const element = { name, attributes, children, text: texts.join('').trim() }
      const outer = stack.at(-1)
      outer?.children.push(element)
      return outer === undefined ? element : null
    },
    drop: () => {
      stack = []
    },
  }
}

const NOTHING: OpenElement = { name: '', attributes: new Map(), children: [], texts: [] }
