import { RECENT_PAPERS_MAX, TWIN_WINDOW_MS } from './limits.ts'
import type { ReadPaper } from './read-papers.ts'

/** Remembers the newest papers, to know a second print of the same receipt. */
export interface TwinMemory {
  /** True when this sale was printed before within the window; remembers it otherwise. */
  readonly isSecondPrint: (paper: ReadPaper, atMs: number) => boolean
}

/**
 * Customer and merchant copies, a POS that prints again after a printer error: one sale, several
 * papers. Equal receipt numbers with equal tenders are one sale; without a number the printed time
 * and every row with a figure must be equal (whose copy it is has none), or the earlier paper must be
 * the torn beginning of this one.
 */
export function createTwinMemory(): TwinMemory {
  let recent: { readonly paper: ReadPaper; readonly atMs: number }[] = []
  return {
    isSecondPrint: (paper, atMs) => {
      if (paper.kind !== 'sale' || paper.tenders.length === 0) return false
      recent = recent.filter((entry) => atMs - entry.atMs <= TWIN_WINDOW_MS)
      if (recent.some((entry) => isTwin(entry.paper, paper))) return true
      recent = [...recent, { paper, atMs }].slice(-RECENT_PAPERS_MAX)
      return false
    },
  }
}

function isTwin(earlier: ReadPaper, later: ReadPaper): boolean {
  if (tendersOf(earlier) !== tendersOf(later)) return false
  if (isTorn(earlier, later)) return true
  if (earlier.receiptNumber !== later.receiptNumber) return false
  if (later.receiptNumber !== null) {
    return earlier.till === later.till && earlier.printedDate === later.printedDate
  }
  const showsTime = later.printedDate?.includes(':') ?? false
  const isOfOneTill = earlier.till === later.till && earlier.clerk === later.clerk
  return showsTime && isOfOneTill && figuresOf(earlier) === figuresOf(later)
}

function figuresOf({ rows }: ReadPaper): string {
  return rows.filter((row) => /\d/.test(row)).join('\n')
}

/** The earlier paper was never cut and is the beginning of the later one. */
function isTorn(earlier: ReadPaper, later: ReadPaper): boolean {
  if (earlier.endedBy === 'cut' || earlier.rows.length >= later.rows.length) return false
  return earlier.rows.every((row, index) => row === later.rows[index])
}

function tendersOf(paper: ReadPaper): string {
  return paper.tenders.map(({ label, amountMinor }) => `${label}=${amountMinor}`).join(';')
}
