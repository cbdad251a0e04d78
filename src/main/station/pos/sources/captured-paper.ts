import type { Currency } from '../../../../contract/money.ts'
import type { CapturedPaper, Log, ReadTender } from '../../ports.ts'
import type { EscposPaper } from '../receipts/escpos-reader.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { asCopy, createPaperReader, hasText } from '../receipts/read-papers.ts'
import type { FoundTender } from '../receipts/tenders.ts'
import { createTwinMemory } from '../receipts/twins.ts'

export interface PaperTakerOptions {
  readonly source: string
  readonly profile: ReceiptProfile
  readonly currency: () => Currency | null
  readonly nowMs: () => number
  readonly log: Log | null
}

/** Turns the papers of one source, over all its connections, into what the core is told. */
export function createPaperTaker(
  options: PaperTakerOptions,
): (paper: EscposPaper) => CapturedPaper | null {
  const readPaper = createPaperReader(options.profile)
  const twins = createTwinMemory()
  return (paper) => {
    if (!hasText(paper)) {
      options.log?.info('paper-without-text', { pictureBytes: paper.pictureBytes })
      return null
    }
    const reading = readPaper(paper, options.currency())
    const endedAtMs = options.nowMs()
    for (const { row, reason } of reading.doubts)
      options.log?.warn('tender-in-doubt', { row, reason })
    const known = twins.isSecondPrint(reading, endedAtMs) ? asCopy(reading) : reading
    const { endedBy: _, doubts: __, ...said } = known
    const tenders = known.tenders.flatMap((tender) => withCurrency(tender, options.log))
    return { ...said, source: options.source, endedAtMs, tenders, externalId: null }
  }
}

/** Without a currency, printed or set, the amount has no meaning: the station is not set up yet. */
function withCurrency(tender: FoundTender, log: Log | null): ReadTender[] {
  const { currency } = tender
  if (currency !== null) return [{ ...tender, currency }]
  log?.warn('tender-in-doubt', { row: tender.row, reason: 'currency-unknown' })
  return []
}
