import { type Currency, minor } from '../../../../contract/money.ts'
import { type DecimalAmount, decimalToMinor, readDecimal } from './decimal-amount.ts'
import { exponentOf, readCurrency } from './exponent.ts'
import type { XmlFormat } from './format.ts'
import type { GiftMatch } from './gift-tenders.ts'
import type { JournalDoubt, JournalFlag, JournalTender, TenderName } from './journal.ts'
import { NAME_CHARS_MAX, TENDERS_MAX } from './limits.ts'
import { type TenderKind, tenderKinds, type WrittenTender } from './tender-kinds.ts'
import { labelOf, namesOfTender } from './tender-names.ts'
import { firstText, nameFits, selectTexts, type XmlElement } from './xml-select.ts'

/** A line of a transaction with what was paid or given back on it. */
export interface XmlLine {
  readonly element: XmlElement
  readonly isVoid: boolean
  readonly tenders: readonly XmlElement[]
  readonly changes: readonly XmlElement[]
}

export interface XmlTendersInput {
  readonly lines: readonly XmlLine[]
  readonly flags: readonly JournalFlag[]
  /** Of the transaction, the format or the shop. */
  readonly currency: Currency | null
  readonly total: DecimalAmount | null
  readonly rowOf: (tender: XmlElement) => number
}

export interface XmlTendersRead {
  readonly tenders: readonly JournalTender[]
  readonly doubts: readonly JournalDoubt[]
  readonly exponent: 0 | 2 | 3
  readonly currency: Currency | null
}

export type XmlTendersReader = (input: XmlTendersInput) => XmlTendersRead

/** Reads the tenders of a transaction: which, how much, and which way. Pure. */
export function createXmlTenders(format: XmlFormat, gift: GiftMatch): XmlTendersReader {
  return (input) => {
    const found = input.lines.flatMap((line) => entriesOf(format, line)).slice(0, TENDERS_MAX)
    const entries = withoutDoubledChange(inherited(found))
    const written = [...entries.map(({ amount }) => amount), input.total]
    const own = entries.find(({ currency }) => currency !== null)?.currency ?? null
    const exponentFor = (code: Currency | null): 0 | 2 | 3 =>
      exponentOf(code ?? input.currency, format.decimals, written)
    const doubts: JournalDoubt[] = []
    const sums = entries.flatMap((entry) => {
      const row = input.rowOf(entry.element)
      const signedMinor = entry.amount && decimalToMinor(entry.amount, exponentFor(entry.currency))
      if (signedMinor === null) doubts.push({ row, reason: doubtOf(entry) })
      return signedMinor === null || signedMinor === 0 ? [] : [{ entry, row, signedMinor }]
    })
    const exponent = exponentFor(own)
    const kinds = tenderKinds(
      sums.map(({ entry, signedMinor }) => ({ ...entry, signedMinor })),
      {
        flags: input.flags,
        totalMinor: input.total && decimalToMinor(input.total, exponent),
        sign: format.sign,
      },
    )
    const tenders = sums.map(({ entry, row, signedMinor }, index): JournalTender => {
      const currency = entry.currency ?? input.currency
      return asTender({ entry, row, signedMinor, currency, kind: kinds[index] as TenderKind }, gift)
    })
    return { tenders, doubts, exponent, currency: own ?? input.currency }
  }
}

interface Entry extends Omit<WrittenTender, 'signedMinor'> {
  readonly element: XmlElement
  readonly amount: DecimalAmount | null
  readonly currency: Currency | null
  readonly names: readonly TenderName[]
  readonly label: string
  /** The change stands inside the tender that it is change of. */
  readonly isInner: boolean
}

function doubtOf({ amount }: Entry): string {
  return amount === null ? 'no-amount' : 'amount-unreadable'
}

function entriesOf(format: XmlFormat, line: XmlLine): Entry[] {
  const tenders = line.tenders.flatMap((element) => {
    const outer = entryOf(format, line, element, element)
    const inner = changesIn(format, element).map((change) => ({
      ...entryOf(format, line, change, change),
      element,
      names: outer.names,
      label: outer.label,
      identity: outer.identity,
      isChange: true,
      isInner: true,
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
  return element.children.filter(({ name }) => format.changes.some((own) => nameFits(name, own)))
}

/** Change that is written as a minus tender with the change inside once more. */
function isSameMoney(outer: Entry, inner: Entry): boolean {
  const [left, right] = [outer.amount, inner.amount]
  if (left === null || right === null || !left.isMinus) return false
  return left.whole === right.whole && left.decimals === right.decimals
}

/** `named`: the element that the names are of; change has them one element further out. */
function entryOf(format: XmlFormat, line: XmlLine, element: XmlElement, outer: XmlElement): Entry {
  const { tender } = format
  const amountText = firstText(element, tender.amount) ?? firstText(outer, tender.amount)
  const names = namesOfTender(element)
  const preferred = firstText(element, tender.label)
  const currency = firstText(element, tender.currency) ?? firstText(outer, tender.currency)
  const flags = tender.isChange.from.flatMap((selector) => selectTexts(element, selector))
  return {
    element: outer,
    amount: amountText === null ? null : readDecimal(amountText, null),
    currency: readCurrency(currency),
    type: firstText(element, tender.type),
    isChange: flags.some((text) => /^(?:true|yes|1)$/i.test(text)),
    isLineVoid: line.isVoid || isVoidElement(element),
    line: firstText(line.element, tender.line),
    link: firstText(line.element, tender.link),
    names,
    label: labelOf(names, preferred).slice(0, NAME_CHARS_MAX),
    identity: names.map(({ field, value }) => `${field}=${value}`).join('\n'),
    isInner: false,
  }
}

function isVoidElement({ attributes }: XmlElement): boolean {
  return [...attributes].some(
    ([name, value]) =>
      /^(?:void|voided|cancel|delete)flag$/i.test(name) && /^(?:true|1)$/i.test(value),
  )
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

/** Some write the change twice: as a minus tender, and inside the tender that was paid with. */
function withoutDoubledChange(entries: readonly Entry[]): Entry[] {
  return entries.filter(
    (entry) =>
      !entry.isInner ||
      !entries.some((other) => other !== entry && !other.isInner && isSameMoney(other, entry)),
  )
}

interface Settled {
  readonly entry: Entry
  readonly row: number
  readonly signedMinor: number
  readonly currency: Currency | null
  readonly kind: TenderKind
}

function asTender(settled: Settled, gift: GiftMatch): JournalTender {
  const { entry, row, signedMinor, currency, kind } = settled
  const match = gift(entry.names)
  return {
    label: match?.isAsked === true ? match.value : entry.label,
    amountMinor: minor(Math.abs(signedMinor)),
    currency,
    row,
    rows: [row],
    kind: kind.kind,
    sign: kind.sign,
    confidence: kind.confidence,
    reasons: kind.reasons,
    names: entry.names,
    isGift: match !== null,
    line: entry.line,
  }
}
