import { readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import type { XmlFormat } from './format.ts'
import { NAME_CHARS_MAX, TENDERS_MAX } from './limits.ts'
import type { TenderEntry } from './settle-tenders.ts'
import { labelOf, namesOfTender } from './tender-names.ts'
import { isSet } from './xml-flags.ts'
import { firstText, nameFits, type XmlElement } from './xml-select.ts'

/** A line of a transaction with what was paid or given back on it. */
export interface XmlLine {
  readonly element: XmlElement
  readonly isVoid: boolean
  readonly tenders: readonly XmlElement[]
  readonly changes: readonly XmlElement[]
}

/** The tenders of a transaction's lines, as they are written; change counts once. */
export function xmlTenders(
  format: XmlFormat,
  lines: readonly XmlLine[],
  rowOf: (tender: XmlElement) => number,
): TenderEntry[] {
  const found: Entry[] = []
  for (const line of lines) {
    if (found.length >= TENDERS_MAX) break
    found.push(...entriesOf(format, line).slice(0, TENDERS_MAX))
  }
  const entries = withoutDoubledChange(inherited(found))
  return entries.map(({ element, isInner: _, ...entry }) => ({ ...entry, row: rowOf(element) }))
}

/** Lines directly inside, or in groups of lines; tenders that stand on no line are one of their own. */
export function xmlLines(format: XmlFormat, body: XmlElement): XmlLine[] {
  return linesIn(format, body).map((element) => ({
    element,
    isVoid: element !== body && isSet(element, format.flags.lineVoid),
    tenders: element.children.filter(({ name }) => isOneOf(name, format.tenders)),
    changes: element.children.filter(({ name }) => isOneOf(name, format.changes)),
  }))
}

function linesIn(format: XmlFormat, body: XmlElement): XmlElement[] {
  const inner = body.children.flatMap((child) => {
    if (isOneOf(child.name, format.lines)) return [child]
    return GROUP.test(child.name) ? linesIn(format, child) : []
  })
  const isLine = body.children.some(({ name }) => isOneOf(name, format.tenders))
  return isLine ? [...inner, body] : inner
}

const GROUP = /(?:group|lineitems|lines|details?|tenders|payments)$/i

interface Entry extends Omit<TenderEntry, 'row'> {
  readonly element: XmlElement
  /** The change stands inside the tender that it is change of. */
  readonly isInner: boolean
}

function entriesOf(format: XmlFormat, line: XmlLine): Entry[] {
  const tenders = line.tenders.flatMap((element) => {
    const outer = entryOf(format, line, element, element)
    const { names, label, identity } = outer
    const inner = changesIn(format, element).map((change) => ({
      ...entryOf(format, line, change, change),
      ...{ element, names, label, identity, isChange: true, isInner: true },
    }))
    return [outer, ...inner.filter((change) => !isSameMoney(outer, change))]
  })
  const changes = line.changes.map((element) => {
    const [nested] = changesIn(format, element)
    return { ...entryOf(format, line, nested ?? element, element), isChange: true }
  })
  return [...tenders, ...changes]
}

function changesIn(format: XmlFormat, element: XmlElement): XmlElement[] {
  return element.children.filter(({ name }) => isOneOf(name, format.changes))
}

/** Change that is written as a minus tender with the change inside once more. */
function isSameMoney(outer: Entry, inner: Entry): boolean {
  const [left, right] = [outer.amount, inner.amount]
  if (left === null || right === null || !left.isMinus) return false
  return left.whole === right.whole && left.decimals === right.decimals
}

/** `outer`: where the amount is when it is not in the element itself: change stands in change. */
function entryOf(format: XmlFormat, line: XmlLine, element: XmlElement, outer: XmlElement): Entry {
  const { tender } = format
  const first = (selectors: readonly string[]): string | null =>
    firstText(element, selectors) ?? firstText(outer, selectors)
  const amountText = first(tender.amount)
  const names = namesOfTender(element)
  return {
    element: outer,
    amount: amountText === null ? null : readDecimal(amountText, null),
    amountText,
    currency: readCurrency(first(tender.currency)),
    type: firstText(element, tender.type),
    isChange: isSet(element, tender.isChange),
    isLineVoid: line.isVoid || isSet(element, format.flags.lineVoid),
    line: firstText(line.element, tender.line),
    link: firstText(line.element, tender.link),
    names,
    label: labelOf(names, firstText(element, tender.label)).slice(0, NAME_CHARS_MAX),
    identity: names.map(({ field, value }) => `${field}=${value}`).join('\n'),
    isInner: false,
  }
}

/** Change that names only a type has the names of the one tender of that type in the sale. */
function inherited(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => {
    if (!entry.isChange || entry.isInner) return entry
    const own = new Set(entry.names.map(({ value }) => value))
    const paid = entries.filter(
      (other) => !other.isChange && other.names.some(({ value }) => own.has(value)),
    )
    const [tender, ...more] = paid
    const isOne = tender !== undefined && more.every(({ identity }) => identity === tender.identity)
    return isOne ? { ...entry, names: tender.names, label: tender.label } : entry
  })
}

/** Some write the change twice: as a minus tender, and as change beside it or in what was paid with. */
function withoutDoubledChange(entries: readonly Entry[]): Entry[] {
  const isDoubled = (entry: Entry): boolean =>
    entry.isChange && entries.some((other) => !other.isChange && isSameMoney(other, entry))
  return entries.filter((entry) => !isDoubled(entry))
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.some((one) => nameFits(name, one))
}
