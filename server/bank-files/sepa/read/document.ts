import { MalformedXmlError, readXml, type XmlElement } from '../../../xml/index.ts'
import type { FileProblem } from '../../rail.ts'
import {
  READ_ATTRIBUTES_MAX,
  READ_BYTES_MAX,
  READ_DEPTH_MAX,
  READ_ELEMENTS_MAX,
  READ_NAME_LENGTH_MAX,
} from '../limits.ts'

const BOUNDS = {
  depth: READ_DEPTH_MAX,
  elements: READ_ELEMENTS_MAX,
  attributes: READ_ATTRIBUTES_MAX,
  nameLength: READ_NAME_LENGTH_MAX,
} as const

/** What banks declare, and how it is decoded. */
const ENCODINGS: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
  ['windows-1252', 'windows-1252'],
  ['utf-16', 'utf-16le'],
])

const DECLARATION = /^\s*<\?xml\s[^<>]*\?>/

export type Document =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly problem: FileProblem }

/** The tree of an XML paper of a bank, whatever its bytes are. */
export function readDocument(bytes: Uint8Array): Document {
  if (bytes.length > READ_BYTES_MAX)
    return wrong('size', 0, `the file has more than ${READ_BYTES_MAX} bytes: ask for it in parts`)
  const text = decoded(bytes)
  if (typeof text !== 'string') return { ok: false, problem: text }
  try {
    return { ok: true, root: readXml(text, BOUNDS) }
  } catch (error) {
    if (error instanceof MalformedXmlError) return wrong('xml', error.line, error.message)
    throw error
  }
}

/** True for bytes that begin as XML does, in any encoding that is read; what they are, reading tells. */
export function looksLikeXml(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1').replaceAll('\0', '')
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*</.test(head)
}

/** The text without its declaration, whose lines stay; or why it cannot be read. */
function decoded(bytes: Uint8Array): string | FileProblem {
  const encoding = encodingOf(bytes)
  if (encoding === undefined)
    return { rule: 'encoding', line: 1, message: 'the declared encoding is not known: send UTF-8' }
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.replace(DECLARATION, (declaration) => declaration.replace(/[^\n]/g, ''))
  } catch {
    return { rule: 'encoding', line: 0, message: `there are bytes that are not ${encoding}` }
  }
}

function encodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const head = Buffer.from(bytes.subarray(0, 300)).toString('latin1')
  const declared = /<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1]
  return ENCODINGS.get((declared ?? 'utf-8').toLowerCase())
}

function wrong(rule: string, line: number, message: string): Document {
  return { ok: false, problem: { rule, line, message } }
}

/** The elements at the end of a way of names, all of them. */
export function eachAt(element: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  return names.reduce<readonly XmlElement[]>(
    (found, name) =>
      found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  )
}

/** The first element at the end of a way. */
export function at(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return element && eachAt(element, ...names)[0]
}

/** The text at the end of a way, blanks run together; empty when there is none. */
export function textAt(element: XmlElement | undefined, ...names: readonly string[]): string {
  return wordsOf(at(element, ...names))
}

export function wordsOf(element: XmlElement | undefined): string {
  return element?.text.replace(/\s+/g, ' ').trim() ?? ''
}
