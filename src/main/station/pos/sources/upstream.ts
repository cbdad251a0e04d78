import { connect, type Socket } from 'node:net'
import type { Clock } from '../../ports.ts'
import { PRINTER_CONNECT_MS, PRINTER_RETRY_MS } from './limits.ts'
import type { Endpoint } from './tcp-listener.ts'

/** The real printer behind a proxy: reached, or tried again until it is. */
export interface Upstream {
  /** Ends once, with the connected socket or null when the printer is not there. */
  readonly reach: (done: (printer: Socket | null) => void) => void
  /** True when it is there now. */
  readonly probe: () => Promise<boolean>
  readonly isAway: () => boolean
  readonly stop: () => void
}

export interface UpstreamOptions {
  readonly to: Endpoint
  readonly clock: Clock
  readonly adopt: (socket: Socket) => void
  /** False while nothing is to be tried any more. */
  readonly isWanted: () => boolean
  /** Applies the change and says so. */
  readonly change: (apply: () => void) => void
}

/** While the printer is away it is tried now and then, so that the sign goes off by itself. */
export function createUpstream({ to, clock, adopt, isWanted, change }: UpstreamOptions): Upstream {
  let isAway = false
  let cancelRetry: (() => void) | null = null

  const note = (isThere: boolean) => {
    if (isAway === isThere) {
      change(() => {
        isAway = !isThere
      })
    }
    if (isThere || cancelRetry !== null || !isWanted()) return
    cancelRetry = clock.after(PRINTER_RETRY_MS, () => {
      cancelRetry = null
      if (isAway && isWanted()) probe(() => {})
    })
  }
  const attempt = (done: (printer: Socket | null) => void) => {
    const printer = connect({ host: to.host, port: to.port, allowHalfOpen: true })
    adopt(printer)
    let isDone = false
    const finishOnce = (isThere: boolean) => {
      if (isDone) return
      isDone = true
      cancelTimeout()
      if (!isThere) printer.destroy()
      note(isThere)
      done(isThere ? printer : null)
    }
    // After a busy moment the timer comes before the answer that has arrived meanwhile.
    const cancelTimeout = clock.after(PRINTER_CONNECT_MS, () =>
      setImmediate(() => finishOnce(false)),
    )
    printer.once('connect', () => finishOnce(true))
    printer.once('close', () => finishOnce(false))
  }
  const probe = (done: (isThere: boolean) => void) =>
    attempt((printer) => {
      printer?.end()
      printer?.destroy()
      done(printer !== null)
    })
  return {
    reach: attempt,
    probe: () => new Promise(probe),
    isAway: () => isAway,
    stop: () => {
      cancelRetry?.()
      cancelRetry = null
    },
  }
}
