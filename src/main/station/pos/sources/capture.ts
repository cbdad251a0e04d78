import type { Clock } from '../../ports.ts'
import { createEscposReader, type EscposPaper } from '../receipts/escpos-reader.ts'
import type { PrinterSettings } from '../receipts/printer-state.ts'

/** The reading copy of one connection. Nothing in it can reach the relay. */
export interface Capture {
  readonly push: (bytes: Uint8Array) => void
  readonly end: () => void
  /** True while a paper has begun and not ended. */
  readonly isOpen: () => boolean
}

export interface CaptureOptions {
  readonly clock: Clock
  readonly idleMs: number
  readonly printer: PrinterSettings
  readonly onPaper: (paper: EscposPaper) => void
  /** The reading failed; this connection's copy is given up and its printing goes on. */
  readonly onFailure: (error: unknown) => void
}

/** Reads one connection, with its own timer for papers that end by silence. */
export function createCapture(options: CaptureOptions): Capture {
  const { clock, idleMs } = options
  const reader = createEscposReader(options.printer, idleMs)
  let cancelTick: (() => void) | null = null
  let isOver = false

  const stop = () => {
    isOver = true
    cancelTick?.()
    cancelTick = null
  }
  const guarded = (read: () => readonly EscposPaper[]) => {
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
    isOpen: () => !isOver && reader.isOpen(),
  }
}
