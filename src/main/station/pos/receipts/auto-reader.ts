import type { FoundDialect } from '../../../../contract/screen/sources.ts'
import type { DialectFinder } from './dialect-finder.ts'
import { createDialectScores, type DialectScores } from './dialect-scores.ts'
import { PRINTER_DIALECTS } from './dialects.ts'
import { createLanguageReader } from './language-reader.ts'
import { UNCLEAR_BYTES_MAX, UNKNOWN_COMMANDS_DOUBTED } from './limits.ts'
import { createPrintWatch, type PrintWatch } from './print-watch.ts'
import type { ByteReader, PrintedPaper } from './printed-paper.ts'
import type { PrinterSettings } from './printer-state.ts'

/** A job that waits until its language is clear or it is over. */
interface Trial {
  readonly scores: DialectScores
  readonly watch: PrintWatch
  readonly pieces: { readonly bytes: Uint8Array; readonly atMs: number }[]
  bytes: number
  /** A POS that asks for the state again and again keeps no paper open. */
  lastPrintedMs: number
}

interface Auto {
  readonly finder: DialectFinder
  readonly open: (dialect: FoundDialect) => ByteReader
  readonly idleMs: number
  reader: ByteReader | null
  trial: Trial | null
  /** What is being read is in another language: a copy's mark may stand on another piece of it. */
  isForeign: boolean
}

/**
 * Finds the language by itself. While it is not clear, the bytes of a job wait (bounded) and are
 * read from their beginning once it is, at the latest when the job ends: nothing is lost, nothing
 * read twice.
 */
export function createAutoReader(
  settings: PrinterSettings,
  idleMs: number,
  finder: DialectFinder,
): ByteReader {
  const isDoubted = () => finder.found() !== null && !finder.isTrusted()
  // A cut that was read in the wrong language says nothing; and what is doubted is soon looked at anew.
  const ends = { ...finder.ends, areCut: () => !isDoubted() && finder.ends.areCut() }
  const readers = new Map<FoundDialect, ByteReader>()
  // One reader a language: what a POS set once, its code page say, holds for later jobs too.
  const open = (dialect: FoundDialect) => {
    const reader =
      readers.get(dialect) ??
      createLanguageReader(PRINTER_DIALECTS[dialect], settings, idleMs, ends)
    readers.set(dialect, reader)
    return reader
  }
  const auto: Auto = { finder, open, idleMs, reader: null, trial: null, isForeign: false }
  return {
    push: (bytes, atMs) => {
      const late = auto.trial ? tick(auto, atMs) : []
      if (auto.reader === null && finder.isTrusted() && auto.trial === null) {
        auto.reader = open(finder.found() ?? 'escpos')
      }
      if (auto.reader) return [...late, ...rest(auto, auto.reader.push(bytes, atMs))]
      return [...late, ...tryOn(auto, bytes, atMs)]
    },
    tick: (atMs) => tick(auto, atMs),
    end: () => {
      const papers = auto.trial ? conclude(auto, auto.trial) : []
      return [...papers, ...rest(auto, auto.reader?.end() ?? [])]
    },
    isOpen: () => auto.trial !== null || auto.reader?.isOpen() === true,
  }
}

function tick(auto: Auto, atMs: number): PrintedPaper[] {
  const { trial } = auto
  if (trial && atMs - trial.lastPrintedMs < auto.idleMs) return []
  const papers = trial ? conclude(auto, trial) : []
  return [...papers, ...rest(auto, auto.reader?.tick(atMs) ?? [])]
}

function tryOn(auto: Auto, bytes: Uint8Array, atMs: number): PrintedPaper[] {
  auto.trial ??= {
    ...{ scores: createDialectScores(), watch: createPrintWatch() },
    ...{ pieces: [], bytes: 0, lastPrintedMs: atMs },
  }
  const { trial, finder } = auto
  trial.pieces.push({ bytes: bytes.slice(), atMs })
  trial.bytes += bytes.length
  if (trial.watch.push(bytes)) trial.lastPrintedMs = atMs
  trial.scores.push(bytes)
  const early = trial.scores.early()
  // A language that was doubted once is judged by the whole job.
  if (early !== null && finder.found() === null) {
    finder.settle(early)
    return replay(auto, trial, early)
  }
  return trial.bytes > UNCLEAR_BYTES_MAX ? conclude(auto, trial) : []
}

function conclude(auto: Auto, trial: Trial): PrintedPaper[] {
  const verdict = trial.scores.whole()
  if (verdict?.isSure) auto.finder.settle(verdict.dialect)
  return replay(auto, trial, verdict?.dialect ?? auto.finder.found() ?? 'escpos')
}

function replay(auto: Auto, trial: Trial, dialect: FoundDialect): PrintedPaper[] {
  const reader = auto.open(dialect)
  auto.reader = reader
  auto.trial = null
  return rest(
    auto,
    trial.pieces.flatMap(({ bytes, atMs }) => reader.push(bytes, atMs)),
  )
}

/** Looks at what was read: strange papers raise a doubt; at rest, another language may begin. */
function rest(auto: Auto, papers: PrintedPaper[]): PrintedPaper[] {
  const isStrange = papers.some(
    ({ unknownCommands, foreignCommands }) =>
      unknownCommands >= UNKNOWN_COMMANDS_DOUBTED || foreignCommands > 0,
  )
  if (isStrange) auto.finder.doubt()
  const judged = papers.map((paper): PrintedPaper => {
    auto.isForeign ||= paper.foreignCommands > 0
    return auto.isForeign ? { ...paper, isUnclear: true } : paper
  })
  if (auto.reader?.isOpen() === false && !auto.finder.isTrusted()) {
    auto.reader = null
    auto.isForeign = false
  }
  return judged
}
