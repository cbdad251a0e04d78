import { createTokens, type TokenSink } from './escpos-tokens.ts'
import { CODE_BYTES_MAX, CODES_MAX, PAPER_ROWS_MAX, STALLED_COMMAND_MS } from './limits.ts'
import type { ByteReader, PaperEnd, PrintedPaper } from './printed-paper.ts'
import { createPrinterState, type PrinterSettings, type PrinterState } from './printer-state.ts'
import { createRowBuilder, type RowBuilder } from './row-builder.ts'

/** The former names of the neutral types. */
export type { PaperEnd, PrintedPaper as EscposPaper } from './printed-paper.ts'

interface Reading {
  readonly printer: PrinterState
  readonly row: RowBuilder
  readonly settings: PrinterSettings
  paper: PaperSoFar
  /** A CR ended the row: the LF that follows belongs to it. */
  afterCr: boolean
  hasPrinted: boolean
  ended: PrintedPaper[]
}

interface PaperSoFar {
  rows: string[]
  codes: string[]
  pictureBytes: number
  unknownCommands: number
  isTooLong: boolean
}

/**
 * Reads ESC/POS as the printer would. Pure: time comes with the bytes (any clock in ms).
 * `idleMs` is how long silence must last to end a paper that was not cut.
 */
export function createEscposReader(settings: PrinterSettings, idleMs: number): ByteReader {
  const reading: Reading = {
    printer: createPrinterState(settings),
    row: createRowBuilder(settings.columns),
    settings,
    paper: emptyPaper(),
    afterCr: false,
    hasPrinted: false,
    ended: [],
  }
  const tokens = createTokens(sinkOf(reading))
  let lastByteMs = 0
  let lastPrintedMs = 0

  const take = () => {
    const ended = reading.ended
    reading.ended = []
    return ended
  }
  const isOpen = () => hasContent(reading.paper) || tokens.isInside()
  const tick = (atMs: number) => {
    if (tokens.isInside()) {
      if (atMs - lastByteMs < STALLED_COMMAND_MS) return take()
      tokens.abandon()
      reading.paper.unknownCommands += 1
    }
    if (atMs - lastPrintedMs >= idleMs) endPaper(reading, 'idle')
    return take()
  }
  return {
    push: (bytes, atMs) => {
      if (isOpen()) reading.ended = tick(atMs)
      reading.hasPrinted = false
      tokens.push(bytes)
      lastByteMs = atMs
      if (reading.hasPrinted) lastPrintedMs = atMs
      return take()
    },
    tick,
    end: () => {
      tokens.abandon()
      endPaper(reading, 'close')
      return take()
    },
    isOpen,
  }
}

function sinkOf(reading: Reading): TokenSink {
  return {
    text: (byte) => {
      const widthDots = reading.printer.byteDots()
      if (reading.row.isFull(widthDots)) endRow(reading)
      reading.row.text(byte, reading.printer.encoding(), widthDots)
      reading.afterCr = false
      reading.hasPrinted = true
    },
    control: (byte) => control(reading, byte),
    command: (bytes, length) => command(reading, bytes, length),
    statusAsked: () => {},
    unknown: () => {
      reading.paper.unknownCommands += 1
    },
  }
}

function control(reading: Reading, byte: number): void {
  reading.hasPrinted = true
  const belongsToCr = reading.afterCr && byte === 0x0a
  reading.afterCr = false
  if (byte === 0x09) reading.row.tab(reading.printer.tabStops())
  else if (byte === 0x0a && !belongsToCr) endRow(reading)
  else if (byte === 0x0c) formFeed(reading)
  else if (byte === 0x0d && !reading.row.isEmpty()) {
    endRow(reading)
    reading.afterCr = true
  }
}

/** FF prints the page in page mode and goes back to rows; otherwise it ends the paper. */
function formFeed(reading: Reading): void {
  endRowWithText(reading)
  if (!reading.printer.isPageMode()) endPaper(reading, 'form-feed')
  reading.printer.apply([0x1b, 0x53])
}

function command(reading: Reading, bytes: readonly number[], length: number): void {
  const [prefix = 0, second = 0] = bytes
  if (prefix === 0x1b) escCommand(reading, second, bytes, length)
  else if (prefix === 0x1d) gsCommand(reading, second, bytes, length)
  reading.printer.apply(bytes)
}

