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

/** The two ports that are there now. */
export interface ModemEnds {
  readonly pos: ModemPort | undefined
  readonly printer: ModemPort | undefined
}

export interface CarriedLines {
  readonly stop: () => void
  /** False while one of the ports that are there has no modem lines. */
  readonly areCarried: () => boolean
}

/** What a cable shows of a device that is switched off, or pulled out. */
const OFF: ModemStatus = { cts: false, dsr: false }
const ON: ModemStatus = { cts: true, dsr: true }

/**
 * Carries the modem lines of each port over to the other, as a cable would: what the printer says by
 * CTS and DSR the POS sees, and the other way round. A port that is away looks switched off, one that
 * has no lines switched on; `onUnable` is told of the latter.
 */
export function carryModemLines(options: {
  readonly ends: () => ModemEnds
  readonly clock: Clock
  readonly onUnable: () => void
}): CarriedLines {
  const { ends, clock } = options
  const unable = new WeakSet<ModemPort>()
  let isOver = false
  let cancel = () => {}
  const giveUp = (port: ModemPort) => {
    if (isOver || unable.has(port)) return
    unable.add(port)
    options.onUnable()
  }
  const towardPos = carrier(unable, giveUp)
  const towardPrinter = carrier(unable, giveUp)
  const look = () => {
    const { pos, printer } = ends()
    towardPos(printer, pos, () =>
      towardPrinter(pos, printer, () => {
        if (!isOver) cancel = clock.after(MODEM_POLL_MS, look)
      }),
    )
  }
  look()
  return {
    stop: () => {
      isOver = true
      cancel()
    },
    areCarried: () =>
      Object.values(ends()).every((port?: ModemPort) => port === undefined || !unable.has(port)),
  }
}

/** Sets the lines of one port when those of the other have changed. */
function carrier(unable: WeakSet<ModemPort>, giveUp: (port: ModemPort) => void) {
  let last: { readonly port: ModemPort; readonly status: ModemStatus } | undefined
  const statusOf = (port: ModemPort | undefined, tell: (status: ModemStatus) => void) => {
    if (port === undefined) return tell(OFF)
    if (unable.has(port)) return tell(ON)
    port.get((error, status) => {
      if (!error && status !== undefined) return tell(status)
      giveUp(port)
      tell(ON)
    })
  }
  return (from: ModemPort | undefined, to: ModemPort | undefined, done: () => void) => {
    if (to === undefined || unable.has(to)) return done()
    statusOf(from, (status) => {
      const isSame = last?.status.cts === status.cts && last.status.dsr === status.dsr
      if (isSame && last?.port === to) return done()
      last = { port: to, status }
      to.set({ rts: status.cts, dtr: status.dsr }, (failure) => {
        if (failure) giveUp(to)
        done()
      })
    })
  }
}
