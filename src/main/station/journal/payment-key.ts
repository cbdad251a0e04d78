import { createHash } from 'node:crypto'
import type { CapturedPaper, ReadTender } from '../ports.ts'

/**
 * The identity of one gift-card tender, the same on every station that heard its paper: a hash of
 * the receipt number, the till, the printed rows, and the tender's label, amount and place. Undefined
 * when the paper has no receipt number: two such papers may be two equal sales.
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

/**
 * The key of the same content heard again after a day: a till that counts from 1 every morning and
 * prints no date. The day is in UTC, so that stations of one location agree.
 */
export function keyOnLaterDay(key: string, seenAtMs: number): string {
  return `${key}.${new Date(seenAtMs).toISOString().slice(0, 10)}`
}

function rowsHash(rows: readonly string[]): string {
  return createHash('sha256').update(rows.join('\n')).digest('base64url')
}