function escCommand(
  reading: Reading,
  second: number,
  bytes: readonly number[],
  length: number,
): void {
  switch (second) {
    case 0x40:
      initialise(reading)
      break
    case 0x24:
    case 0x5c:
      moveHead(reading, second, little(bytes, 2))
      break
    case 0x28:
      keepCode(reading, bytes)
      break
    case 0x2a:
      picture(reading, length)
      break
    case 0x69:
    case 0x6d:
      cut(reading)
      break
    default:
      if (ROW_ENDING_ESC.has(second)) endRowWithText(reading)
  }
}

/** Feeds, page-mode areas and ESC FF end a row that has text. */
const ROW_ENDING_ESC = new Set([0x0c, 0x4a, 0x4b, 0x57, 0x64, 0x65])

/** ESC @ empties the print buffer: what has no line feed yet is never printed. */
function initialise(reading: Reading): void {
  reading.row.end()
  const endsPaper = reading.settings.initEndsPaper && reading.paper.rows.length > 0
  if (endsPaper) endPaper(reading, 'init')
}

function moveHead(reading: Reading, second: number, units: number): void {
  const unitDots = reading.printer.unitDots()
  if (second === 0x24) reading.row.moveTo(units * unitDots)
  else reading.row.moveBy((units > 0x7fff ? units - 0x10000 : units) * unitDots)
}

function gsCommand(
  reading: Reading,
  second: number,
  bytes: readonly number[],
  length: number,
): void {
  switch (second) {
    case 0x56:
      cut(reading)
      break
    case 0x6b:
    case 0x28:
      keepCode(reading, bytes)
      if (bytes[2] === 0x4c) picture(reading, length)
      break
    case 0x24:
    case 0x5c:
      // Vertical moves in page mode: what follows stands on another row.
      endRowWithText(reading)
      break
    case 0x2f:
    case 0x38:
    case 0x51:
    case 0x76:
      picture(reading, length)
      break
    default:
  }
}

function picture(reading: Reading, length: number): void {
  reading.paper.pictureBytes += length
  reading.hasPrinted = true
}

function cut(reading: Reading): void {
  endRowWithText(reading)
  endPaper(reading, 'cut')
}

function endRowWithText(reading: Reading): void {
  reading.hasPrinted = true
  reading.afterCr = false
  if (!reading.row.isEmpty()) endRow(reading)
}

function endRow(reading: Reading): void {
  const text = reading.row.end()
  if (reading.paper.rows.length >= PAPER_ROWS_MAX) {
    reading.paper.isTooLong ||= text !== ''
    return
  }
  // Blank rows before the first text say nothing and would let a flood of line feeds fill the paper.
  if (text === '' && reading.paper.rows.length === 0) return
  reading.paper.rows.push(text)
}

/** GS k: types 0 to 6 end with NUL, others are counted. GS ( k: function 80 stores the data. */
function keepCode(reading: Reading, bytes: readonly number[]): void {
  const data = bytes[1] === 0x6b ? barcodeData(bytes) : symbolData(bytes)
  if (data.length === 0 || reading.paper.codes.length >= CODES_MAX) return
  const text = Buffer.from(data.slice(0, CODE_BYTES_MAX)).toString('latin1')
  reading.paper.codes.push(text.replaceAll(/\p{Cc}/gu, ''))
  reading.hasPrinted = true
}

function barcodeData(bytes: readonly number[]): readonly number[] {
  const isCounted = (bytes[2] ?? 0) > 6
  return isCounted ? bytes.slice(4) : bytes.slice(3).filter((byte) => byte !== 0)
}

function symbolData(bytes: readonly number[]): readonly number[] {
  return bytes[2] === 0x6b && bytes[6] === 80 ? bytes.slice(8) : []
}

function endPaper(reading: Reading, endedBy: PaperEnd): void {
  const { paper } = reading
  if (!hasContent(paper)) return
  reading.paper = emptyPaper()
  const last = paper.rows.findLastIndex((row) => row !== '')
  reading.ended.push({ ...paper, rows: paper.rows.slice(0, last + 1), endedBy })
}

function hasContent(paper: PaperSoFar): boolean {
  return paper.rows.length > 0 || paper.codes.length > 0 || paper.pictureBytes > 0
}

function emptyPaper(): PaperSoFar {
  return { rows: [], codes: [], pictureBytes: 0, unknownCommands: 0, isTooLong: false }
}

function little(bytes: readonly number[], index: number): number {
  return (bytes[index] ?? 0) + 256 * (bytes[index + 1] ?? 0)
}
