import type { Clock } from '../../ports.ts'
import { MODEM_POLL_MS } from './limits.ts'

/** The part of a serial port that has modem lines. A pty answers with an error. */
export interface ModemPort {
  readonly get: (done: (error: Error | null, status?: ModemStatus) => void) => void
  readonly set: (
    lines: { readonly rts: boolean; readonly dtr: boolean },
    done: (error: Error | null) => void,
  ) => void
}

export interface ModemStatus {
  readonly cts: boolean
  readonly dsr: boolean
}

/**
 * Carries the modem lines of each port over to the other, as a cable would: what the printer says by
 * CTS and DSR the POS sees, and the other way round. Ends with `onUnable` when a port has none.
 * Returns how to stop.
 */
export function carryModemLines(options: {
  readonly pos: ModemPort
  readonly printer: ModemPort
  readonly clock: Clock
  readonly onUnable: () => void
}): () => void {
  const { pos, printer, clock } = options
  let isOver = false
  let cancel = () => {}
  const stop = () => {
    isOver = true
    cancel()
  }
  const unable = () => {
    if (isOver) return
    stop()
    options.onUnable()
  }
  const towardPos = carrier(printer, pos, unable)
  const towardPrinter = carrier(pos, printer, unable)
  const look = () => {
    towardPos(() =>
      towardPrinter(() => {
        if (!isOver) cancel = clock.after(MODEM_POLL_MS, look)
      }),
    )
  }
  look()
  return stop
}

/** Sets the lines of one port when those of the other have changed. */
function carrier(from: ModemPort, to: ModemPort, unable: () => void) {
  let last: ModemStatus | undefined
  return (done: () => void) => {
    from.get((error, status) => {
      if (error || status === undefined) return unable()
      if (last?.cts === status.cts && last.dsr === status.dsr) return done()
      last = status
      to.set({ rts: status.cts, dtr: status.dsr }, (failure) => (failure ? unable() : done()))
    })
  }
}
