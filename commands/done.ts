import { type Reply, replyCode } from '../src/contract/refusals.ts'

/** The value; throws with the code and words of what was refused or went wrong. */
export function done<Value>(reply: Reply<Value>): Value {
  if (reply.ok) return reply.value
  const { message } = 'refusal' in reply ? reply.refusal : reply.error
  throw new Error(`${replyCode(reply)}: ${message}`)
}
