import { HELD_UP_MS, PAPER_ROWS_MAX } from './limits.ts'
import type { PaperEnd, PrintedPaper } from './printed-paper.ts'
import type { ReadPaper } from './read-papers.ts'

/** Remembers what one connection printed that silence ended: the next paper may be its rest. */
export interface TornPaper {
  /** The rows that may stand above those of the next paper. */
  readonly above: (atMs: number) => readonly string[]
  readonly note: (paper: PrintedPaper, hasTotal: boolean, atMs: number) => void
}

export function createTornPaper(): TornPaper {
  let rows: readonly string[] = []
  let endedAtMs = 0
  return {
    above: (atMs) => (atMs - endedAtMs < HELD_UP_MS ? rows : []),
    note: (paper, hasTotal, atMs) => {
      const before = hasTotal ? [] : rows
      rows = paper.endedBy === 'idle' ? [...before, ...paper.rows].slice(-PAPER_ROWS_MAX) : []
      endedAtMs = atMs
    },
  }
}

/** Ends that say that the piece before it, which had none, was no paper of its own. */
const ENDS: ReadonlySet<PaperEnd> = new Set(['cut', 'form-feed', 'close'])

/** True when the paper may be the rest of what silence ended. */
export function mayBeRest({ endedBy, totalMinor }: ReadPaper): boolean {
  return ENDS.has(endedBy) || totalMinor === null
}

/**
 * What such a paper says: only as far as it says so alone and together with the rows above it. The
 * rest of a copy is a copy, and what was told above is not told again.
 */
export function asRest(alone: ReadPaper, whole: ReadPaper): ReadPaper {
  const rowsAbove = whole.rows.length - alone.rows.length
  const tenders = alone.tenders.flatMap((tender) => {
    const same = whole.tenders.find(
      ({ row, amountMinor }) =>
        row === tender.row + rowsAbove && amountMinor === tender.amountMinor,
    )
    if (same === undefined) return []
    return [same.kind === 'payment' ? tender : { ...tender, kind: same.kind }]
  })
  return {
    ...{ ...alone, tenders },
    kind: whole.kind === 'sale' ? alone.kind : whole.kind,
    receiptNumber: alone.receiptNumber ?? whole.receiptNumber,
    till: alone.till ?? whole.till,
    printedDate: alone.printedDate ?? whole.printedDate,
    clerk: alone.clerk ?? whole.clerk,
    totalMinor: alone.totalMinor ?? whole.totalMinor,
  }
}
