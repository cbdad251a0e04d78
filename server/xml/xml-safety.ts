import { MalformedXmlError } from './malformed.ts'

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?'
const ATTRIBUTE = `\\s+${NAME}\\s*=\\s*(?:"[^<"]*"|'[^<']*')`
const OPENING = new RegExp(`<(${NAME})((?:${ATTRIBUTE})*)\\s*(/?)>`, 'y')
const CLOSING = new RegExp(`</(${NAME})\\s*>`, 'y')
const ATTRIBUTE_NAME = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"[^<"]*"|'[^<']*')`, 'g')
const TEXT = /[^<]+/y
const DECLARATION =
  /^<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>/

/** A character that XML 1.0 does not have. */
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
/** A reference to anything but a character: what entities would be. */
const NO_REFERENCE = /&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)/

/** How much of a document is read, as the callers of a subject need it. */
export interface XmlBounds {
  /** Elements inside one another. */
  readonly depth: number
  readonly elements: number
  /** Of one element. */
  readonly attributes: number
  /** Of an element or attribute, in characters. */
  readonly nameLength: number
}

/** Text that ends where its end is first found, not by a pattern: documents may be long. */
interface Token {
  readonly length: number
}

/**
 * Refuses a text that is not plain, small, well-formed XML before a parser sees it: no document
 * type, no entities, no instructions, and the bounds that are given. Throws a
 * {@link MalformedXmlError} with the line; nothing of the text is quoted in it.
 */
export function assertSafeXml(text: string, bounds: XmlBounds): void {
  const wrong = NO_CHARACTER.exec(text)
  if (wrong)
    throw malformed('There is a character that XML does not have.', lineAt(text, wrong.index))
  const open: string[] = []
  let position = 0
  let [elements, roots] = [0, 0]
  try {
    position = afterDeclaration(text)
    while (position < text.length) {
      const tag = matchAt(OPENING, text, position)
      if (tag !== undefined) {
        if (open.length === 0) roots += 1
        elements += 1
        assertTag(tag, { depth: open.length + 1, elements, roots }, bounds)
        if (tag[3] === '') open.push(tag[1] ?? '')
      }
      position += tag?.[0].length ?? matchOther(text, position, open).length
    }
    if (open.length > 0 || roots !== 1) throw malformed('Send exactly one whole element.')
  } catch (error) {
    if (!(error instanceof MalformedXmlError)) throw error
    throw malformed(error.message, lineAt(text, position))
  }
}

function lineAt(text: string, position: number): number {
  let line = 1
  for (let end = text.indexOf('\n'); end >= 0 && end < position; end = text.indexOf('\n', end + 1))
    line += 1
  return line
}

/** Where the content begins. A document in another encoding than UTF-8 is refused. */
function afterDeclaration(text: string): number {
  const match = DECLARATION.exec(text)
  const encoding = match?.[1] ?? 'UTF-8'
  if (!/^(utf-?8|us-ascii)$/i.test(encoding)) throw malformed('Send the document in UTF-8.')
  return match?.[0].length ?? 0
}

function assertTag(
  tag: RegExpExecArray,
  at: { readonly depth: number; readonly elements: number; readonly roots: number },
  bounds: XmlBounds,
): void {
  if (at.roots > 1) throw malformed('Send exactly one whole element.')
  if (at.depth > bounds.depth) throw malformed('The elements are nested too deeply.')
  if (at.elements > bounds.elements) throw malformed('There are too many elements.')
  assertReferences(tag[2] ?? '')
  const names = [...(tag[2] ?? '').matchAll(ATTRIBUTE_NAME)].map(([, name]) => name ?? '')
  if (names.length > bounds.attributes) throw malformed('An element has too many attributes.')
  if (new Set(names).size !== names.length) throw malformed('An element has an attribute twice.')
  const isLong = [tag[1] ?? '', ...names].some((name) => name.length > bounds.nameLength)
  if (isLong) throw malformed('There is a name that is too long.')
}

/** Whatever is no opening tag. Closes the innermost element where it is its end. */
function matchOther(text: string, position: number, open: string[]): Token {
  const closing = matchAt(CLOSING, text, position)
  if (closing) {
    if (open.pop() !== closing[1]) throw malformed('The end of an element does not match.')
    return closing[0]
  }
  const words = matchAt(TEXT, text, position)
  if (words) {
    assertReferences(words[0])
    if (words[0].includes(']]>')) throw malformed('The document is not well-formed.')
    if (open.length === 0 && words[0].trim() !== '') throw malformed('There is text outside.')
    return words[0]
  }
  const literal = open.length > 0 ? between(text, position, '<![CDATA[', ']]>') : undefined
  const aside = literal ?? commentAt(text, position)
  if (aside) return aside
  throw malformed(reasonAt(text, position))
}

/** A comment; XML has no `--` inside of one. */
function commentAt(text: string, position: number): Token | undefined {
  const comment = between(text, position, '<!--', '-->')
  const isWhole = comment && text.indexOf('--', position + 4) === position + comment.length - 3
  return isWhole ? comment : undefined
}

function between(text: string, position: number, begin: string, end: string): Token | undefined {
  if (!text.startsWith(begin, position)) return undefined
  const found = text.indexOf(end, position + begin.length)
  return found < 0 ? undefined : { length: found + end.length - position }
}

function reasonAt(text: string, position: number): string {
  const next = text.slice(position, position + 2)
  if (next === '<!') return 'Document types and entities are not accepted. Leave them out.'
  if (next === '<?') return 'Processing instructions are not accepted. Leave them out.'
  return 'The document is not well-formed.'
}

function assertReferences(text: string): void {
  if (NO_REFERENCE.test(text)) throw malformed('Only the five entities that XML itself has are.')
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position
  return pattern.exec(text) ?? undefined
}

function malformed(message: string, line?: number): MalformedXmlError {
  return new MalformedXmlError(message, line)
}
