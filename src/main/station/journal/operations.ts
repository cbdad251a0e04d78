import { type RequestId, requestIdSchema } from '../../../contract/ids.ts'
import { invariant } from '../../../contract/parse.ts'
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
  AnsweredOperation,
  JournaledOperation,
  NewOperation,
  SettledRedemption,
} from './operation-types.ts'
import type { Payments } from './payments.ts'
import { type Reversals, refundedOf, TAKEN_BACK_AT_TILL } from './reversals.ts'
import type { Store } from './store.ts'
import { createUnwrittenAnswers, type UnwrittenAnswers } from './unwritten-answers.ts'

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
  /** Operations of earlier devices of this PC that are not final; no other device may ask for them. */
  readonly openOfOthers: (deviceId: string | undefined) => readonly RequestId[]
  /** What earlier devices left open first, then the newest of all. */
  readonly activity: (deviceId: string | undefined) => readonly ActivityLine[]
  /** The redemption of this device that was intended last and taken, by no clock. */
  readonly last: (deviceId: string) => SettledRedemption | undefined
  /** Redemptions of this device without a payment since then, that still stand. */
  readonly lone: (deviceId: string, sinceMs: number) => readonly SettledRedemption[]
  /** The redemption of this device that the ledger calls so. */
  readonly taken: (deviceId: string, reference: string) => SettledRedemption | undefined
}

const OPEN = `state IN ('journaled', 'sent', 'unknown')`

