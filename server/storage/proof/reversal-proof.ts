import { cardAccount } from '../../ledger/accounts.ts'
import type { OriginalOperation } from '../group/rows.ts'
import type { Schema } from '../schema.ts'
import { DifferenceFound, expectSame } from './difference.ts'
import { proveHolds } from './hold-proof.ts'
import type { ProvenRow } from './journal-row.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'
import { isSuccessor, readSuccessors, type Successors } from './successor-proof.ts'
import { readOperations, readReversals, readUndoings, type Undoing } from './undo-history.ts'

/**
 * Proves what these operations undid: each original is looked at with the last one that undid it,
 * together with all that did before, and with the reversal that is kept of it.
 */
export function* proveReversals(engine: EngineKind, rows: readonly ProvenRow[]): Proof<void> {
  yield* proveHolds(rows)
  const undoers = rows.filter(({ row }) => row.outcome === 'posted' && UNDOERS.has(row.kind))
  const originals = [...new Set(undoers.map(({ row }) => row.original_id ?? 0))]
  if (originals.length === 0) return
  const histories = yield* readUndoings(engine, originals)
  const operations = new Map(
    (yield* readOperations(engine, 'id', originals)).map((row) => [row.id, row]),
  )
  const kept = yield* readReversals(originals)
  const successors = yield* readSuccessors(operations.values())
  for (const { row, groupId } of undoers) {
    const original = row.original_id ?? 0
    const history = histories.get(original) ?? []
    if (row.line !== 0 || history.at(-1)?.id !== row.id) continue
    proveHistory(original, operations.get(original), history, { successors, group: groupId })
    proveKept(original, operations.get(original), history, kept.get(original), groupId)
  }
}

const UNDOERS: ReadonlySet<string> = new Set(['void', 'refund', 'import_reversal'])

/** Never more is taken back than was moved, a void takes the rest, and nothing comes after it. */
function proveHistory(
  originalId: number,
  original: OriginalOperation | undefined,
  history: readonly Undoing[],
  { successors, group }: { readonly successors: Successors; readonly group: number },
): void {
  const amountMinor = original?.amount_minor ?? 0
  let [voidedBy, refundedMinor]: [number | null, number] = [null, 0]
  for (const undoing of history) {
    const where = `operation ${originalId}, undone by ${undoing.id}`
    const same = (expected: string | number | null, found: string | number | null) =>
      expectSame('reversals', where, expected, found, { group })
    same('posted', original?.outcome ?? 'not there')
    if (undoing.kind === 'import_reversal') same('import', original?.kind ?? 'not there')
    same(null, voidedBy)
    if (undoing.kind === 'refund') refundedMinor += undoing.amountMinor
    else {
      same(amountMinor - refundedMinor, undoing.amountMinor)
      voidedBy = undoing.id
    }
    if (refundedMinor > amountMinor) same(`at most ${amountMinor}`, refundedMinor)
    same(original?.credit_account ?? null, undoing.debitAccount)
    const back = backTo(original, undoing, successors)
    const isHeld = undoing.creditAccount?.startsWith('suspense:') === true
    if (!isHeld) same(back, undoing.creditAccount)
  }
}

/** Where value has to go back to: to where it came from, or to a successor of that card. */
function backTo(
  original: OriginalOperation | undefined,
  { cardId }: Undoing,
  successors: Successors,
): string | null {
  const account = original?.debit_account ?? null
  const own = original?.card_id ?? null
  if (cardId === null || own === null || account !== cardAccount(own)) return account
  return isSuccessor(successors, own, cardId) ? cardAccount(cardId) : account
}

function proveKept(
  originalId: number,
  original: OriginalOperation | undefined,
  history: readonly Undoing[],
  kept: Schema['reversal'] | undefined,
  group: number,
): void {
  const where = `what was undone of operation ${originalId}`
  const refunds = history.filter(({ kind }) => kind === 'refund')
  const same = (expected: number | null | undefined, found: number | null | undefined) =>
    expectSame('reversals', where, expected, found, { group })
  // An imported card that was empty moved nothing, and its reversal nothing back.
  same(original?.amount_minor ?? 0, kept?.amount_minor)
  same(history.find(({ kind }) => kind !== 'refund')?.id, kept?.voided_by)
  same(
    refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    kept?.refunded_minor,
  )
}

/** No reversal is kept of an operation in this range of ids that nothing undid. */
export function* proveNoReversalOfNothing(first: number, last: number): Proof<void> {
  const [extra] = yield* ask<[number, number]>(
    `SELECT r.journal_id, r.amount_minor FROM reversal r
      WHERE r.journal_id BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM journal j
        WHERE j.original_id = r.journal_id AND j.outcome = 'posted') LIMIT 1`,
    first,
    last,
  )
  if (!extra) return
  const [journalId, amount] = extra
  const where = `what was undone of operation ${journalId}`
  throw new DifferenceFound(
    { proof: 'reversals', where, expected: 'none', found: String(amount) },
    { journalId },
  )
}
