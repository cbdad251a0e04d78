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
  /** The reading failed; this connection's copy is given up and its printing goes on. */
  readonly onFailure: (error: unknown) => void
}

/** Reads one connection, with its own timer for papers that end by silence. */
export function createCapture(options: CaptureOptions): Capture {
  const { clock, idleMs } = options
  const reader = createByteReader(options.dialect, options.printer, idleMs, options.finder)
  let cancelTick: (() => void) | null = null
  let isOver = false

  const stop = () => {
    isOver = true
    cancelTick?.()
    cancelTick = null
  }
  const guarded = (read: () => readonly PrintedPaper[]) => {
    if (isOver) return
    try {
      for (const paper of read()) options.onPaper(paper)
    } catch (error) {
      stop()
      options.onFailure(error)
    }
  }
  const planTick = () => {
    if (isOver || cancelTick || !reader.isOpen()) return
    cancelTick = clock.after(idleMs, () => {
      cancelTick = null
      guarded(() => reader.tick(clock.monotonicMs()))
      planTick()
    })
  }
  return {
    push: (bytes) => {
      guarded(() => reader.push(bytes, clock.monotonicMs()))
      planTick()
    },
    end: () => {
      guarded(() => reader.end())
      stop()
    },
    drop: stop,
    isOpen: () => !isOver && reader.isOpen(),
  }
}
