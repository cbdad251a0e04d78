/** A tag taken apart. Prefixes are left out; declarations of namespaces are kept by their address. */
export interface XmlTag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly namespaces: readonly string[]
}

const NAME = /[^\s=<>"'/]+/y
const VALUE = /\s*=\s*(?:"([^"]*)"|'([^']*)')/y
const BLANK = /[\s/]*/y

/** Reads a tag without its brackets. What is no attribute ends it: the name is what counts. */
export function readTag(tag: string, decode: (raw: string) => string): XmlTag {
  const name = localName(match(NAME, tag, 0)?.[0] ?? '')
  const attributes = new Map<string, string>()
  const namespaces: string[] = []
  let at = NAME.lastIndex
  for (;;) {
    match(BLANK, tag, at)
    const key = match(NAME, tag, BLANK.lastIndex)?.[0]
    const value = key === undefined ? null : match(VALUE, tag, NAME.lastIndex)
    if (key === undefined || value === null) return { name, attributes, namespaces }
    at = VALUE.lastIndex
    const text = resolveReferences(decode(value[1] ?? value[2] ?? ''))
    if (/^xmlns(?::|$)/.test(key)) namespaces.push(text)
    else if (!attributes.has(localName(key))) attributes.set(localName(key), text)
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

/** The five entities of XML and characters by number; whatever else has an `&` stays as it is. */
export function resolveReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));/g,
    (all, ...found) => {
      const [name, decimal, hex] = found as [string?, string?, string?]
      if (name !== undefined) return ENTITIES[name] ?? all
      return (
        character(Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)) ?? all
      )
    },
  )
}

/** Null for what is no character of a text. */
function character(code: number): string | null {
  const isControl = code < 0x20 && code !== 9 && code !== 10 && code !== 13
  const isHalf = code >= 0xd800 && code <= 0xdfff
  return isControl || isHalf || code > 0x10ffff ? null : String.fromCodePoint(code)
}

/** A name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
