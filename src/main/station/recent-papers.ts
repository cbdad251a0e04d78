import { TEXT_LENGTH_MAX } from '../../contract/limits.ts'
import { SHOWN_ROW_LENGTH_MAX, SHOWN_ROWS_MAX } from '../../contract/screen/shown-rows.ts'
import { RECENT_PAPERS_MAX, type RecentPaper } from '../../contract/screen/sources.ts'
import { RECENT_PAPERS_BYTES_MAX } from './limits.ts'
import type { CapturedPaper, ReadTender } from './ports.ts'

/** The newest papers, as they were captured, for a person to look at. In memory only. */
export interface RecentPapers {
  readonly add: (sourceId: string, paper: CapturedPaper) => void
  /** Newest first; of one source, or of all (null). Fewer than asked for where they are long. */
  readonly list: (sourceId: string | null, limit: number) => RecentPaper[]
}

export function createRecentPapers(): RecentPapers {
  const bySource = new Map<string, RecentPaper[]>()
  let ordinal = 0
  return {
    add: (sourceId, paper) => {
      ordinal += 1
      const kept = bySource.get(sourceId) ?? []
      bySource.set(sourceId, [shown(ordinal, sourceId, paper), ...kept].slice(0, RECENT_PAPERS_MAX))
    },
    list: (sourceId, limit) => {
      const papers =
        sourceId === null ? [...bySource.values()].flat() : (bySource.get(sourceId) ?? [])
      return fitting(papers.toSorted((one, other) => other.ordinal - one.ordinal).slice(0, limit))
    },
  }
}

/** As many as a screen's frame holds, the newest always. */
function fitting(papers: readonly RecentPaper[]): RecentPaper[] {
  let bytes = 0
  return papers.filter((paper, index) => {
    bytes += Buffer.byteLength(JSON.stringify(paper))
    return index === 0 || bytes <= RECENT_PAPERS_BYTES_MAX
  })
}

function shown(ordinal: number, sourceId: string, paper: CapturedPaper): RecentPaper {
  const rows = paper.rows.slice(0, SHOWN_ROWS_MAX)
  return {
    ordinal,
    sourceId,
    endedAtMs: paper.endedAtMs,
    kind: paper.kind,
    rows: rows.map((row) => row.slice(0, SHOWN_ROW_LENGTH_MAX)),
    rowsLeftOut: paper.rows.length - rows.length,
    tenders: paper.tenders.slice(0, 50).map(shownTender),
    till: short(paper.till),
    receiptNumber: short(paper.receiptNumber),
    printedDate: short(paper.printedDate),
    clerk: short(paper.clerk),
    totalMinor: paper.totalMinor,
    externalId: short(paper.externalId),
  }
}

function shownTender(tender: ReadTender): RecentPaper['tenders'][number] {
  return {
    ...tender,
    label: tender.label.slice(0, TEXT_LENGTH_MAX),
    reasons: tender.reasons.slice(0, 20).map((reason) => reason.slice(0, TEXT_LENGTH_MAX)),
    rows: tender.rows.slice(0, 20),
  }
}

function short(text: string | null): string | null {
  return text?.slice(0, TEXT_LENGTH_MAX) ?? null
}
