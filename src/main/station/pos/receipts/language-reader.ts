import type { PrinterDialect } from './dialect.ts'
import { HELD_UP_MS, STALLED_COMMAND_MS } from './limits.ts'
import { createPageBuilder } from './page-builder.ts'
import { createPaperBuilder } from './paper-builder.ts'
import type { PaperEnds } from './paper-ends.ts'
import type { ByteReader } from './printed-paper.ts'
import { createPrinterState, type PrinterSettings } from './printer-state.ts'
import { createTokens } from './tokens.ts'

/**
 * Reads one printer language as its printer would. Pure: time comes with the bytes (any clock in
 * ms). `idleMs` is how long silence must last to end a paper that was not cut, unless all are.
 */
export function createLanguageReader(
  dialect: PrinterDialect,
  settings: PrinterSettings,
  idleMs: number,
  ends: PaperEnds,
): ByteReader {
  const printer = createPrinterState(settings, dialect.changeModes)
  const { columns } = settings
  const paper = createPaperBuilder({ printer, columns, blankRowsEnd: dialect.blankRowsEnd })
  const page = createPageBuilder()
  const desk = { paper, page, printer, settings }
  const tokens = createTokens(dialect.language, {
    text: (bytes, from, to) => {
      if (!printer.isPageMode()) return paper.text(bytes, from, to)
      paper.receive()
      page.text(bytes, from, to, printer.encoding(), printer.byteDots())
    },
    control: (byte) => dialect.control(desk, byte),
    command: (bytes, length) => {
      dialect.command(desk, bytes, length)
      printer.apply(bytes)
    },
    statusAsked: () => {},
    unknown: paper.unknown,
  })
  let lastByteMs = 0
  let lastPrintedMs = 0

  const isOpen = () => paper.hasContent() || tokens.isInside()
  const giveUpWhatIsLate = (atMs: number) => {
    if (tokens.isWaiting()) {
      if (atMs - lastByteMs < idleMs) return
      tokens.settle()
      lastPrintedMs = lastByteMs
    }
    if (tokens.isInside()) {
      if (atMs - lastByteMs < STALLED_COMMAND_MS) return
      tokens.abandon()
      paper.unknown()
    }
    const patienceMs = ends.areCut() ? Math.max(idleMs, HELD_UP_MS) : idleMs
    if (atMs - lastPrintedMs >= patienceMs) paper.endPaper('idle')
  }
  const take = () => {
    const papers = paper.take()
    for (const { endedBy } of papers) ends.note(endedBy)
    return papers
  }
  return {
    push: (bytes, atMs) => {
      if (isOpen()) giveUpWhatIsLate(atMs)
      paper.hasPrinted()
      tokens.push(bytes)
      lastByteMs = atMs
      if (paper.hasPrinted()) lastPrintedMs = atMs
      return take()
    },
    tick: (atMs) => {
      giveUpWhatIsLate(atMs)
      return take()
    },
    end: () => {
      tokens.abandon()
      paper.endPaper('close')
      return take()
    },
    isOpen,
  }
}
