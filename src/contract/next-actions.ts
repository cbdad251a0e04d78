/** What a caller does after a reply that is not a success (spec: retry semantics, rule 7). */
export const NEXT_ACTIONS = [
  'retry_same_id',
  'void_then_stop',
  'enquire',
  'do_not_retry',
  'correct_and_resend',
  'sign_in_again',
] as const
export type NextAction = (typeof NEXT_ACTIONS)[number]
