import type { ByteText } from './byte-text.ts'
import type { JournalProblemCode } from './journal.ts'
import {
  CONTEXT_CHARS_MAX,
  CONTEXT_VALUES_MAX,
  NAMESPACES_MAX,
  RECORD_CHARS_MAX,
  RECORD_DEPTH_MAX,
  RECORD_ELEMENTS_MAX,
} from './limits.ts'
import { nameFits, type XmlElement } from './xml-select.ts'
import { readTag, resolveReferences } from './xml-text.ts'
import { createXmlTokens } from './xml-tokens.ts'

/** What is known of the document that a record stands in. */
export interface XmlDocument {
  /** Name of its first element; null when the beginning was not seen. */
  readonly root: string | null
  readonly namespaces: ReadonlySet<string>
  /** Values outside the records, by the names of their elements. */
  readonly values: ReadonlyMap<string, string>
}

export interface XmlRecords {
  readonly push: (text: string) => void
  /** The name of the last document's first element; null when none was seen. */
  readonly end: () => string | null
  /** Leaves what is half read, keeps what is known of the document. */
  readonly forget: () => void
  /** Characters up to the end of the last whole record, since the beginning or {@link forget}. */
  readonly safeChars: () => number
}

export interface XmlRecordsTo {
  readonly record: (element: XmlElement, document: XmlDocument) => void
  readonly problem: (code: JournalProblemCode) => void
}

interface OpenElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  readonly texts: string[]
}

/**
 * Cuts whole records (elements of these names) out of XML that comes in any pieces, of any number
 * of documents one behind the other, and may begin in the middle. Strict inside a record, lenient
 * outside. Memory is bounded by one record.
 */
export function createXmlRecords(
  names: readonly string[],
  bytes: ByteText,
  to: XmlRecordsTo,
): XmlRecords {
  let root: string | null = null
  let namespaces = new Set<string>()
  let values = new Map<string, string>()
  let stack: OpenElement[] = []
  let chars = 0
  let elements = 0
  let safe = 0
  /** Outside the records: the element that was opened last, and its text. */
  let leaf: { name: string; text: string } | null = null

  function newDocument(): void {
    cutShort()
    root = null
    namespaces = new Set()
    values = new Map()
    leaf = null
  }

  function cutShort(): void {
    if (stack.length > 0) to.problem('cut-short')
    stack = []
  }

  function giveUp(code: JournalProblemCode, onlyToDocument = false): void {
    stack = []
    leaf = null
    tokens.skip(onlyToDocument)
    to.problem(code)
  }

  function learn(spaces: readonly string[]): void {
    for (const space of spaces) if (namespaces.size < NAMESPACES_MAX) namespaces.add(space)
  }

  function openOutside(tag: string, isEmpty: boolean): void {
    const { name, attributes, namespaces: spaces } = readTag(tag, bytes.decode)
    root ??= name
    learn(spaces)
    leaf = isEmpty ? null : { name, text: '' }
    if (!names.some((record) => nameFits(name, record))) return
    elements = 1
    chars = tag.length
    stack = [{ name, attributes, children: [], texts: [] }]
    if (isEmpty) finish()
  }

  function openInside(tag: string, isEmpty: boolean): void {
    const { name, attributes, namespaces: spaces } = readTag(tag, bytes.decode)
    if (name === root && name !== stack[0]?.name) {
      newDocument()
      openOutside(tag, isEmpty)
      return
    }
    learn(spaces)
    elements += 1
    chars += tag.length
    const isTooMuch = elements > RECORD_ELEMENTS_MAX || chars > RECORD_CHARS_MAX
    if (isTooMuch || stack.length >= RECORD_DEPTH_MAX) {
      giveUp('too-large')
      return
    }
    stack.push({ name, attributes, children: [], texts: [] })
    if (isEmpty) finish()
  }

  function finish(): void {
    const open = stack.pop()
    if (open === undefined) return
    const text = open.texts.join('').trim()
    const element = { name: open.name, attributes: open.attributes, children: open.children, text }
    const outer = stack.at(-1)
    if (outer) outer.children.push(element)
    else {
      safe = tokens.taken()
      leaf = null
      to.record(element, { root, namespaces, values })
    }
  }

  function closeOutside(name: string): void {
    const isLeaf = leaf !== null && leaf.name === name
    const text = leaf?.text.trim() ?? ''
    if (isLeaf && text !== '' && (values.has(name) || values.size < CONTEXT_VALUES_MAX))
      values.set(name, resolveReferences(bytes.decode(text)))
    leaf = null
  }

  function textInside(raw: string, isLiteral: boolean): void {
    chars += raw.length
    if (chars > RECORD_CHARS_MAX) giveUp('too-large')
    if (stack.length === 0 || raw.trim() === '') return
    const decoded = bytes.decode(raw)
    stack.at(-1)?.texts.push(isLiteral ? decoded : resolveReferences(decoded))
  }

  const tokens = createXmlTokens(restartAt(names), {
    declaration: (text) => {
      newDocument()
      const encoding = /\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(text)?.[1]
      if (encoding !== undefined) bytes.declare(encoding)
    },
    open: (tag, isEmpty) => {
      if (stack.length > 0) openInside(tag, isEmpty)
      else openOutside(tag, isEmpty)
    },
    close: (tag) => {
      const name = localName(tag)
      const open = stack.at(-1)
      if (open === undefined) closeOutside(name)
      else if (open.name === name) finish()
      else giveUp('malformed')
    },
    text: (raw, isLiteral) => {
      if (stack.length > 0) textInside(raw, isLiteral)
      else if (leaf !== null && leaf.text.length + raw.length <= CONTEXT_CHARS_MAX) leaf.text += raw
    },
    broken: (reason) => {
      stack = []
      leaf = null
      to.problem(reason)
    },
    wantsText: () => stack.length > 0 || leaf !== null,
  })

  return {
    push: tokens.push,
    end: () => {
      const isOpen = tokens.end()
      if (stack.length > 0 || (isOpen && root !== null)) to.problem('cut-short')
      stack = []
      return root
    },
    forget: () => {
      stack = []
      leaf = null
      safe = 0
      tokens.forget()
    },
    safeChars: () => safe,
  }
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1)
}

function restartAt(names: readonly string[]): RegExp {
  const words = names.map((name) => name.replace(/[^\w-]/g, '.')).join('|')
  return new RegExp(`<\\?xml\\s|<(?:[A-Za-z_][\\w.-]{0,40}:)?(?:${words})(?=[\\s/>])`, 'gi')
}
