import type { Dialect } from '../../../../contract/screen/sources.ts'
import type { Clock } from '../../ports.ts'
import { createByteReader } from '../receipts/byte-reader.ts'
import type { DialectFinder } from '../receipts/dialect-finder.ts'
import type { PrintedPaper } from '../receipts/printed-paper.ts'
import type { PrinterSettings } from '../receipts/printer-state.ts'

/** The reading copy of one connection. Nothing in it can reach the relay. */
export interface Capture {
  readonly push: (bytes: Uint8Array) => void
  readonly end: () => void
  /** Gives up what has not become a paper. */
  readonly drop: () => void
  /** True while a paper has begun and not ended. */
  readonly isOpen: () => boolean
}

export interface CaptureOptions {
  readonly clock: Clock
  readonly idleMs: number
  readonly dialect: Dialect
  readonly finder: DialectFinder
  readonly printer: PrinterSettings
  readonly onPaper: (paper: PrintedPaper) => void
  /** A paper, or the reading of one, failed. The next ones are read. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Reads one connection, with its own timer for papers that end by silence. A paper that fails costs
 * that paper, and a reading that fails what was read of the present one: a connection lasts all day.
 */
export function createCapture(options: CaptureOptions): Capture {
  const { clock, idleMs, onPaper, onFailure } = options
  const open = () => createByteReader(options.dialect, options.printer, idleMs, options.finder)
  let reader = open()
  let cancelTick: (() => void) | null = null
  let isOver = false

  const stop = () => {
    isOver = true
    cancelTick?.()
    cancelTick = null
  }
  const papersOf = (read: () => readonly PrintedPaper[]): readonly PrintedPaper[] => {
    try {
      return read()
    } catch (error) {
      // What threw may be half changed: nothing of it is used again.
      reader = open()
      onFailure(error)
      return []
    }
  }
  const give = (read: () => readonly PrintedPaper[]) => {
    if (isOver) return
    for (const paper of papersOf(read)) {
      try {
        onPaper(paper)
      } catch (error) {
        onFailure(error)
      }
    }
  }
  const planTick = () => {
    if (isOver || cancelTick || !reader.isOpen()) return
    cancelTick = clock.after(idleMs, () => {
      cancelTick = null
      give(() => reader.tick(clock.monotonicMs()))
      planTick()
    })
  }
  return {
    push: (bytes) => {
      give(() => reader.push(bytes, clock.monotonicMs()))
      planTick()
    },
    end: () => {
      give(() => reader.end())
      stop()
    },
    drop: stop,
    isOpen: () => !isOver && reader.isOpen(),
  }
}
