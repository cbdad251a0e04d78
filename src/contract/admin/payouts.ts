/**
 * `draft`: waits for a second person; `approved`: its money is being posted; `generated`: its files
 * are made; `sent`: the bank has them; `acknowledged`: the bank took them; `settled`: every payout has
 * come to its end. `cancelled`: given up before the money left.
 */
export const RUN_STATES = [
  'draft',
  'approved',
  'generated',
  'sent',
  'acknowledged',
  'settled',
  'cancelled',
] as const
export type RunState = (typeof RUN_STATES)[number]

/**
 * `pending`: not at the bank yet; `sent`: the bank has it; `assumed_paid`: its day has come and nothing
 * was heard; `confirmed`: it arrived; `returned`: it came back; `corrected`: it arrived, and the bank
 * named other details for the next one; `cancelled`: it was never sent.
 */
export const PAYOUT_STATES = [
  'pending',
  'sent',
  'assumed_paid',
  'confirmed',
  'returned',
  'corrected',
  'cancelled',
] as const
export type PayoutState = (typeof PAYOUT_STATES)[number]
