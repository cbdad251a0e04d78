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

/** One code of the tables. */
export interface Code {
  /** HTTP status of the JSON API. */
  readonly http: number
  readonly retryable: boolean
  readonly nextAction: NextAction
  /** English, for developers and logs; screens translate by code. Says what to do next. */
  readonly message: string
}

/** Understood and not done, and it will not be: sending it again has the same answer. */
export const no = (http: number, message: string): Code => ({
  http,
  retryable: false,
  nextAction: 'do_not_retry',
  message,
})
/** What was asked is wrong: it is corrected and sent under a new id. */
export const correct = (http: number, message: string): Code => ({
  http,
  retryable: false,
  nextAction: 'correct_and_resend',
  message,
})
/** It may be done later: the same is sent again. */
export const again = (http: number, message: string): Code => ({
  http,
  retryable: true,
  nextAction: 'retry_same_id',
  message,
})
