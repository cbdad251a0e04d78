import {
  XML_ATTRIBUTES_MAX,
  XML_DEPTH_MAX,
  XML_ELEMENTS_MAX,
  XML_NAME_LENGTH_MAX,
} from './limits.ts'
import { MalformedXmlError } from './malformed.ts'

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?'
const ATTRIBUTE = `\\s+${NAME}\\s*=\\s*(?:"[^<"]*"|'[^<']*')`
const OPENING = new RegExp(`<(${NAME})((?:${ATTRIBUTE})*)\\s*(/?)>`, 'y')
const CLOSING = new RegExp(`</(${NAME})\\s*>`, 'y')
const ATTRIBUTE_NAME = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"[^<"]*"|'[^<']*')`, 'g')
const TEXT = /[^<]+/y
const COMMENT = /<!--(?:(?!--)[\s\S])*-->/y
const LITERAL = /<!\[CDATA\[(?:(?!\]\]>)[\s\S])*\]\]>/y
const DECLARATION =
  /^<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>/

/** A character that XML 1.0 does not have. */
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
/** A reference to anything but a character: what entities would be. */
const NO_REFERENCE = /&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)/

/**
 * Refuses a text that is not plain, small, well-formed XML before a parser sees it: no document
 * type, no entities, no instructions, and the bounds of limits.ts. Throws a {@link MalformedXmlError};
 * nothing of the text is quoted in it.
 */
export function assertSafeXml(text: string): void {
  if (NO_CHARACTER.test(text)) throw malformed('There is a character that XML does not have.')
  const open: string[] = []
  let [position, elements, roots] = [afterDeclaration(text), 0, 0]
  while (position < text.length) {
    const tag = matchAt(OPENING, text, position)
    const [whole] = tag ?? matchOther(text, position, open)
    position += whole.length
    if (tag === undefined) continue
    if (open.length === 0) roots += 1
    elements += 1
    assertTag(tag, { depth: open.length + 1, elements, roots })
    if (tag[3] === '') open.push(tag[1] ?? '')
  }
  if (open.length > 0 || roots !== 1) throw malformed('Send exactly one whole element.')
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
): void {
  if (at.roots > 1) throw malformed('Send exactly one whole element.')
  if (at.depth > XML_DEPTH_MAX) throw malformed('The elements are nested too deeply.')
  if (at.elements > XML_ELEMENTS_MAX) throw malformed('There are too many elements.')
  assertReferences(tag[2] ?? '')
  const names = [...(tag[2] ?? '').matchAll(ATTRIBUTE_NAME)].map(([, name]) => name ?? '')
  if (names.length > XML_ATTRIBUTES_MAX) throw malformed('An element has too many attributes.')
  if (new Set(names).size !== names.length) throw malformed('An element has an attribute twice.')
  const isLong = [tag[1] ?? '', ...names].some((name) => name.length > XML_NAME_LENGTH_MAX)
  if (isLong) throw malformed('There is a name that is too long.')
}

/** Whatever is no opening tag. Closes the innermost element where it is its end. */
function matchOther(text: string, position: number, open: string[]): RegExpExecArray {
  const closing = matchAt(CLOSING, text, position)
  if (closing) {
    if (open.pop() !== closing[1]) throw malformed('The end of an element does not match.')
    return closing
  }
  const words = matchAt(TEXT, text, position)
  if (words) {
    assertReferences(words[0])
    if (words[0].includes(']]>')) throw malformed('The document is not well-formed.')
    if (open.length === 0 && words[0].trim() !== '') throw malformed('There is text outside.')
    return words
  }
  const literal = open.length > 0 ? matchAt(LITERAL, text, position) : undefined
  const aside = literal ?? matchAt(COMMENT, text, position)
  if (aside) return aside
  throw malformed(reasonAt(text, position))
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

function malformed(message: string): MalformedXmlError {
  return new MalformedXmlError(message)
}
