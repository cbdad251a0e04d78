import { createHash } from 'node:crypto'
import { SAME_PAPER_MS } from '../limits.ts'
import type { CapturedPaper, ReadTender } from '../ports.ts'

/**
 * The identity of one gift-card tender. Where the POS has a lasting id of the sale, it is made of that
 * id and the tender's place, so that the sale told again is the same one however it is worded. Else
 * it is a hash of the receipt number, the till, the printed rows, and the tender's label, amount and
 * place, and of nothing else: whatever else a station has heard, and whenever, it makes the same key
 * of the same paper as any other. Undefined when the paper has no number: two such papers may be two
 * equal sales.
 */
export function paymentKeyOf(
  paper: CapturedPaper,
  tender: ReadTender,
  tenderIndex: number,
): string | undefined {
  const lasting = lastingId(paper)
  if (lasting !== undefined) return hash(['external', lasting, tenderIndex])
  if (paper.receiptNumber === null || paper.receiptNumber.trim() === '') return undefined
  return hash([
    paper.receiptNumber,
    paper.till,
    rowsHash(paper.rows),
    tender.label,
    tender.amountMinor,
    tender.currency,
    tenderIndex,
  ])
}

/**
 * The identity of a sale taken back, so that a slip printed twice counts once. A till that counts
 * anew every day and prints no date may print the same slip again on another day than that of `atMs`,
 * in UTC.
 */
export function reversalKeyOf(
  paper: CapturedPaper,
  part: { readonly kind: string; readonly amountMinor: number | null; readonly index: number },
  atMs: number,
): string {
  const lasting = lastingId(paper)
  const day = paper.printedDate === null ? Math.floor(atMs / SAME_PAPER_MS) : null
  const whose = lasting === undefined ? [paper.receiptNumber, paper.till, day] : [lasting]
  // A sale may be refunded in two equal parts: the rows tell the one slip from the other.
  return hash([...whose, rowsHash(paper.rows), part.kind, part.amountMinor, part.index])
}

function lastingId({ externalId }: CapturedPaper): string | undefined {
  return externalId === null || externalId.trim() === '' ? undefined : externalId
}

function rowsHash(rows: readonly string[]): string {
  return createHash('sha256').update(rows.join('\n')).digest('base64url')
}

function hash(content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}
