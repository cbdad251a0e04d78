import type { RequestId } from '../../../contract/ids.ts'
import type { ActivityLine } from '../../../contract/screen/state.ts'
import { ACTIVITY_LINES_MAX } from '../limits.ts'
import type { Written } from './guarded-database.ts'
import {
  activityOf,
  answerCode,
  type OperationRow,
  operationOf,
  settledOf,
} from './operation-rows.ts'
import type {
  FinalReply,
  JournaledOperation,
  NewOperation,
  SettledRedemption,
} from './operation-types.ts'
import type { Payments } from './payments.ts'
import type { Store } from './store.ts'

/** The outbox and what became of what was in it. */
export interface Operations {
  /** Durable when `ok`: the operation, and its payment taken. `value` false: the payment was gone. */
  readonly add: (operation: NewOperation) => Written<boolean>
  readonly markSent: (requestId: RequestId) => void
  readonly markUnknown: (requestId: RequestId) => void
  /** The final answer. A void that was done also voids its original and puts the payment back. */
  readonly recordAnswer: (operation: AnsweredOperation) => void
  /** The payment of a redemption that was refused goes back on the list. */
  readonly putPaymentBack: (requestId: RequestId) => void
  /** Operations of this device that are not final, in the order they were intended. */
  readonly open: (deviceId: string) => readonly JournaledOperation[]
  readonly activity: () => readonly ActivityLine[]
  /** The newest redemption of this device that was taken. */
  readonly last: (deviceId: string) => SettledRedemption | undefined
}

/** An operation with its final answer. */
export interface AnsweredOperation {
  readonly requestId: RequestId
  readonly reply: FinalReply
  /** A refused redemption gives its payment back, unless the payment was taken elsewhere. */
  readonly putPaymentBack: boolean
  readonly atMs: number
}

const OPEN = `state IN ('journaled', 'sent', 'unknown')`

export function createOperations(store: Store, payments: Payments): Operations {
  const find = (requestId: string) =>
    store.get<OperationRow>('SELECT * FROM operation WHERE request_id = ?', requestId)
  return {
    add: (operation) => {
      // A redemption begins something and needs a sound journal; a void ends something.
      const write = operation.kind === 'void' ? store.writeLast : store.writeNew
      return write(() => {
        if (operation.paymentId !== null && !payments.take(operation.paymentId)) return false
        insert(store, operation)
        return true
      })
    },
    markSent: (requestId) => {
      store.settle(() =>
        store.run(
          `UPDATE operation SET attempts = attempts + 1,
             state = CASE state WHEN 'journaled' THEN 'sent' ELSE state END
           WHERE request_id = ? AND ${OPEN}`,
          requestId,
        ),
      )
    },
    markUnknown: (requestId) => {
      store.settle(() =>
        store.run(
          `UPDATE operation SET state = 'unknown' WHERE request_id = ? AND state IN ('journaled', 'sent')`,
          requestId,
        ),
      )
    },
    recordAnswer: (answered) => {
      store.settle(() => {
        const row = find(answered.requestId)
        if (row === undefined || !finish(store, answered)) return
        if (answered.putPaymentBack) putBack(store, payments, row.request_id)
        if (row.kind === 'void' && answered.reply.ok) voidOriginal(store, payments, row, answered)
      })
    },
    putPaymentBack: (requestId) => {
      store.settle(() => {
        if (find(requestId)?.state === 'refused') putBack(store, payments, requestId)
      })
    },
    open: (deviceId) =>
      store
        .all<OperationRow>(
          `SELECT * FROM operation WHERE ${OPEN} AND device_id = ? ORDER BY ordinal`,
          deviceId,
        )
        .map(operationOf),
    activity: () => store.all<OperationRow>(ACTIVITY, ACTIVITY_LINES_MAX).map(activityOf),
    last: (deviceId) => lastRedemption(store, deviceId),
  }
}

const ACTIVITY = `
  SELECT operation.*, payment.till, payment.receipt_number
  FROM operation LEFT JOIN payment ON payment.id = operation.payment_id
  ORDER BY ordinal DESC LIMIT ?`

function insert(store: Store, operation: NewOperation): void {
  store.run(
    `INSERT INTO operation (request_id, device_id, kind, reason, original_request_id, payment_id,
       params, amount_minor, currency, last_four, state, created_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'journaled', ?)`,
    operation.requestId,
    operation.deviceId,
    operation.kind,
    operation.reason,
    operation.originalRequestId,
    operation.paymentId,
    operation.params,
    operation.amountMinor,
    operation.currency,
    operation.lastFour,
    operation.createdAtMs,
  )
}

/** False when the operation was final already: answers arrive twice, the first one stands. */
function finish(store: Store, { requestId, reply, atMs }: AnsweredOperation): boolean {
  return (
    store.run(
      `UPDATE operation SET state = ?, answer = ?, final_at_ms = ? WHERE request_id = ? AND ${OPEN}`,
      reply.ok ? 'posted' : 'refused',
      JSON.stringify(reply),
      atMs,
      requestId,
    ) === 1
  )
}

function putBack(store: Store, payments: Payments, requestId: string): void {
  const row = store.get<OperationRow>('SELECT * FROM operation WHERE request_id = ?', requestId)
  const paymentId = row && operationOf(row).paymentId
  // A payment that was taken at another station stays off the list, whatever became of ours.
  if (paymentId && answerCode(row) !== 'PAYMENT_ALREADY_TAKEN') payments.putBack(paymentId)
}

function voidOriginal(
  store: Store,
  payments: Payments,
  row: OperationRow,
  answered: AnsweredOperation,
): void {
  if (row.original_request_id === null) return
  store.run(
    `UPDATE operation SET state = 'voided', final_at_ms = coalesce(final_at_ms, ?)
     WHERE request_id = ? AND state <> 'voided'`,
    answered.atMs,
    row.original_request_id,
  )
  putBack(store, payments, row.original_request_id)
}

function lastRedemption(store: Store, deviceId: string): SettledRedemption | undefined {
  const row = store.get<OperationRow>(
    `SELECT * FROM operation WHERE device_id = ? AND kind = 'redeem' AND answer IS NOT NULL
       AND json_extract(answer, '$.ok') ORDER BY final_at_ms DESC, ordinal DESC LIMIT 1`,
    deviceId,
  )
  return row && settledOf(row)
}
