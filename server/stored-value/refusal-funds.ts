import type { Reply } from '../../src/contract/refusals.ts'

/** Whether a refusal tells what is on a card. */
export function tellsFunds(reply: Reply<unknown>): boolean {
  return 'refusal' in reply && reply.refusal.balanceMinor !== undefined
}

/** The same to somebody who may not know. */
export function withoutFunds<Value>(reply: Reply<Value>): Reply<Value> {
  if (!('refusal' in reply)) return reply
  const { balanceMinor: _balance, availableMinor: _free, currency: _of, ...refusal } = reply.refusal
  return { ok: false, refusal }
}
