import { failed, type Reply } from '../../src/contract/refusals.ts'

/** More is asked than can be done: nothing was begun, and it may be sent again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError'
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('More is asked of the server than it can do.')
    this.retryAfterMs = retryAfterMs
  }
}

/** What a caller is told of it. */
export function overloaded(retryAfterMs: number): Reply<never> {
  return failed(
    'UNAVAILABLE',
    'The server has more to do than it can. Nothing was done; wait, then send it again with the same id.',
    retryAfterMs,
  )
}

/** The server is about to end: nothing was begun, and it may be sent again. */
export class StoppingError extends Error {
  override readonly name = 'StoppingError'
}

/** In which a server usually stops and starts again. */
const STOPPED_AFTER_MS = 5_000

/** What a caller is told of it. */
export function stopping(): Reply<never> {
  return failed(
    'UNAVAILABLE',
    'The server is stopping. Nothing was done; send it again with the same id when it is back.',
    STOPPED_AFTER_MS,
  )
}
