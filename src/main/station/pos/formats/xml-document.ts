import { CONTEXT_CHARS_MAX, CONTEXT_VALUES_MAX, NAMESPACES_MAX } from './limits.ts'

/** What is known of the document that a record stands in. */
export interface XmlDocument {
  /** Name of its first element; null when the beginning was not seen. */
  readonly root: string | null
  readonly namespaces: ReadonlySet<string>
  /** Values outside the records, by the names of their elements. */
  readonly values: ReadonlyMap<string, string>
}

/** Collects what stands outside the records of a document. */
export interface XmlSurroundings {
  readonly known: () => XmlDocument
  readonly learn: (namespaces: readonly string[]) => void
  readonly open: (name: string, isEmpty: boolean) => void
  readonly text: (raw: string) => void
  readonly close: (name: string) => void
  /** Whether a text that comes now may be a value. */
  readonly wantsText: () => boolean
  /** What was opened last holds a record, or nothing that can be read. */
  readonly leave: () => void
}

/** `read`: makes a raw text what it means. One of these a document. */
export function createXmlSurroundings(read: (raw: string) => string): XmlSurroundings {
  let root: string | null = null
  const namespaces = new Set<string>()
  const values = new Map<string, string>()
  /** The element that was opened last, and its text. */
  let leaf: { name: string; text: string } | null = null
  return {
    known: () => ({ root, namespaces, values }),
    learn: (spaces) => {
      for (const space of spaces) if (namespaces.size < NAMESPACES_MAX) namespaces.add(space)
    },
    open: (name, isEmpty) => {
      root ??= name
      leaf = isEmpty ? null : { name, text: '' }
    },
    text: (raw) => {
      if (leaf !== null && leaf.text.length + raw.length <= CONTEXT_CHARS_MAX) leaf.text += raw
    },
    close: (name) => {
      const text = leaf !== null && leaf.name === name ? leaf.text.trim() : ''
      const hasRoom = values.has(name) || values.size < CONTEXT_VALUES_MAX
      if (text !== '' && hasRoom) values.set(name, read(text))
      leaf = null
    },
    wantsText: () => leaf !== null,
    leave: () => {
      leaf = null
    },
  }
}
