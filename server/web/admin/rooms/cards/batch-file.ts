import type { AdminResult } from '../../../../../src/contract/admin/table.ts'

/** The file of a new batch for whoever prints the cards: number and PIN, one card a line (RFC 4180). */
export function batchFile(cards: AdminResult<'stock-cards'>['cards']): string {
  const lines = cards.map((card) => `${card.number},${card.pin}`)
  return `${['number,pin', ...lines].join('\r\n')}\r\n`
}

/** The batch's name as a file name: its letters without accents, digits and dashes. */
export function batchFileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `${plain === '' ? 'batch' : plain}.csv`
}
