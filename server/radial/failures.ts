import { invariant } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import { replyOf } from '../error-replies.ts'
import { type Failure, reasonOf } from './replies.ts'

/** Something that broke, as a failure; INTERNAL is logged in full and told to nobody. */
export function failureOf({ log }: ServerContext, error: unknown): Failure {
  const failure = replyOf(error instanceof Error ? error : new Error('not an error'))
  invariant(!failure.ok, 'an error is no success')
  if (reasonOf(failure).code === 'INTERNAL') log.error({ err: error }, 'an XML request failed')
  return failure
}
