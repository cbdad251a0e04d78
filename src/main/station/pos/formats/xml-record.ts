import type { Currency } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { type DecimalAmount, readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import { kindOfFlags } from './flag-values.ts'
import type { XmlFormat } from './format.ts'
import { createGiftMatch } from './gift-tenders.ts'
import type { JournalFlag, JournalRecord } from './journal.ts'
import { dateOf, recordKey } from './record-key.ts'
import { settleTenders } from './settle-tenders.ts'
import type { XmlDocument } from './xml-document.ts'
import { createXmlEvidence } from './xml-evidence.ts'
import { flagsOf } from './xml-flags.ts'
import { firstText, nameFits, selectTexts, type XmlElement } from './xml-select.ts'
import { xmlLines, xmlTenders } from './xml-tenders.ts'

/** Null for what is no sale: sign-ons, drawer counts. */
export type XmlInterpreter = (
  element: XmlElement,
  document: XmlDocument,
  atMs: number,
) => JournalRecord | null

/** Prepares a format once for any number of records. Pure. `setting`: the shop's currency. */
export function createXmlInterpreter(format: XmlFormat, setting: Currency | null): XmlInterpreter {
  const gift = createGiftMatch(format)
  const evidence = createXmlEvidence(format)
  const { fields, sign, decimals } = format
  return (element, document, atMs) => {
    const body = bodyOf(format, element)
    if (body === null) return null
    const field = (selectors: readonly string[]): string | null =>
      firstText(element, selectors) ?? fromDocument(document, selectors)
    const currency = readCurrency(field(fields.currency)) ?? format.currency ?? setting
    const lines = xmlLines(format, body)
    const total = totalOf(format, element)
    const flags = flagsOf(format, element, body, total)
    const head = headOf(format, field)
    const rows = evidence.rows(element, head, lines)
    const entries = xmlTenders(format, lines, rows.rowOf)
    const settled = settleTenders({
      ...{ entries, flags, currency, total, sign, decimals, gift },
      hasDecimals: currency === null && hasDecimals(body),
    })
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
      kind: kindOfFlags(flags),
      flags,
      ...settled,
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

/** The element that holds the lines: the first of the format's names that there is. */
function bodyOf(format: XmlFormat, element: XmlElement): XmlElement | null {
  if (format.bodies.length === 0) return element
  for (const body of format.bodies) {
    const found = element.children.find(({ name }) => nameFits(name, body))
    if (found) return found
  }
  return null
}

/** A price with a decimal mark anywhere: the currency has decimals, whichever it is. */
function hasDecimals({ name, text, children }: XmlElement): boolean {
  const isPrice = children.length === 0 && /(?:amount|price)$/i.test(name)
  return (isPrice && /^-?\d+[.,]\d\d/.test(text)) || children.some(hasDecimals)
}

function totalOf({ fields }: XmlFormat, element: XmlElement): DecimalAmount | null {
  for (const selector of fields.total)
    for (const text of selectTexts(element, selector)) {
      const amount = readDecimal(text, null)
      if (amount !== null) return amount
    }
  return null
}

/** A store that is told once for a whole document. */
function fromDocument({ values }: XmlDocument, selectors: readonly string[]): string | null {
  for (const selector of selectors) {
    const value = values.get(selector.split('/').at(-1) ?? '')
    if (value !== undefined) return value
  }
  return null
}
