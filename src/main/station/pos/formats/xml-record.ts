import type { Currency, Minor } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { type DecimalAmount, decimalToMinor, readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import type { XmlFormat } from './format.ts'
import { createGiftMatch } from './gift-tenders.ts'
import type { JournalFlag, JournalRecord } from './journal.ts'
import { dateOf, recordKey } from './record-key.ts'
import { createXmlEvidence } from './xml-evidence.ts'
import type { XmlDocument } from './xml-records.ts'
import { firstText, nameFits, selectElements, selectTexts, type XmlElement } from './xml-select.ts'
import { createXmlTenders, type XmlLine } from './xml-tenders.ts'

/** Null for what is no sale: sign-ons, drawer counts. */
export type XmlInterpreter = (
  element: XmlElement,
  document: XmlDocument,
  atMs: number,
) => JournalRecord | null

/** Prepares a format once for any number of records. Pure. `setting`: the shop's currency. */
export function createXmlInterpreter(format: XmlFormat, setting: Currency | null): XmlInterpreter {
  const readTenders = createXmlTenders(format, createGiftMatch(format))
  const evidence = createXmlEvidence(format)
  const { fields } = format
  return (element, document, atMs) => {
    const body = bodyOf(format, element)
    if (body === null) return null
    const field = (selectors: readonly string[]): string | null =>
      firstText(element, selectors) ?? fromDocument(document, selectors)
    const currency = readCurrency(field(fields.currency)) ?? format.currency ?? setting
    const lines = linesOf(format, body)
    const total = totalOf(format, element)
    const flags = flagsOf(format, element, body, total)
    const head = headOf(format, field)
    const rows = evidence.rows(element, head, lines)
    const read = readTenders({ lines, flags, currency, total, rowOf: rows.rowOf })
    const totalMinor = total && decimalToMinor(total, read.exponent)
    const { printedDate, clerk, till, store, businessDate } = head
    return {
      key: recordKey({ store, till, businessDate, sequence: head.id }, () => rows.all.join('\n')),
      format: format.name,
      store,
      till,
      sequence: head.sequence,
      businessDate,
      printedDate,
      clerk: clerk && maskNumbers(clerk),
      receiptNumber: receiptOf(format, element, flags, head),
      kind: kindOf(flags),
      flags,
      currency: read.currency,
      totalMinor: totalMinor as Minor | null,
      tenders: read.tenders,
      doubts: read.doubts,
      rows: rows.all,
      readAtMs: atMs,
    }
  }
}

/** What identifies a transaction and who made it. */
export interface RecordHead {
  readonly store: string | null
  readonly till: string | null
  readonly sequence: string | null
  readonly receiptNumber: string | null
  readonly businessDate: string | null
  readonly printedDate: string | null
  readonly clerk: string | null
  /** The sequence, else another id that the POS gives. */
  readonly id: string | null
}

function headOf(
  { fields }: XmlFormat,
  field: (selectors: readonly string[]) => string | null,
): RecordHead {
  const sequence = field(fields.sequence)
  const printedDate = field(fields.printedDate)
  const receiptNumber = field(fields.receiptNumber)
  return {
    store: field(fields.store),
    till: field(fields.till),
    sequence,
    receiptNumber,
    businessDate: dateOf(field(fields.businessDate) ?? printedDate),
    printedDate: printedDate ?? field(fields.businessDate),
    clerk: field(fields.clerk),
    id: sequence ?? field(fields.transactionId) ?? receiptNumber,
  }
}

/** On a transaction that takes another one back, that one's number, if it is told. */
function receiptOf(
  { fields }: XmlFormat,
  element: XmlElement,
  flags: readonly JournalFlag[],
  head: RecordHead,
): string | null {
  const voided = flags.includes('void') ? firstText(element, fields.voidedReceipt) : null
  const number = voided ?? head.receiptNumber ?? head.sequence
  return number && maskReference(number)
}

function bodyOf(format: XmlFormat, element: XmlElement): XmlElement | null {
  if (format.bodies.length === 0) return element
  return element.children.find(({ name }) => isOneOf(name, format.bodies)) ?? null
}

function linesOf(format: XmlFormat, body: XmlElement): XmlLine[] {
  const lines = descendants(body, format.lines)
  return lines.map((element) => ({
    element,
    isVoid: isSet(element, format.flags.lineVoid),
    tenders: element.children.filter(({ name }) => isOneOf(name, format.tenders)),
    changes: element.children.filter(({ name }) => isOneOf(name, format.changes)),
  }))
}

/** Lines directly inside, or in groups of lines. */
function descendants(body: XmlElement, names: readonly string[]): XmlElement[] {
  return body.children.flatMap((child) => {
    if (isOneOf(child.name, names)) return [child]
    return /group|lineitems|details?$/i.test(child.name) ? descendants(child, names) : []
  })
}

function totalOf({ fields }: XmlFormat, element: XmlElement): DecimalAmount | null {
  for (const selector of fields.total)
    for (const text of selectTexts(element, selector)) {
      const amount = readDecimal(text, null)
      if (amount !== null) return amount
    }
  return null
}

function flagsOf(
  format: XmlFormat,
  element: XmlElement,
  body: XmlElement,
  total: DecimalAmount | null,
): JournalFlag[] {
  const flags = new Set<JournalFlag>()
  for (const flag of ['void', 'suspended', 'training', 'copy'] as const)
    if ([element, body].some((place) => isSet(place, format.flags[flag]))) flags.add(flag)
  const byName = Object.entries(format.recordKinds).find(([name]) => nameFits(element.name, name))
  if (byName) flags.add(byName[1])
  if (isReturn(format, element, total)) flags.add('return')
  return [...flags]
}

function isReturn(
  { fields }: XmlFormat,
  element: XmlElement,
  total: DecimalAmount | null,
): boolean {
  if (total?.isMinus === true && total.whole + total.decimals !== '0') return true
  const types = fields.type.flatMap((selector) => selectTexts(element, selector))
  if (types.some((type) => /return|refund/i.test(type))) return true
  const has = (selectors: readonly string[]): boolean =>
    selectors.some((selector) => selectElements(element, selector).length > 0)
  return has(fields.returned) && !has(fields.sold)
}

function isSet(element: XmlElement, flag: XmlFormat['flags']['void']): boolean {
  const texts = flag.from.flatMap((selector) => selectTexts(element, selector))
  return texts.some((text) => means(text, flag.values))
}

/** A value of the list, `*word` for one that holds the word; without a list, anything like true. */
export function means(text: string, values: readonly string[]): boolean {
  const own = text.trim().toLowerCase()
  if (values.length === 0) return /^(?:true|1|yes|y|j|ja|oui|on)$/.test(own)
  return values.some((value) => {
    const word = value.toLowerCase()
    return word.startsWith('*') ? own.includes(word.slice(1)) : own === word
  })
}

function kindOf(flags: readonly JournalFlag[]): JournalRecord['kind'] {
  if (flags.includes('training')) return 'training'
  if (flags.includes('copy')) return 'copy'
  return flags.includes('void') || flags.includes('suspended') ? 'void' : 'sale'
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.some((one) => nameFits(name, one))
}

/** A store that is told once for a whole document. */
function fromDocument({ values }: XmlDocument, selectors: readonly string[]): string | null {
  for (const selector of selectors) {
    const value = values.get(selector.split('/').at(-1) ?? '')
    if (value !== undefined) return value
  }
  return null
}
