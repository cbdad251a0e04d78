import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failed, type Reply, success } from '../../../contract/refusals.ts'
import type { ReceiptPrinter, ShiftReport } from '../../../contract/screen/counter.ts'
import type { ReceiptFacts, ReceiptRecord } from '../journal/receipts.ts'
import type { OwnListeners } from '../own-listeners.ts'
import type { Clock } from '../ports.ts'
import { escposOf } from './escpos.ts'
import { type PaperPlace, receiptPaper, reportPaper } from './own-papers.ts'
import { pdfOf } from './pdf.ts'
import { type PrintOutcome, sendToPrinter } from './printer.ts'

/** Receipts and reports of the station itself. */
export interface Printing {
  readonly receipt: (reference: string, as: 'paper' | 'pdf') => Promise<Reply<PrintedReceipt>>
  readonly report: (report: ShiftReport) => Promise<Reply<Record<string, never>>>
}

export interface PrintedReceipt {
  readonly copyNumber: number
  readonly file: string | null
}

export function createPrinting(options: {
  readonly record: ReceiptRecord
  readonly clock: Clock
  /** The station's data folder; PDFs go below it. */
  readonly directory: string
  readonly printer: () => ReceiptPrinter | undefined
  readonly place: () => PaperPlace
  readonly ownListeners: OwnListeners
}): Printing {
  const { record } = options
  const send = (printer: ReceiptPrinter, bytes: Uint8Array) =>
    sendToPrinter(printer, bytes, options.ownListeners.isFarEnd)
  const toPaper = async (facts: ReceiptFacts, printer: ReceiptPrinter, copyNumber: number) => {
    const paper = receiptPaper(facts, copyNumber, options.place())
    const outcome = await send(printer, escposOf(paper, printer.widthMm))
    if (outcome === 'unsent' || outcome === 'oneself') record.takeBack(facts.requestId, copyNumber)
    return outcome === 'printed' ? success({ copyNumber, file: null }) : notPrinted(outcome)
  }
  const toFile = async (facts: ReceiptFacts, copyNumber: number) => {
    const folder = join(options.directory, 'receipts')
    mkdirSync(folder, { recursive: true })
    const suffix = copyNumber === 0 ? '' : `-copy-${copyNumber}`
    const file = join(folder, `${facts.answer.operationId}${suffix}.pdf`)
    await writeFile(file, await pdfOf(receiptPaper(facts, copyNumber, options.place())))
    return success({ copyNumber, file })
  }
  return {
    receipt: async (reference, as) => {
      const facts = record.find(reference)
      if (facts === undefined) return failed('NOT_FOUND', 'There is no such redemption here.')
      const printer = options.printer()
      if (as === 'paper' && printer === undefined) return noPrinter()
      const counted = record.count(facts.requestId, as, options.clock.nowMs())
      if (!counted.ok) return failed('STORAGE_FULL')
      if (as === 'pdf' || printer === undefined) return toFile(facts, counted.value)
      return toPaper(facts, printer, counted.value)
    },
    report: async (report) => {
      const printer = options.printer()
      if (printer === undefined) return noPrinter()
      const bytes = escposOf(reportPaper(report, options.place()), printer.widthMm)
      const outcome = await send(printer, bytes)
      return outcome === 'printed' ? success({}) : notPrinted(outcome)
    },
  }
}

function noPrinter(): Reply<never> {
  return failed(
    'STATE_CONFLICT',
    'No receipt printer is set. Set one, or save the receipt as a PDF.',
  )
}

function notPrinted(outcome: Exclude<PrintOutcome, 'printed'>): Reply<never> {
  if (outcome === 'oneself') return failed('PRINTER_IS_STATION')
  return outcome === 'unsent'
    ? failed('UNAVAILABLE', 'The printer cannot be reached. Switch it on and print again.')
    : failed(
        'UNAVAILABLE',
        'The printer did not take all of it. Look at the paper and print again.',
      )
}
