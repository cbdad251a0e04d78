import { createHash } from 'node:crypto'
import type { CapturedPaper, ReadTender } from '../ports.ts'

/**
 * The identity of one gift-card tender: a hash of the receipt number, the till, the printed rows, and
 * the tender's label, amount and place, and of nothing else. Whatever else a station has heard, and
 * whenever, it makes the same key of the same paper as any other. Undefined when the paper has no
 * receipt number: two such papers may be two equal sales.
 */
export function paymentKeyOf(
  paper: CapturedPaper,
  tender: ReadTender,
  tenderIndex: number,
): string | undefined {
  if (paper.receiptNumber === null || paper.receiptNumber.trim() === '') return undefined
  const content = JSON.stringify([
    paper.receiptNumber,
    paper.till,
    rowsHash(paper.rows),
    tender.label,
    tender.amountMinor,
    tender.currency,
    tenderIndex,
  ])
  return createHash('sha256').update(content).digest('base64url')
}

function rowsHash(rows: readonly string[]): string {
  return createHash('sha256').update(rows.join('\n')).digest('base64url')
}
