import type { PaperEnd, PrintedPaper } from '../receipts/printed-paper.ts'

/** A paper that came as text and not as bytes for a printer. Blank rows at its ends are left out. */
export function paperOfRows(
  rows: readonly string[],
  endedBy: PaperEnd,
  isTooLong = false,
): PrintedPaper {
  const first = rows.findIndex((row) => row.trim() !== '')
  const last = rows.findLastIndex((row) => row.trim() !== '')
  const written = first < 0 ? [] : rows.slice(first, last + 1)
  const read = {
    codes: [],
    pictureBytes: 0,
    unknownCommands: 0,
    foreignCommands: 0,
    isUnclear: false,
  }
  return { ...read, rows: written, isTooLong, endedBy }
}
