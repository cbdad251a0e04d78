import { connect, isIP, type Socket } from 'node:net'
import type { StationProblem } from '../../../../contract/screen/state.ts'
import type { OwnListeners } from '../../own-listeners.ts'
import type { Clock } from '../../ports.ts'
import { PRINTER_CONNECT_MS, PRINTER_RETRY_MS } from './limits.ts'
import type { Endpoint } from './tcp-listener.ts'

/** The real printer behind a proxy: reached, or tried again until it is. */
export interface Upstream {
  /** Ends once, with the connected socket or null when the printer is not there. */
  readonly reach: (done: (printer: Socket | null) => void) => void
  /** True when it is there now. */
  readonly probe: () => Promise<boolean>
  /** Looks whether it is this station itself. Connects to nobody. */
  readonly look: () => Promise<void>
  readonly problem: () => UpstreamProblem | null
  readonly stop: () => void
}

type UpstreamProblem = Extract<StationProblem, 'printer-unreachable' | 'forwarded-to-itself'>

export interface UpstreamOptions {
  readonly to: Endpoint
  readonly clock: Clock
  readonly ownListeners: OwnListeners
  readonly adopt: (socket: Socket) => void
  /** False while nothing is to be tried any more. */
  readonly isWanted: () => boolean
  /** Applies the change and says so. */
  readonly change: (apply: () => void) => void
}

/**
 * While the printer is away it is tried now and then, so that the sign goes off by itself. Where a
 * source of this station listens nobody is ever connected to: each connection would make the next.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { to, clock, adopt, ownListeners, isWanted, change } = options
  let problem: UpstreamProblem | null = null
  let cancelRetry: (() => void) | null = null

  const note = (found: UpstreamProblem | null) => {
    if (problem !== found) {
      change(() => {
        problem = found
      })
    }
    if (found === null || cancelRetry !== null || !isWanted()) return
    cancelRetry = clock.after(PRINTER_RETRY_MS, () => {
      cancelRetry = null
      if (problem !== null && isWanted()) probe(() => {})
    })
  }
  const isOneself = (address: string) => ownListeners.isFarEnd(address, to.port)
  const attempt = (done: (printer: Socket | null) => void) => {
    if (isIP(to.host) !== 0 && isOneself(to.host)) {
      note('forwarded-to-itself')
      return done(null)
    }
    const printer = connect({ host: to.host, port: to.port, allowHalfOpen: true })
    adopt(printer)
    let isDone = false
    const finishOnce = (found: UpstreamProblem | null) => {
      if (isDone) return
      isDone = true
      cancelTimeout()
      if (found !== null) printer.destroy()
      note(found)
      done(found === null ? printer : null)
    }
    // After a busy moment the timer comes before the answer that has arrived meanwhile.
    const cancelTimeout = clock.after(PRINTER_CONNECT_MS, () =>
      setImmediate(() => finishOnce('printer-unreachable')),
    )
    // Of a name: before anything is connected to.
    printer.on('lookup', (_error, address) => {
      if (isOneself(address)) finishOnce('forwarded-to-itself')
    })
    printer.once('connect', () => finishOnce(null))
    printer.once('close', () => finishOnce('printer-unreachable'))
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
    look: async () => {
      const isItself = await ownListeners.isNamed(to.host, to.port)
      if (isItself) note('forwarded-to-itself')
      else if (problem === 'forwarded-to-itself') note(null)
    },
    problem: () => problem,
    stop: () => {
      cancelRetry?.()
      cancelRetry = null
    },
  }
}
