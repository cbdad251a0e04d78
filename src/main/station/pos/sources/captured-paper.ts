import type { Currency } from '../../../../contract/money.ts'
import type { CapturedPaper, Log, ReadTender } from '../../ports.ts'
import type { EscposPaper } from '../receipts/escpos-reader.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { createPaperReader, hasText } from '../receipts/read-papers.ts'
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
  const read = createPaperReader(options.profile)
  const twins = createTwinMemory()
  return (paper) => {
    if (!hasText(paper)) {
      options.log?.info('paper-without-text', { pictureBytes: paper.pictureBytes })
      return null
    }
    const reading = read(paper, options.currency())
    const endedAtMs = options.nowMs()
    for (const { row, reason } of reading.doubts)
      options.log?.warn('tender-in-doubt', { row, reason })
    const kind = twins.isSecondPrint(reading, endedAtMs) ? 'copy' : reading.kind
    const { rows, till, receiptNumber, printedDate } = reading
    const tenders = reading.tenders.flatMap((tender) => withCurrency(tender, options.log))
    const { source } = options
    return { source, endedAtMs, rows, tenders, till, receiptNumber, printedDate, kind }
  }
}

/** Without a currency, printed or set, the amount has no meaning: the station is not set up yet. */
function withCurrency(tender: FoundTender, log: Log | null): ReadTender[] {
  const { label, amountMinor, currency, row } = tender
  if (currency !== null) return [{ label, amountMinor, currency, row }]
  log?.warn('tender-in-doubt', { row, reason: 'currency-unknown' })
  return []
}
