import { XMLParser } from 'fast-xml-parser'
import { invariant } from '../../src/contract/parse.ts'
import { MalformedXmlError } from './malformed.ts'
import { assertSafeXml, type XmlBounds } from './xml-safety.ts'

/** An element as it was sent, its names resolved. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string
  /** Empty where none is declared. */
  readonly namespace: string
  /** Those without a prefix; the others say nothing to us. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text directly inside, references resolved, not trimmed. */
  readonly text: string
  /** Where it begins, from 1. */
  readonly line: number
}

/**
 * Reads a document that is plain XML within the bounds (no document type, no entities, UTF-8 where
 * it declares something). Throws a {@link MalformedXmlError}.
 */
export function readXml(text: string, bounds: XmlBounds): XmlElement {
  assertSafeXml(text, bounds)
  let nodes: unknown
  try {
    nodes = PARSER.parse(text)
  } catch {
    // The parser's own text quotes the document.
    throw new MalformedXmlError('The document is not well-formed.')
  }
  invariant(Array.isArray(nodes), 'a parsed document is a list of nodes')
  const root = nodes.map(namedNode).find(({ name }) => name !== TEXT && name !== '?xml')
  if (root === undefined) throw new MalformedXmlError('The document is not well-formed.')
  const scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']])
  return elementOf(root, scope, countLines(text))
}

/** The line of a place in the text, asked for in the order of the text. */
function countLines(text: string): (position: number) => number {
  let [line, end] = [1, text.indexOf('\n')]
  return (position) => {
    for (; end >= 0 && end < position; end = text.indexOf('\n', end + 1)) line += 1
    return line
  }
}

const TEXT = '#text'
const LITERAL = '#literal'
const ATTRIBUTES = ':@'

/** Nothing is interpreted here: no entities, no numbers, no trimming. */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  cdataPropName: LITERAL,
  textNodeName: TEXT,
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
})

interface NamedNode {
  readonly name: string
  readonly content: unknown
  readonly attributes: Readonly<Record<string, unknown>>
  readonly position: number
}

const PLACE = XMLParser.getMetaDataSymbol().valueOf()

type Scope = ReadonlyMap<string, string>

function namedNode(node: unknown): NamedNode {
  invariant(isRecord(node), 'a node is an object')
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES)
  invariant(name !== undefined, 'a node has a name')
  const attributes = node[ATTRIBUTES]
  return {
    ...{ name, content: node[name], attributes: isRecord(attributes) ? attributes : {} },
    position: positionOf(node),
  }
}

function positionOf(node: Readonly<Record<string | symbol, unknown>>): number {
  const place = node[PLACE]
  const position = isRecord(place) ? place['startIndex'] : undefined
  return typeof position === 'number' ? position : 0
}

function elementOf(
  node: NamedNode,
  outer: Scope,
  lineAt: (position: number) => number,
): XmlElement {
  const line = lineAt(node.position)
  const scope = scopeOf(node, outer)
  const [prefix, name] = split(node.name)
  const namespace = scope.get(prefix)
  if (prefix !== '' && namespace === undefined)
    throw new MalformedXmlError('There is a prefix that is not declared.')
  const content = (Array.isArray(node.content) ? node.content : []).map(namedNode)
  const inner = content.filter((part) => part.name !== TEXT && part.name !== LITERAL)
  return {
    name,
    namespace: namespace ?? '',
    attributes: attributesOf(node),
    children: inner.map((part) => elementOf(part, scope, lineAt)),
    text: content.map(textOf).join(''),
    line,
  }
}

/** The namespaces that are declared here, over those of the outer elements. */
function scopeOf(node: NamedNode, outer: Scope): Scope {
  const scope = new Map(outer)
  for (const [key, value] of Object.entries(node.attributes)) {
    const [prefix, name] = split(key)
    if (key === 'xmlns') scope.set('', resolved(String(value)))
    else if (prefix === 'xmlns') scope.set(name, resolved(String(value)))
  }
  return scope
}

function attributesOf(node: NamedNode): ReadonlyMap<string, string> {
  const own = Object.entries(node.attributes).filter(
    ([key]) => key !== 'xmlns' && !key.includes(':'),
  )
  return new Map(own.map(([key, value]) => [key, resolved(String(value))]))
}

function textOf(part: NamedNode): string {
  if (part.name === TEXT) return resolved(String(part.content))
  if (part.name !== LITERAL || !Array.isArray(part.content)) return ''
  return part.content.map((inner) => String(namedNode(inner).content)).join('')
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

function resolved(text: string): string {
  return text.replace(/&(\w+|#\d+|#x[0-9A-Fa-f]+);/g, (_, name: string) => {
    const entity = ENTITIES.get(name)
    return entity ?? characterOf(name)
  })
}

/** The character that `#65` or `#x41` stands for, where it is one that a text may have. */
function characterOf(reference: string): string {
  const isHex = reference.startsWith('#x')
  const code = Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  const isCharacter =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  if (!isCharacter) throw new MalformedXmlError('There is a character that XML does not have.')
  return String.fromCodePoint(code)
}

function split(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(':')
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)]
}

function isRecord(value: unknown): value is Record<string | symbol, unknown> {
  return typeof value === 'object' && value !== null
}
