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
  const at = attributePlace(selector)
  const steps = at < 0 ? selector : selector.slice(0, at)
  const found = selectElements(element, steps)
  const texts = at < 0 ? found.map(({ text }) => text) : found.flatMap(attributesAt(selector, at))
  return texts.filter((text) => text !== '')
}

/** The first value that any of the paths leads to. */
export function firstText(element: XmlElement, selectors: readonly string[]): string | null {
  for (const selector of selectors) {
    const [text] = selectTexts(element, selector)
    if (text !== undefined) return text
  }
  return null
}

/** The elements at a path below an element. */
export function selectElements(element: XmlElement, steps: string): XmlElement[] {
  if (steps === '' || steps === '.') return [element]
  let found: readonly XmlElement[] = [element]
  let isDeep = false
  for (const step of splitSteps(steps)) {
    if (step === '**') isDeep = true
    else {
      const { name, test } = readStep(step)
      const candidates = isDeep ? found.flatMap(descendants) : found.flatMap(childrenOf)
      found = candidates.filter((child) => nameFits(child.name, name) && test(child))
      isDeep = false
    }
  }
  return [...found]
}

/** True when a name is the pattern's, or ends as a pattern with a star. Without case. */
export function nameFits(name: string, pattern: string): boolean {
  const left = name.toLowerCase()
  const right = pattern.toLowerCase()
  return right.startsWith('*') ? left.endsWith(right.slice(1)) : left === right
}

function attributePlace(selector: string): number {
  const close = selector.lastIndexOf(']')
  return selector.indexOf('@', Math.max(close, 0))
}

function attributesAt(selector: string, at: number): (element: XmlElement) => string[] {
  const pattern = selector.slice(at + 1)
  return ({ attributes }) =>
    [...attributes].filter(([name]) => nameFits(name, pattern)).map(([, value]) => value.trim())
}

function splitSteps(steps: string): string[] {
  return steps.split(/\/(?![^[]*\])/)
}

function readStep(step: string): { name: string; test: (element: XmlElement) => boolean } {
  const match = /^([^[]*)\[@([\w.-]+)=([^\]]*)\]$/.exec(step)
  if (!match) return { name: step, test: () => true }
  const [, name = '', attribute = '', value = ''] = match
  return {
    name,
    test: ({ attributes }) =>
      [...attributes].some(
        ([own, text]) => nameFits(own, attribute) && nameFits(withoutPrefix(text), value),
      ),
  }
}

/** `DKT:GiftCard` is `GiftCard`: values carry prefixes, too. */
export function withoutPrefix(value: string): string {
  return value.replace(/^[A-Za-z][\w.-]{0,20}:(?=\S)/, '')
}

function childrenOf({ children }: XmlElement): readonly XmlElement[] {
  return children
}

function descendants(element: XmlElement): XmlElement[] {
  return element.children.flatMap((child) => [child, ...descendants(child)])
}
