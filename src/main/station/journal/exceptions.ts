import { paymentIdSchema, requestIdSchema } from '../../../contract/ids.ts'
import { currency, minor } from '../../../contract/money.ts'
import {
  EXCEPTIONS_REPORTED_MAX,
  type ExceptionKind,
  type ExceptionReason,
  type WireException,
} from '../../../contract/wire/exceptions.ts'
import { maskNumbers } from '../masking.ts'
import { ABANDONED_AFTER_MS } from '../matching/limits.ts'
import type { Written } from './guarded-database.ts'
import type { Payments } from './payments.ts'
import type { Reversals } from './reversals.ts'
import type { Store } from './store.ts'

export type Subject = 'payment' | 'redemption' | 'reversal'

/** Something without its other half. */
export interface Unpaired {
  readonly subject: Subject
  readonly id: string
  readonly amountMinor: number | null
  readonly currency: string | null
  readonly till: string | null
  readonly receiptNumber: string | null
  readonly lastFour: string | null
  readonly atMs: number
}

/** What a clerk says about one. */
export interface Settlement {
  readonly subject: Subject
  readonly id: string
  readonly reason: ExceptionReason
  readonly note: string
  readonly clerk: string
}

/** What has no other half, and what the server is still to be told of it. */
export interface Exceptions {
  /** All that is to be settled now, newest first, at most so many. */
  readonly unpaired: (limit: number) => readonly Unpaired[]
  readonly unpairedCount: () => number
  /** Settles all of them or none. `value` false: one of them is not to be settled any more. */
  readonly settle: (settlements: readonly Settlement[], nowMs: number) => Written<boolean>
  /** Notes what waits for long, and what came right since it was noted: now, or at a later review. */
  readonly review: (nowMs: number) => void
  /** The oldest that the server has not acknowledged, as many as one report takes. */
  readonly unsent: () => readonly WireException[]
  readonly unsentCount: () => number
  /** False when it could not be written: they stay unsent. */
  readonly acknowledge: (told: readonly WireException[]) => boolean
}

/** `newId` makes UUIDv7 text. */
export function createExceptions(
  store: Store,
  parts: { readonly payments: Payments; readonly reversals: Reversals; newId: () => string },
): Exceptions {
  const { payments, reversals, newId } = parts
  const end = ({ subject, id, reason, note }: Settlement, nowMs: number): boolean => {
    if (subject === 'payment') {
      const why = reason === 'other' ? maskNumbers(note) : reason
      return payments.dismiss(paymentIdSchema.parse(id), why)
    }
    if (subject === 'reversal') return reversals.settle(id, nowMs)
    return isUnpaired(store, 'redemption', id)
  }
  return {
    unpaired: (limit) => store.all<Unpaired>(`${UNPAIRED} ORDER BY atMs DESC, id LIMIT ?`, limit),
    unpairedCount: () =>
      store.get<{ count: number }>(`SELECT count(*) AS count FROM (${UNPAIRED})`)?.count ?? 0,
    settle: (settlements, nowMs) =>
      attempt(store, () => {
        for (const settlement of settlements) {
          if (!end(settlement, nowMs)) throw new NotToSettle()
          keep(store, newId(), { ...settlement, state: 'settled' }, nowMs)
        }
      }),
    // Nothing of this waits in memory, where it would crowd out what was heard and answered.
    review: (nowMs) => {
      store.writeNew(() => review(store, newId, nowMs))
    },
    unsent: () =>
      store
        .all<ToldRow>(
          `${TOLD} WHERE exception.acknowledged < exception.revision
           ORDER BY exception.changed_at_ms LIMIT ?`,
          EXCEPTIONS_REPORTED_MAX,
        )
        .map(wireOf),
    unsentCount: () =>
      store.get<{ count: number }>(
        'SELECT count(*) AS count FROM exception WHERE acknowledged < revision',
      )?.count ?? 0,
    acknowledge: (told) =>
      store.writeNew(() => {
        for (const { exceptionId, revision } of told) {
          store.run(
            'UPDATE exception SET acknowledged = max(acknowledged, ?) WHERE id = ?',
            revision,
            exceptionId,
          )
        }
      }).ok,
  }
}

/** Takes the whole write back; never leaves this file. */
class NotToSettle extends Error {}

function attempt(store: Store, write: () => void): Written<boolean> {
  try {
    const written = store.writeNew(write)
    return written.ok ? { ok: true, value: true } : written
  } catch (error) {
    if (error instanceof NotToSettle) return { ok: true, value: false }
    throw error
  }
}

const IS_LONE = `operation.kind = 'redeem' AND operation.payment_id IS NULL
  AND operation.state = 'posted' AND NOT EXISTS (
    SELECT 1 FROM exception WHERE exception.request_id = operation.request_id
      AND exception.state = 'settled')`

