import type { PaymentId, RequestId } from '../../../contract/ids.ts'
import { type Currency, currency, type Minor, minor } from '../../../contract/money.ts'
import { EARLY_REVERSAL_MS, REVERSALS_OPEN_MAX, SAME_SLIP_MS } from '../limits.ts'
import { type TakenBack, takenBackOn } from '../matching/reversals.ts'
import type { CapturedPaper } from '../ports.ts'
import { answerCode, type OperationRow, settledOf } from './operation-rows.ts'
import type { SettledRedemption } from './operation-types.ts'
import { reversalKeyOf } from './payment-key.ts'
import type { JournaledPayment, Payments } from './payments.ts'
import { tieToPayments } from './reversed-payments.ts'
import { voidsSaleWithoutCard } from './sales-without-card.ts'
import type { Store } from './store.ts'

/** How a sale taken back ended; `open` while something is still to be done about it. */
export type ReversalState = 'open' | 'withdrawn' | 'given_back' | 'nothing_taken' | 'settled'

/** A sale taken back at the till, with everything that is known of it here. */
export interface JournaledReversal {
  readonly reversalId: string
  readonly kind: 'void' | 'refund'
  readonly amountMinor: Minor | null
  readonly currency: Currency | null
  readonly till: string | null
  readonly receiptNumber: string | null
  readonly seenAtMs: number
  readonly state: ReversalState
  readonly endedAtMs: number | null
  /** Undefined while no payment is known that it is about. */
  readonly payment: JournaledPayment | undefined
  /** The redemption of that payment that was taken, and what was refunded of it since. */
  readonly redemption: RedeemedPayment | undefined
  /** The newest void or refund that was begun for it. */
  readonly attempt: ReversalAttempt | undefined
}

export interface RedeemedPayment extends SettledRedemption {
  /** Whose id the request has. */
  readonly deviceId: string
  readonly refundedMinor: number
}

export interface ReversalAttempt {
  readonly requestId: RequestId
  readonly state: 'under-way' | 'unknown' | 'posted' | 'refused'
  readonly appliedMinor: number
  /** The card that it went back to; undefined until then. */
  readonly lastFour: string | undefined
  /** Why it was refused. */
  readonly code: ReturnType<typeof answerCode>
}

/** Reason of a payment that left the list because its sale was taken back at the till. */
export const TAKEN_BACK_AT_TILL = 'pos-void'

export interface Reversals {
  /** Inside a write: records what a paper takes back. */
  readonly record: (paperId: string, paper: CapturedPaper) => void
  /** Inside a write: ends what has nothing left to do, whatever the reason. */
  readonly resolve: (nowMs: number) => void
  /** Inside a write: this operation is the attempt. False when it is ended, or tried already. */
  readonly begin: (reversalId: string, requestId: RequestId) => boolean
  /** Inside a write: the attempt was done. */
  readonly done: (requestId: string, nowMs: number) => void
  /** Inside a write: the clerk settled it otherwise. False when it is ended, or under way. */
  readonly settle: (reversalId: string, nowMs: number) => boolean
  /** Open ones, and those that ended since: those of a known payment first, the newest first. */
  readonly list: (endedSinceMs: number) => readonly JournaledReversal[]
  readonly find: (reversalId: string) => JournaledReversal | undefined
}

/** `newId` makes UUIDv7 text. */
export function createReversals(store: Store, payments: Payments, newId: () => string): Reversals {
  const end = (reversalId: string, state: Exclude<ReversalState, 'open'>, nowMs: number) =>
    store.run(
      `UPDATE reversal SET state = ?, ended_at_ms = ? WHERE id = ? AND state = 'open'`,
      state,
      nowMs,
      reversalId,
    ) === 1
  const read = (row: ReversalRow) => reversalOf(store, payments, row)
  const openRows = () =>
    store.all<ReversalRow>(
      `SELECT * FROM reversal WHERE state = 'open' ORDER BY seen_at_ms DESC LIMIT ?`,
      REVERSALS_OPEN_MAX,
    )
  return {
    record: (paperId, paper) => {
      for (const part of takenBackOn(paper)) add(store, { id: newId(), paperId, paper, part })
    },
    resolve: (nowMs) => {
      for (const row of openRows()) {
        if (row.payment_id !== null || !isStillSought(row, nowMs)) continue
        if (voidsSaleWithoutCard(store, row.id)) end(row.id, 'nothing_taken', nowMs)
        else tieToPayments(store, row, newId)
      }
      for (const row of openRows()) {
        const state = row.payment_id === null ? undefined : endOf(read(row))
        if (state === undefined) continue
        if (state === 'withdrawn') {
          payments.dismiss(row.payment_id as PaymentId, TAKEN_BACK_AT_TILL)
        }
        end(row.id, state, nowMs)
      }
    },
    begin: (reversalId, requestId) => {
      const found = store.get<ReversalRow>('SELECT * FROM reversal WHERE id = ?', reversalId)
      if (found?.state !== 'open') return false
      const { attempt } = read(found)
      if (attempt !== undefined && attempt.state !== 'refused') return false
      store.run('UPDATE reversal SET request_id = ? WHERE id = ?', requestId, reversalId)
      return true
    },
    done: (requestId, nowMs) => {
      const found = store.get<{ id: string }>(
        'SELECT id FROM reversal WHERE request_id = ?',
        requestId,
      )
      if (found !== undefined) end(found.id, 'given_back', nowMs)
    },
    settle: (reversalId, nowMs) => {
      const found = store.get<ReversalRow>('SELECT * FROM reversal WHERE id = ?', reversalId)
      if (found === undefined) return false
      const { attempt } = read(found)
      const isUnderWay = attempt?.state === 'under-way' || attempt?.state === 'unknown'
      return !isUnderWay && end(reversalId, 'settled', nowMs)
    },
    list: (endedSinceMs) =>
      store
        .all<ReversalRow>(
          `SELECT * FROM reversal WHERE state = 'open' OR ended_at_ms >= ?
           ORDER BY payment_id IS NULL, seen_at_ms DESC, rowid DESC LIMIT ?`,
          endedSinceMs,
          REVERSALS_OPEN_MAX,
        )
        .map(read),
    find: (reversalId) => {
      const row = store.get<ReversalRow>('SELECT * FROM reversal WHERE id = ?', reversalId)
      return row && read(row)
    },
  }
}

