import { maskNumbers } from '../../masking.ts'
import type { XmlFormat } from './format.ts'
import { EVIDENCE_CHARS_MAX, EVIDENCE_ROWS_MAX } from './limits.ts'
import { printedRows } from './printed-receipt.ts'
import type { RecordHead } from './xml-record.ts'
import { firstText, nameFits, type XmlElement } from './xml-select.ts'
import type { XmlLine } from './xml-tenders.ts'

/** What a person may look at to see that a transaction was read right. */
export interface Evidence {
  readonly all: readonly string[]
  /** Index of the row that a tender stands on. */
  readonly rowOf: (tender: XmlElement) => number
}

export interface XmlEvidence {
  readonly rows: (element: XmlElement, head: RecordHead, lines: readonly XmlLine[]) => Evidence
}

/**
 * Makes the rows of a transaction: its head, its lines with their amounts, and the receipt as it was
 * printed where the journal holds it. Card numbers are masked.
 */
export function createXmlEvidence(format: XmlFormat): XmlEvidence {
  return {
    rows: (element, head, lines) => {
      const rows: string[] = [headRow(head)]
      const places = new Map<XmlElement, number>()
      for (const line of lines) {
        for (const part of partsOf(line)) {
          if (rows.length >= EVIDENCE_ROWS_MAX) break
          places.set(part, rows.length)
          rows.push(lineRow(format, line, part))
        }
      }
      const printed = printedElements(format, element).flatMap(({ text }) => printedRows(text))
      const all = printed.length === 0 ? rows : [...rows, '', ...printed]
      return {
        all: all.slice(0, EVIDENCE_ROWS_MAX).map(shown),
        rowOf: (tender) => places.get(tender) ?? 0,
      }
    },
  }
}

function shown(row: string): string {
  return maskNumbers(row.slice(0, EVIDENCE_CHARS_MAX))
}

function headRow({ store, till, id, receiptNumber, printedDate, clerk }: RecordHead): string {
  const parts = [
    ['store', store],
    ['till', till],
    ['no.', id],
    ['receipt', receiptNumber === id ? null : receiptNumber],
    ['at', printedDate],
    ['clerk', clerk],
  ]
  return parts.flatMap(([name, value]) => (value ? [`${name} ${value}`] : [])).join(' · ')
}

/** Goods, tenders and change; what is neither (rewards, loyalty, taxes) says nothing here. */
function partsOf({ element, tenders, changes }: XmlLine): XmlElement[] {
  const goods = element.children.filter(({ name }) =>
    /^(?:sale|return|salefordelivery|itemline|fuelline|giftcertificate|storedvalue\w*)/i.test(name),
  )
  return [...goods, ...tenders, ...changes]
}

const AMOUNTS = ['ExtendedAmount', 'SalesAmount', 'ActualSalesUnitPrice', 'Amount', 'TenderAmount']
const TEXTS = [
  'Description',
  'ItemID@Name',
  '*Description',
  'Name',
  'ItemID',
  'POSIdentity/POSItemID',
]

function lineRow(format: XmlFormat, line: XmlLine, part: XmlElement): string {
  const isChange = line.changes.includes(part)
  const isTender = isChange || line.tenders.includes(part)
  const { label, amount } = format.tender
  const text = firstText(part, isTender ? [...label, '@*Type', '**/@*Type'] : TEXTS)
  const value = firstText(part, isTender ? [...amount, '**/Amount'] : AMOUNTS)
  const inner = isTender ? firstText(part, ['TenderChange/Amount']) : null
  return [
    line.isVoid ? 'VOID' : null,
    isChange ? 'CHANGE' : null,
    isTender ? (firstText(part, format.tender.type) ?? null) : part.name.toUpperCase(),
    text ?? part.name,
    value,
    inner === null ? null : `change ${inner}`,
  ]
    .filter((piece) => piece !== null)
    .join(' ')
}

function printedElements(format: XmlFormat, element: XmlElement): XmlElement[] {
  if (format.printed.length === 0) return []
  return element.children.flatMap((child) => {
    if (/transaction$/i.test(child.name)) return printedElements(format, child)
    const isPrinted = format.printed.some((name) => nameFits(child.name, name))
    return isPrinted
      ? leaves(child)
      : /specifics|extension/i.test(child.name)
        ? printedElements(format, child)
        : []
  })
}

function leaves(element: XmlElement): XmlElement[] {
  return element.children.length === 0 ? [element] : element.children.flatMap(leaves)
}
