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
