/** POSLogs as single systems write them, made after what is known of each; no real ones. */

export interface PoslogOptions {
  readonly root?: string
  readonly attributes?: string
  /** Before the lines. */
  readonly head?: string
  readonly transaction?: string
  readonly retail?: string
  readonly body?: string
  readonly lines: readonly string[]
  readonly total?: string
}

const ARTS = 'xmlns="http://www.nrf-arts.org/IXRetail/namespace/"'
const HEAD =
  '<BusinessUnit><UnitID>100</UnitID></BusinessUnit><WorkstationID>7</WorkstationID><SequenceNumber>42</SequenceNumber><BusinessDayDate>2026-11-22</BusinessDayDate><EndDateTime>2026-11-22T10:11:12</EndDateTime><OperatorID>9</OperatorID>'

/** One document with one transaction. */
export function poslog(options: PoslogOptions): string {
  const { root = 'POSLog', attributes = ARTS } = options
  return `<?xml version="1.0" encoding="UTF-8"?><${root} ${attributes}>${transaction(options)}</${root}>`
}

export function transaction(options: PoslogOptions): string {
  const { body = 'RetailTransaction', lines, total, head = HEAD } = options
  const items = lines.map(
    (line, index) =>
      `<LineItem${/^<!--(.*?)-->/.exec(line)?.[1] ?? ''}><SequenceNumber>${index + 1}</SequenceNumber>${line}</LineItem>`,
  )
  const sum =
    total === undefined ? '' : `<Total TotalType="TransactionGrandAmount">${total}</Total>`
  return `<Transaction${options.transaction ?? ''}>${head}<${body}${options.retail ?? ''}>${items.join('')}${sum}</${body}></Transaction>`
}

/** A line with attributes of its own: `withLine(' VoidFlag="true"', '<Tender…')`. */
export function withLine(attributes: string, line: string): string {
  return `<!--${attributes}-->${line}`
}

export function tender(type: string, amount: string, more = ''): string {
  return `<Tender TenderType="${type}" TypeCode="Sale"><Amount Currency="EUR">${amount}</Amount>${more}</Tender>`
}

export const SALE =
  '<Sale><Description>Mug</Description><ExtendedAmount Currency="EUR">12.00</ExtendedAmount></Sale>'
export const RETURN =
  '<Return><Description>Mug</Description><ExtendedAmount Currency="EUR">12.00</ExtendedAmount></Return>'
