/** An element to be written: its text, or its elements. */
export interface XmlNode {
  readonly name: string
  /** Those that are undefined are left out. */
  readonly attributes?: Readonly<Record<string, string | undefined>>
  readonly content?: string | readonly XmlNode[]
}

/** The whole document in UTF-8, with nothing between its elements. */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root)}\n`
}

function elementText({ name, attributes = {}, content = [] }: XmlNode): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(value)}"`))
    .join('')
  if (content.length === 0) return `<${name}${written}/>`
  const inner = typeof content === 'string' ? escaped(content) : content.map(elementText).join('')
  return `<${name}${written}>${inner}</${name}>`
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => REFERENCES[character] ?? character)
}
