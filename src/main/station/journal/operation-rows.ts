import { paymentIdSchema, type RequestId, requestIdSchema } from '../../../contract/ids.ts'
import { currency, minor } from '../../../contract/money.ts'
import { movedLastFour, operationAnswerSchema } from '../../../contract/operations.ts'
import { type ReplyCode, replyCode } from '../../../contract/refusals.ts'
import { replySchema } from '../../../contract/reply-schemas.ts'
import type { ActivityLine } from '../../../contract/screen/state.ts'
import type { FinalReply, JournaledOperation, SettledRedemption } from './operation-types.ts'

/** A row of `operation`, as SQLite gives it; till and receipt number when payments are joined. */
export interface OperationRow {
  readonly ordinal: number
  readonly request_id: string
  readonly device_id: string
  readonly kind: JournaledOperation['kind']
  readonly reason: JournaledOperation['reason']
  readonly original_request_id: string | null
  readonly payment_id: string | null
  readonly params: string
  readonly amount_minor: number
  readonly currency: string
  readonly last_four: string
  readonly state: 'journaled' | 'sent' | 'unknown' | 'posted' | 'refused' | 'voided'
  readonly answer: string | null
  readonly attempts: number
  readonly created_at_ms: number
  readonly final_at_ms: number | null
  readonly till?: string | null
  readonly receipt_number?: string | null
}

const id = (text: string): RequestId => requestIdSchema.parse(text)

export function operationOf(row: OperationRow): JournaledOperation {
  return {
    requestId: id(row.request_id),
    deviceId: row.device_id,
    kind: row.kind,
    reason: row.reason,
    originalRequestId: row.original_request_id === null ? null : id(row.original_request_id),
    paymentId: row.payment_id === null ? null : paymentIdSchema.parse(row.payment_id),
    params: row.params,
    amountMinor: minor(row.amount_minor),
    currency: currency(row.currency),
    lastFour: row.last_four,
    createdAtMs: row.created_at_ms,
    attempts: row.attempts,
  }
}

/** Undefined when the row does not hold a redemption that was taken. */
export function settledOf(row: OperationRow): SettledRedemption | undefined {
  const answer = answerOf(row)
  if (!answer?.ok || row.final_at_ms === null) return undefined
  return {
    requestId: id(row.request_id),
    reference: answer.value.operationId,
    appliedMinor: answer.value.appliedMinor,
    currency: answer.value.currency,
    lastFour: movedLastFour(answer.value, row.last_four),
    atMs: row.final_at_ms,
    state: row.state === 'voided' ? 'voided' : 'posted',
  }
}

/** The code of the answer that was not a success; undefined when there is none. */
export function answerCode(row: OperationRow): ReplyCode | undefined {
  const answer = answerOf(row)
  return answer && !answer.ok ? replyCode(answer) : undefined
}

export function activityOf(row: OperationRow): ActivityLine {
  const answer = answerOf(row)
  const isFinal = row.final_at_ms !== null
  return {
    atMs: row.created_at_ms,
    what: row.kind,
    state: isFinal ? finalState(row.state) : 'unknown',
    amountMinor: answer?.ok ? answer.value.appliedMinor : minor(row.amount_minor),
    currency: currency(row.currency),
    lastFour: answer?.ok ? movedLastFour(answer.value, row.last_four) : row.last_four,
    till: row.till ?? null,
    receiptNumber: row.receipt_number ?? null,
    reference: referenceOf(row, answer),
  }
}

/** While nobody knows the outcome, the request's own id is what the operator can look for. */
function referenceOf(row: OperationRow, answer: FinalReply | undefined): string | null {
  if (row.final_at_ms === null) return row.request_id
  return answer?.ok ? answer.value.operationId : null
}

const finalReplySchema = replySchema(operationAnswerSchema)

function answerOf(row: OperationRow): FinalReply | undefined {
  return row.answer === null ? undefined : finalReplySchema.parse(JSON.parse(row.answer))
}

function finalState(state: OperationRow['state']): 'posted' | 'voided' | 'refused' {
  return state === 'posted' || state === 'voided' ? state : 'refused'
}