export function createOperations(
  store: Store,
  payments: Payments,
  reversals: Reversals,
): Operations {
  const unwritten = createUnwrittenAnswers()
  const find = (requestId: string) =>
    store.get<OperationRow>('SELECT * FROM operation WHERE request_id = ?', requestId)
  return {
    add: (operation) => {
      // A redemption begins something and needs a sound journal; a void ends something.
      const write = operation.kind === 'void' ? store.writeLast : store.writeNew
      return write(() => {
        if (operation.paymentId !== null && !payments.take(operation.paymentId)) return false
        const { reversalId, requestId } = operation
        if (reversalId !== undefined && !reversals.begin(reversalId, requestId)) return false
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
      const isWritten = store.settle(() => {
        const row = find(answered.requestId)
        if (row === undefined || !finish(store, answered)) return
        if (answered.putPaymentBack) putBack(store, payments, row.request_id)
        if (answered.reply.ok) giveBack(store, payments, row, answered)
        if (answered.reply.ok) reversals.done(row.request_id, answered.atMs)
        reversals.resolve(answered.atMs)
      })
      if (isWritten) return
      const row = find(answered.requestId)
      unwritten.add(answered, row?.original_request_id ?? null, row?.kind === 'refund')
    },
    putPaymentBack: (requestId) => {
      store.settle(() => {
        const row = find(requestId)
        if (row?.state !== 'refused' && row?.state !== 'voided') return
        putBack(store, payments, requestId)
        reversals.resolve(row.final_at_ms ?? row.created_at_ms)
      })
    },
    open: (deviceId) =>
      store
        .all<OperationRow>(
          `SELECT * FROM operation WHERE ${OPEN} AND device_id = ? ORDER BY ordinal`,
          deviceId,
        )
        .map(operationOf),
    openOfOthers: (deviceId) =>
      store
        .all<OperationRow>(
          `SELECT * FROM operation WHERE ${OPEN} AND device_id <> ? ORDER BY ordinal`,
          deviceId ?? '',
        )
        .map(({ request_id }) => requestIdSchema.parse(request_id)),
    activity: (deviceId) => activityLines(store, unwritten, deviceId ?? ''),
    last: (deviceId) => lastTaken(store, unwritten, deviceId),
    lone: (deviceId, sinceMs) =>
      store
        .all<OperationRow>(
          // The plus keeps SQLite from reading all that was ever redeemed in that order.
          `${REDEMPTION} AND payment_id IS NULL AND state = 'posted' AND final_at_ms >= ?
             AND NOT EXISTS (SELECT 1 FROM exception WHERE exception.request_id = operation.request_id
               AND exception.state = 'settled')
           ORDER BY +ordinal DESC LIMIT 200`,
          deviceId,
          sinceMs,
        )
        .flatMap((row) => settledOf(unwritten.apply(row)) ?? []),
    taken: (deviceId, reference) => takenAs(store, unwritten, deviceId, reference),
  }
}

const ACTIVITY = `
  SELECT operation.*, payment.till, payment.receipt_number
  FROM operation LEFT JOIN payment ON payment.id = operation.payment_id`

function activityLines(
  store: Store,
  unwritten: UnwrittenAnswers,
  deviceId: string,
): readonly ActivityLine[] {
  const earlier = store.all<OperationRow>(
    `${ACTIVITY} WHERE operation.${OPEN} AND device_id <> ? ORDER BY ordinal DESC LIMIT ?`,
    deviceId,
    ACTIVITY_LINES_MAX,
  )
  const newest = store.all<OperationRow>(
    `${ACTIVITY} WHERE NOT (operation.${OPEN} AND device_id <> ?) ORDER BY ordinal DESC LIMIT ?`,
    deviceId,
    ACTIVITY_LINES_MAX,
  )
  return [...earlier, ...newest]
    .slice(0, ACTIVITY_LINES_MAX)
    .map((row) => activityOf(unwritten.apply(row)))
}

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
function finish(store: Store, { requestId, reply, standing, atMs }: AnsweredOperation): boolean {
  return (
    store.run(
      `UPDATE operation SET state = ?, answer = ?, final_at_ms = ? WHERE request_id = ? AND ${OPEN}`,
      reply.ok ? standing : 'refused',
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

/** What a void or refund that was done means for the redemption and for its payment. */
function giveBack(
  store: Store,
  payments: Payments,
  row: OperationRow,
  answered: AnsweredOperation,
): void {
  const { original_request_id: original } = row
  if (original === null || (row.kind === 'refund' && !isAllBack(store, original))) return
  store.run(
    `UPDATE operation SET state = 'voided', final_at_ms = coalesce(final_at_ms, ?)
     WHERE request_id = ? AND state <> 'voided'`,
    answered.atMs,
    original,
  )
  if (row.reason === 'pos') withdrawPayment(store, payments, original)
  else putBack(store, payments, original)
}

/** Its sale is no more, so nobody has to pay it again. */
function withdrawPayment(store: Store, payments: Payments, original: string): void {
  const { paymentId } = operationOf(originalOf(store, original))
  if (paymentId !== null) payments.withdraw(paymentId, TAKEN_BACK_AT_TILL)
}

function isAllBack(store: Store, original: string): boolean {
  const settled = settledOf(originalOf(store, original))
  return settled !== undefined && refundedOf(store, original) >= settled.appliedMinor
}

function originalOf(store: Store, requestId: string): OperationRow {
  const row = store.get<OperationRow>('SELECT * FROM operation WHERE request_id = ?', requestId)
  invariant(row, 'what is given back was journaled')
  return row
}

/** By the order of intention: the clock of a PC may be set back, and an old answer may come late. */
function lastTaken(
  store: Store,
  unwritten: UnwrittenAnswers,
  deviceId: string,
): SettledRedemption | undefined {
  const row = store.get<OperationRow>(
    `${REDEMPTION} AND (json_extract(answer, '$.ok') OR ${UNWRITTEN}) ORDER BY ordinal DESC LIMIT 1`,
    deviceId,
    unwritten.takenIds(),
  )
  return row && settledOf(unwritten.apply(row))
}

function takenAs(
  store: Store,
  unwritten: UnwrittenAnswers,
  deviceId: string,
  reference: string,
): SettledRedemption | undefined {
  const row = store.get<OperationRow>(
    `${REDEMPTION} AND (json_extract(answer, '$.value.operationId') = ? OR ${UNWRITTEN})
     ORDER BY ordinal DESC LIMIT 1`,
    deviceId,
    reference,
    unwritten.takenIds(reference),
  )
  return row && settledOf(unwritten.apply(row))
}

const REDEMPTION = `SELECT * FROM operation WHERE device_id = ? AND kind = 'redeem'`
const UNWRITTEN = 'request_id IN (SELECT value FROM json_each(?))'