/** A sale taken back as its table holds it. */
export interface ReversalRow {
  readonly id: string
  readonly kind: 'void' | 'refund'
  readonly paper_id: string
  readonly amount_minor: number | null
  readonly currency: string | null
  readonly till: string | null
  readonly receipt_number: string | null
  readonly seen_at_ms: number
  readonly payment_id: string | null
  readonly request_id: string | null
  readonly state: ReversalState
  readonly ended_at_ms: number | null
}

function add(
  store: Store,
  given: { id: string; paperId: string; paper: CapturedPaper; part: TakenBack },
): void {
  const { paper, part } = given
  if (isOfDayBefore(store, paper, part)) return
  store.run(
    `INSERT INTO reversal (id, reversal_key, paper_id, kind, amount_minor, currency, till,
       receipt_number, seen_at_ms, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT (reversal_key) DO NOTHING`,
    given.id,
    reversalKeyOf(paper, part, paper.endedAtMs),
    given.paperId,
    part.kind,
    part.amountMinor,
    part.currency,
    paper.till,
    paper.receiptNumber,
    paper.endedAtMs,
  )
}

/** The day of the key ends in many a shop's evening: a copy of the slip may be printed right after. */
function isOfDayBefore(store: Store, paper: CapturedPaper, part: TakenBack): boolean {
  const sinceMs = paper.endedAtMs - SAME_SLIP_MS
  const key = reversalKeyOf(paper, part, sinceMs)
  const found = 'SELECT 1 FROM reversal WHERE reversal_key = ? AND seen_at_ms >= ?'
  return store.get(found, key, sinceMs) !== undefined
}

/** A sale told later than its void is met, too; a number that a till uses again is not. */
function isStillSought({ seen_at_ms }: ReversalRow, nowMs: number): boolean {
  return nowMs - seen_at_ms <= EARLY_REVERSAL_MS
}

/** How it ends now, or undefined while somebody has still to do something. */
function endOf(reversal: JournaledReversal): Exclude<ReversalState, 'open'> | undefined {
  const { payment, amountMinor, redemption } = reversal
  if (payment === undefined || payment.isUnderWay) return undefined
  if (payment.state === 'dismissed' || payment.elsewhereAtMs !== null) return 'nothing_taken'
  if (payment.state === 'waiting') {
    const isWhole = amountMinor === null || amountMinor >= payment.amountMinor
    return isWhole ? 'withdrawn' : undefined
  }
  const isGone = redemption === undefined || redemption.state === 'voided'
  return isGone ? 'nothing_taken' : undefined
}

function reversalOf(store: Store, payments: Payments, row: ReversalRow): JournaledReversal {
  const payment = row.payment_id === null ? undefined : payments.find(row.payment_id as PaymentId)
  return {
    reversalId: row.id,
    kind: row.kind,
    amountMinor: row.amount_minor === null ? null : minor(row.amount_minor),
    currency: row.currency === null ? null : currency(row.currency),
    till: row.till,
    receiptNumber: row.receipt_number,
    seenAtMs: row.seen_at_ms,
    state: row.state,
    endedAtMs: row.ended_at_ms,
    payment,
    redemption: row.payment_id === null ? undefined : redemptionOf(store, row.payment_id),
    attempt: row.request_id === null ? undefined : attemptOf(store, row.request_id),
  }
}

function redemptionOf(store: Store, paymentId: string): RedeemedPayment | undefined {
  const row = store.get<OperationRow>(
    `SELECT * FROM operation WHERE payment_id = ? AND kind = 'redeem'
       AND state IN ('posted', 'voided') ORDER BY ordinal DESC LIMIT 1`,
    paymentId,
  )
  const settled = row && settledOf(row)
  if (settled === undefined) return undefined
  const refundedMinor = refundedOf(store, settled.requestId)
  return { ...settled, deviceId: row?.device_id ?? '', refundedMinor }
}

/** What refunds of this station gave back of a redemption. */
export function refundedOf(store: Store, requestId: string): number {
  const sum = store.get<{ minor: number | null }>(
    `SELECT sum(json_extract(answer, '$.value.appliedMinor')) AS minor FROM operation
     WHERE original_request_id = ? AND kind = 'refund' AND state = 'posted'`,
    requestId,
  )
  return sum?.minor ?? 0
}

function attemptOf(store: Store, requestId: string): ReversalAttempt | undefined {
  const row = store.get<OperationRow>('SELECT * FROM operation WHERE request_id = ?', requestId)
  if (row === undefined) return undefined
  const answered = settledOf(row)
  return {
    requestId: row.request_id as RequestId,
    state: attemptState(row.state),
    appliedMinor: answered?.appliedMinor ?? 0,
    lastFour: answered?.lastFour,
    code: answerCode(row),
  }
}

function attemptState(state: OperationRow['state']): ReversalAttempt['state'] {
  if (state === 'refused' || state === 'unknown') return state
  return state === 'posted' || state === 'voided' ? 'posted' : 'under-way'
}
