import type { Currency } from '../../../../contract/money.ts'
import type { CapturedPaper, Log, ReadTender } from '../../ports.ts'
import { isStationsReceipt } from '../../printing/own-papers.ts'
import type { PrintedPaper } from '../receipts/printed-paper.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { asCopy, createPaperReader, type PaperReader } from '../receipts/read-papers.ts'
import type { FoundTender } from '../receipts/tenders.ts'
import { asRest, mayBeRest } from '../receipts/torn-paper.ts'
import { createTwinMemory } from '../receipts/twins.ts'

export interface PaperTakerOptions {
  readonly source: string
  /** Asked for at each paper: a profile may be taught while the source runs. */
  readonly profile: () => ReceiptProfile
  readonly currency: () => Currency | null
  readonly nowMs: () => number
  readonly log: Log
}

/** Takes a paper with text; `above`: rows that silence may have torn from it. */
export type TakePaper = (paper: PrintedPaper, above?: readonly string[]) => CapturedPaper

/** Turns the papers of one source, over all its connections, into what the core is told. */
export function createPaperTaker(options: PaperTakerOptions): TakePaper {
  const readPaper = paperReader(options.profile)
  const twins = createTwinMemory()
  const readWith = (paper: PrintedPaper, above: readonly string[]) => {
    const alone = readPaper(paper, options.currency())
    if (above.length === 0 || !mayBeRest(alone)) return alone
    const rows = [...above, ...paper.rows]
    return asRest(alone, readPaper({ ...paper, rows }, options.currency()))
  }
  return (paper, above = []) => {
    const reading = readWith(paper, above)
    const endedAtMs = options.nowMs()
    for (const { row, reason } of reading.doubts)
      options.log.warn('tender-in-doubt', { row, reason })
    // What a station prints of a till's sale is no sale, and takes none back.
    const isNoSale = isStationsReceipt(paper.rows) || twins.isSecondPrint(reading, endedAtMs)
    const { endedBy: _, doubts: __, ...said } = isNoSale ? asCopy(reading) : reading
    const tenders = said.tenders.flatMap((tender) => withCurrency(tender, options.log))
    return { ...said, source: options.source, endedAtMs, tenders, externalId: null }
  }
}

/** Prepares the reader anew only when the profile is another one. */
function paperReader(profile: () => ReceiptProfile): PaperReader {
  let prepared: { readonly from: ReceiptProfile; readonly read: PaperReader } | undefined
  return (paper, setting) => {
    const present = profile()
    if (prepared?.from !== present) prepared = { from: present, read: createPaperReader(present) }
    return prepared.read(paper, setting)
  }
}

/** Without a currency, printed or set, the amount has no meaning: the station is not set up yet. */
function withCurrency(tender: FoundTender, log: Log): ReadTender[] {
  const { currency } = tender
  if (currency !== null) return [{ ...tender, currency }]
  log.warn('tender-in-doubt', { row: tender.row, reason: 'currency-unknown' })
  return []
}
