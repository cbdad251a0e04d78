import type { NextAction } from '../../src/contract/next-actions.ts'
import {
  ERROR_CODES,
  ERRORS,
  REFUSAL_CODES,
  REFUSALS,
  type ReplyCode,
} from '../../src/contract/refusals.ts'
import { FIELD_CODES, FIELD_SYSTEMS, type FieldSystem } from './field-codes.ts'

/** All that a caller may want to know of one code. */
export interface ErrorFacts {
  readonly code: ReplyCode
  /** A refusal was understood and not done; an error was not judged. */
  readonly kind: 'refusal' | 'error'
  readonly httpStatus: number
  /** What it means. */
  readonly meaning: string
  /** Whether the same request may have another answer later. */
  readonly retryable: boolean
  readonly nextAction: NextAction
  /** The same as a sentence. */
  readonly whatToDo: string
  /** The page of this code on this server. */
  readonly page: string
  /** What other systems answer in this case. */
  readonly equivalents: ReadonlyArray<{ readonly system: FieldSystem; readonly code: string }>
}

/** Where the pages are; one more part, the code, names one. */
export const ERRORS_PATH = '/v1/errors'

const WHAT_TO_DO: Readonly<Record<NextAction, string>> = {
  retry_same_id: 'Wait, then send the same request again under the same requestId.',
  void_then_stop: 'Void the request by its requestId, then stop.',
  enquire: 'Ask for the outcome under the same requestId, or send the same request again.',
  do_not_retry: 'Do not send it again: the answer would be the same.',
  correct_and_resend: 'Correct the request and send it under a new requestId.',
  sign_in_again: 'Send a valid key.',
}

/** Every code: refusals in their order of precedence, then errors. */
export function allErrorFacts(): readonly ErrorFacts[] {
  return [
    ...REFUSAL_CODES.map((code) => factsOf(code, 'refusal', REFUSALS[code])),
    ...ERROR_CODES.map((code) => factsOf(code, 'error', ERRORS[code])),
  ]
}

interface Entry {
  readonly http: number
  readonly message: string
  readonly retryable: boolean
  readonly nextAction: NextAction
}

function factsOf(code: ReplyCode, kind: ErrorFacts['kind'], entry: Entry): ErrorFacts {
  const others = FIELD_CODES[code] ?? {}
  return {
    ...{ code, kind, httpStatus: entry.http, meaning: entry.message },
    ...{ retryable: entry.retryable, nextAction: entry.nextAction },
    whatToDo: WHAT_TO_DO[entry.nextAction],
    page: `${ERRORS_PATH}/${code}`,
    equivalents: FIELD_SYSTEMS.flatMap((system) => {
      const equivalent = others[system]
      return equivalent === undefined ? [] : [{ system, code: equivalent }]
    }),
  }
}
