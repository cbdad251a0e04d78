import { createHash } from 'node:crypto'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import type { Reply } from '../../../src/contract/refusals.ts'

/** A short name for what a reply says, the same for the first answer and for its replays. */
export function digestOf(reply: Reply<OperationAnswer>): string {
  const said = reply.ok ? { ...reply, value: { ...reply.value, replayed: false } } : reply
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)
}