/** What was tried and is under way, or not known, settles by itself. */
const UNPAIRED = `
  SELECT 'payment' AS subject, id, amount_minor AS amountMinor, currency, till,
    receipt_number AS receiptNumber, NULL AS lastFour, seen_at_ms AS atMs
  FROM payment WHERE state = 'waiting' AND elsewhere_at_ms IS NULL
  UNION ALL
  SELECT 'redemption', request_id, json_extract(answer, '$.value.appliedMinor'), currency, NULL,
    NULL, last_four, final_at_ms
  FROM operation WHERE ${IS_LONE}
  UNION ALL
  SELECT 'reversal', reversal.id, reversal.amount_minor, reversal.currency, reversal.till,
    reversal.receipt_number, NULL, reversal.seen_at_ms
  FROM reversal LEFT JOIN operation ON operation.request_id = reversal.request_id
  WHERE reversal.state = 'open' AND (operation.state IS NULL OR operation.state = 'refused')`

function isUnpaired(store: Store, subject: Subject, id: string): boolean {
  const found = `SELECT 1 FROM (${UNPAIRED}) WHERE subject = ? AND id = ?`
  return store.get(found, subject, id) !== undefined
}

const COLUMNS = {
  payment: 'payment_id',
  redemption: 'request_id',
  reversal: 'reversal_id',
} as const

interface Noted {
  readonly subject: Subject
  readonly id: string
  readonly state: 'open' | 'settled'
  readonly reason: ExceptionReason | null
  readonly note: string
  readonly clerk: string
}

/** A new revision of what is known of it. */
function keep(store: Store, newId: string, noted: Noted, nowMs: number): void {
  const column = COLUMNS[noted.subject]
  store.run(
    `INSERT INTO exception (id, ${column}, state, reason, note, clerk, changed_at_ms, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1)
     ON CONFLICT (${column}) DO UPDATE SET state = excluded.state, reason = excluded.reason,
       note = excluded.note, clerk = excluded.clerk, changed_at_ms = excluded.changed_at_ms,
       revision = revision + 1`,
    newId,
    noted.id,
    noted.state,
    noted.reason,
    maskNumbers(noted.note),
    noted.clerk,
    nowMs,
  )
}

/** Column by column, each by its index: one look at all three would compare everything with everything. */
const IS_NOT_OPEN = Object.values(COLUMNS)
  .map(
    (column) =>
      `NOT EXISTS (SELECT 1 FROM exception WHERE ${column} = unpaired.id AND state = 'open')`,
  )
  .join(' AND ')

function review(store: Store, newId: () => string, nowMs: number): void {
  const old = store.all<Unpaired>(
    `SELECT * FROM (${UNPAIRED}) AS unpaired WHERE atMs <= ? AND ${IS_NOT_OPEN}`,
    nowMs - ABANDONED_AFTER_MS,
  )
  for (const { subject, id } of old) {
    keep(store, newId(), { subject, id, state: 'open', reason: null, note: '', clerk: '' }, nowMs)
  }
  store.run(
    `UPDATE exception SET state = 'settled', reason = 'came_right', changed_at_ms = ?,
       revision = revision + 1
     WHERE state = 'open' AND coalesce(payment_id, request_id, reversal_id) NOT IN (
       SELECT id FROM (${UNPAIRED}))`,
    nowMs,
  )
}

interface ToldRow {
  readonly id: string
  readonly revision: number
  readonly kind: ExceptionKind
  readonly amount_minor: number | null
  readonly currency: string | null
  readonly payment_key: string | null
  readonly request_id: string | null
  readonly till: string | null
  readonly receipt_number: string | null
  readonly last_four: string | null
  readonly at_ms: number
  readonly state: 'open' | 'settled'
  readonly reason: ExceptionReason | null
  readonly note: string
  readonly clerk: string
  readonly changed_at_ms: number
}

const TOLD = `
  SELECT exception.id, exception.revision, exception.state, exception.reason, exception.note,
    exception.clerk, exception.changed_at_ms, exception.request_id,
    CASE WHEN exception.payment_id IS NOT NULL THEN 'payment_without_redemption'
      WHEN exception.request_id IS NOT NULL THEN 'redemption_without_payment'
      ELSE 'reversal_without_redemption' END AS kind,
    coalesce(payment.amount_minor, json_extract(operation.answer, '$.value.appliedMinor'),
      operation.amount_minor, reversal.amount_minor) AS amount_minor,
    coalesce(payment.currency, operation.currency, reversal.currency) AS currency,
    payment.payment_key, operation.last_four, coalesce(payment.till, reversal.till) AS till,
    coalesce(payment.receipt_number, reversal.receipt_number) AS receipt_number,
    coalesce(payment.seen_at_ms, operation.final_at_ms, operation.created_at_ms,
      reversal.seen_at_ms) AS at_ms
  FROM exception LEFT JOIN payment ON payment.id = exception.payment_id
    LEFT JOIN operation ON operation.request_id = exception.request_id
    LEFT JOIN reversal ON reversal.id = exception.reversal_id`

function wireOf(row: ToldRow): WireException {
  return {
    ...{ exceptionId: row.id, revision: row.revision, kind: row.kind },
    amountMinor: row.amount_minor === null ? null : minor(row.amount_minor),
    currency: row.currency === null ? null : currency(row.currency),
    paymentKey: row.payment_key,
    requestId: row.request_id === null ? null : requestIdSchema.parse(row.request_id),
    ...{ till: row.till, receiptNumber: row.receipt_number, lastFour: row.last_four },
    ...{ atMs: row.at_ms, state: row.state, reason: row.reason, note: row.note },
    ...{ clerk: row.clerk, changedAtMs: row.changed_at_ms },
  }
}
