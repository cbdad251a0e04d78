import { VALUE_CHARS_MAX } from './limits.ts'

/** An element of a journal. Prefixes are left out: dialects disagree on namespaces. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text directly inside, trimmed. */
  readonly text: string
}

const STEP = String.raw`(?:\*\*/)?\*?[\w.-]*(?:\[@[\w.-]+=[^\]]*\])?`
const SELECTOR = new RegExp(`^(?:\\.|${STEP}(?:/${STEP})*)?(?:@\\*?[\\w.-]+)?$`)

/**
 * True for a path such as `BusinessUnit/UnitID`, `@TypeCode`, `ReasonCode[@Name=TenderID]@Description`
 * or `*Description` (any name that ends so). A step after `**\/` is looked for at any depth.
 */
export function isSelector(text: string): boolean {
  return text !== '' && SELECTOR.test(text)
}

/** The values at a path below an element, in the document's order; empty ones are left out. */
export function selectTexts(element: XmlElement, selector: string): string[] {
  const { steps, attribute } = compiled(selector)
  const texts: string[] = []
  for (const found of walk(element, steps)) {
    if (attribute === null) texts.push(found.text)
    else
      for (const [name, value] of found.attributes)
        if (nameFits(name, attribute)) texts.push(value.trim())
  }
  return texts.filter((text) => text !== '')
}

/** The first value that any of the paths leads to. */
export function firstText(element: XmlElement, selectors: readonly string[]): string | null {
  for (const selector of selectors) {
    const [text] = selectTexts(element, selector)
    if (text !== undefined) return text.slice(0, VALUE_CHARS_MAX)
  }
  return null
}

/** The elements at a path below an element. */
export function selectElements(element: XmlElement, selector: string): readonly XmlElement[] {
  return walk(element, compiled(selector).steps)
}

/** True when a name is the pattern's, or ends as a pattern with a star. Without case. */
export function nameFits(name: string, pattern: string): boolean {
  if (name === pattern) return true
  if (pattern.charCodeAt(0) === STAR)
    return name.toLowerCase().endsWith(pattern.slice(1).toLowerCase())
  return name.length === pattern.length && name.toLowerCase() === pattern.toLowerCase()
}

const STAR = 42

interface Step {
  /** Looked for at any depth. */
  readonly isDeep: boolean
  readonly name: string
  /** An attribute that has a value, prefixes apart. */
  readonly where: { readonly attribute: string; readonly value: string } | null
}

interface Path {
  readonly steps: readonly Step[]
  readonly attribute: string | null
}

/** Paths come from formats only, so there are some hundreds of them. */
const PATHS = new Map<string, Path>()

function compiled(selector: string): Path {
  const known = PATHS.get(selector)
  if (known !== undefined) return known
  const close = Math.max(0, selector.lastIndexOf(']'))
  const at = selector.indexOf('@', close)
  const path = {
    steps: stepsOf(at < 0 ? selector : selector.slice(0, at)),
    attribute: at < 0 ? null : selector.slice(at + 1),
  }
  PATHS.set(selector, path)
  return path
}

function stepsOf(text: string): Step[] {
  if (text === '' || text === '.') return []
  const parts = text.split(/\/(?![^[]*\])/)
  return parts.flatMap((part, index) => {
    if (part === '**') return []
    const match = /^([^[]*)(?:\[@([\w.-]+)=([^\]]*)\])?$/.exec(part)
    const [, name = part, attribute, value = ''] = match ?? []
    const where = attribute === undefined ? null : { attribute, value }
    return [{ isDeep: parts[index - 1] === '**', name, where }]
  })
}

function walk(element: XmlElement, steps: readonly Step[]): readonly XmlElement[] {
  let found: readonly XmlElement[] = [element]
  for (const step of steps) {
    const next: XmlElement[] = []
    for (const one of found) collect(one, step, next)
    found = next
    if (found.length === 0) break
  }
  return found
}

function collect(element: XmlElement, step: Step, found: XmlElement[]): void {
  for (const child of element.children) {
    if (nameFits(child.name, step.name) && isWhere(child, step)) found.push(child)
    if (step.isDeep) collect(child, step, found)
  }
}

function isWhere({ attributes }: XmlElement, { where }: Step): boolean {
  if (where === null) return true
  for (const [name, value] of attributes)
    if (nameFits(name, where.attribute) && nameFits(withoutPrefix(value), where.value)) return true
  return false
}

/** `DKT:GiftCard` is `GiftCard`: values carry prefixes, too. */
export function withoutPrefix(value: string): string {
  return value.replace(/^[A-Za-z][\w.-]{0,20}:(?=\S)/, '')
}
