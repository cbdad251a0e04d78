import { type ShiftReport, shiftReportSchema } from '../../../contract/screen/counter.ts'
import type { Written } from './guarded-database.ts'
import type { Store } from './store.ts'

/** An operation as a report counts it. */
export interface CountedOperation {
  readonly requestId: string
  readonly kind: string
  readonly currency: string
  /** What it counts for, minor units; null when nothing moved, or nothing that counts. */
  readonly appliedMinor: number | null
  readonly isRefused: boolean
  /** Who stood at the counter when the redemption was begun. */
  readonly clerk: string | null
}

export interface OpenShift {
  readonly openedAtMs: number
  readonly openedBy: string | null
}

/** Shifts, their reports, and in which of them each operation was counted. */
export interface ShiftRecord {
  readonly open: () => OpenShift | undefined
  /** False when one is open already. */
  readonly begin: (shift: OpenShift) => Written<boolean>
  /** Final operations that no report has counted, in the order they were intended. */
  readonly uncounted: () => readonly CountedOperation[]
  readonly notFinal: () => number
  /** Receipts printed again since the last report. */
  readonly copies: () => number
  /**
   * Gives the next number to the report that `make` makes of what is uncounted, and counts that, in
   * one transaction.
   */
  readonly close: (
    make: (zNumber: number, counted: readonly CountedOperation[]) => ShiftReport,
  ) => Written<ShiftReport>
  readonly report: (zNumber: number) => ShiftReport | undefined
  /** Newest first. */
  readonly reports: (limit: number) => readonly ShiftReport[]
}

export function createShiftRecord(store: Store): ShiftRecord {
  const uncounted = () => store.all<CountedRow>(UNCOUNTED).map(countedOf)
  const openRow = () =>
    store.get<ShiftRow>('SELECT ordinal, opened_at_ms, opened_by FROM shift WHERE z_number IS NULL')
  return {
    open: () => {
      const row = openRow()
      return row?.opened_at_ms == null
        ? undefined
        : { openedAtMs: row.opened_at_ms, openedBy: row.opened_by }
    },
    begin: ({ openedAtMs, openedBy }) =>
      store.writeNew(() => {
        if (openRow() !== undefined) return false
        insertShift(store, openedAtMs, openedBy)
        return true
      }),
    uncounted,
    notFinal: () =>
      store.get<Count>(
        `SELECT count(*) AS count FROM operation WHERE state IN ('journaled', 'sent', 'unknown')`,
      )?.count ?? 0,
    copies: () =>
      store.get<Count>(
        'SELECT count(*) AS count FROM receipt_print WHERE copy_number > 0 AND shift_ordinal IS NULL',
      )?.count ?? 0,
    close: (make) => store.writeNew(() => closeShift(store, make, uncounted())),
    report: (zNumber) => reportsOf(store, 'WHERE z_number = ?', zNumber)[0],
    reports: (limit) =>
      reportsOf(store, 'WHERE z_number IS NOT NULL ORDER BY z_number DESC LIMIT ?', limit),
  }
}

interface Count {
  readonly count: number
}

interface ShiftRow {
  readonly ordinal: number
  readonly opened_at_ms: number | null
  readonly opened_by: string | null
}

interface CountedRow {
  readonly request_id: string
  readonly kind: string
  readonly currency: string
  readonly state: string
  readonly applied: number | null
  readonly already_voided: number | null
  /** What the redemption took that this gives back; null when it took nothing that we know of. */
  readonly original_applied: number | null
  /** What went back of that before this. */
  readonly given_before: number | null
  /** Something was given back of this redemption here. */
  readonly is_given_back: number
  readonly clerk: string | null
}

const appliedOf = (row: string) => `CASE WHEN json_extract(${row}.answer, '$.ok')
  THEN json_extract(${row}.answer, '$.value.appliedMinor') END`

/** Who stood there when value went back is told by the redemption that it is about. */
const UNCOUNTED = `
  SELECT operation.request_id, operation.kind, operation.currency, operation.state,
    ${appliedOf('operation')} AS applied,
    json_extract(operation.answer, '$.value.alreadyVoided') AS already_voided,
    ${appliedOf('original')} AS original_applied,
    (SELECT sum(${appliedOf('back')}) FROM operation AS back
      WHERE back.original_request_id = operation.original_request_id AND back.state = 'posted'
        AND back.ordinal < operation.ordinal) AS given_before,
    EXISTS (SELECT 1 FROM operation AS back WHERE back.original_request_id = operation.request_id
      AND back.state = 'posted' AND (${appliedOf('back')} > 0
        OR json_extract(back.answer, '$.value.alreadyVoided'))) AS is_given_back,
    coalesce(json_extract(operation.params, '$.clerk'), json_extract(original.params, '$.clerk')) AS clerk
  FROM operation
  LEFT JOIN operation AS original ON original.request_id = operation.original_request_id
  WHERE operation.state IN ('posted', 'refused', 'voided')
    AND NOT EXISTS (SELECT 1 FROM shift_operation WHERE request_id = operation.request_id)
  ORDER BY operation.ordinal`

function countedOf(row: CountedRow): CountedOperation {
  const { request_id, kind, currency, state, clerk } = row
  const appliedMinor = kind === 'redeem' ? takenBy(row) : givenBackBy(row)
  return {
    requestId: request_id,
    kind,
    currency,
    appliedMinor,
    isRefused: state === 'refused',
    clerk,
  }
}

/** What was voided before its answer came here is in no till: it never counts. */
function takenBy({ state, applied, is_given_back }: CountedRow): number | null {
  return state === 'voided' && is_given_back === 0 ? null : applied
}

/**
 * Only what was counted as taken counts as given back: the void of a redemption whose answer never
 * came takes nothing off. What somebody else voided since is known, and counts, from our own void on.
 */
function givenBackBy(row: CountedRow): number | null {
  const { applied, original_applied, given_before } = row
  if (original_applied === null) return null
  return row.already_voided === 1 ? original_applied - (given_before ?? 0) : applied
}

function insertShift(store: Store, openedAtMs: number | null, openedBy: string | null): void {
  store.run('INSERT INTO shift (opened_at_ms, opened_by) VALUES (?, ?)', openedAtMs, openedBy)
}

function closeShift(
  store: Store,
  make: Parameters<ShiftRecord['close']>[0],
  counted: readonly CountedOperation[],
): ShiftReport {
  const find = () =>
    store.get<ShiftRow>('SELECT ordinal, opened_at_ms, opened_by FROM shift WHERE z_number IS NULL')
  if (find() === undefined) insertShift(store, null, null)
  const ordinal = find()?.ordinal ?? 0
  const last = store.get<{ last: number }>('SELECT coalesce(max(z_number), 0) AS last FROM shift')
  const zNumber = (last?.last ?? 0) + 1
  const report = make(zNumber, counted)
  store.run(
    'UPDATE shift SET z_number = ?, report = ? WHERE ordinal = ?',
    ...[zNumber, JSON.stringify(report), ordinal],
  )
  for (const { requestId } of counted) {
    store.run(
      'INSERT INTO shift_operation (request_id, shift_ordinal) VALUES (?, ?)',
      ...[requestId, ordinal],
    )
  }
  store.run('UPDATE receipt_print SET shift_ordinal = ? WHERE shift_ordinal IS NULL', ordinal)
  return report
}

function reportsOf(store: Store, where: string, value: number): readonly ShiftReport[] {
  return store
    .all<{ report: string }>(`SELECT report FROM shift ${where}`, value)
    .map(({ report }) => shiftReportSchema.parse(JSON.parse(report)))
}
