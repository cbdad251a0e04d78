import { orderClaimsOf, paymentClaimOf } from '../group/originals.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from '../sqlite/connection.ts'
import { expectSame } from './difference.ts'

type Row = Schema['journal']

/** What the journal says was undone of an operation. */
interface ProvenReversal {
  readonly amountMinor: number
  voidedBy: number | null
  refundedMinor: number
}

interface ProvenClaim {
  readonly journalId: number
  releasedBy: number | null
}

/** Recomputes reversals and claims while the journal goes by. */
export interface UndoProof {
  readonly add: (row: Row) => void
  /** After the last row: the tables must be what the journal makes of them. */
  readonly finish: () => void
}

/** Refunds within what was redeemed, one void each, one live operation for each claim. */
export function openUndoProof(connection: Connection): UndoProof {
  const posted = connection.prepare<[number], Row>(
    'SELECT * FROM journal WHERE id = ? AND line = 0',
  )
  const keysOf = claimReader(connection)
  const stored = readClaims(connection)
  const reversals = new Map<number, ProvenReversal>()
  const claims = new Map<string, ProvenClaim>()
  const take = (row: Row) => {
    const { payment, orders } = keysOf(row)
    const isFree = (key: string) => claims.get(key)?.releasedBy !== null
    if (payment && !isFree(payment))
      expectSame('claims', `till payment of operation ${row.id}`, 'taken once', 'taken twice')
    const candidates = orders.length > 1 ? orders.filter((key) => stored.has(key)) : orders
    for (const key of [...(payment ? [payment] : []), ...candidates.filter(isFree)])
      claims.set(key, { journalId: row.id, releasedBy: null })
  }
  const undo = (row: Row, original: Row) => {
    const reversal = addReversal(reversals, row, original)
    const isWhole = reversal.voidedBy !== null || reversal.refundedMinor === reversal.amountMinor
    const { payment, orders } = keysOf(original)
    for (const key of isWhole ? [payment ?? '', ...orders] : []) {
      const claim = claims.get(key)
      if (claim?.journalId === original.id) claim.releasedBy = row.id
    }
  }
  return {
    add: (row) => {
      if (row.outcome !== 'posted' || row.line !== 0) return
      const original = row.original_id === null ? undefined : posted.get(row.original_id)
      if (original) undo(row, original)
      else take(row)
    },
    finish: () => {
      proveReversals(connection, reversals)
      proveClaims(stored, claims)
    },
  }
}

function claimReader(connection: Connection) {
  const programs = connection
    .prepare<[number], string>('SELECT program_id FROM card WHERE id = ?')
    .pluck()
  return (row: Row) => {
    const program = row.card_id === null ? undefined : programs.get(row.card_id)
    const card = row.card_id && program ? { id: row.card_id, program_id: program } : undefined
    return {
      payment: paymentClaimOf(row)?.toString('hex'),
      orders: orderClaimsOf(row, card).map((key) => key.toString('hex')),
    }
  }
}

function readClaims(connection: Connection): Map<string, Schema['claim']> {
  const rows = connection.prepare<[], Schema['claim']>('SELECT * FROM claim').all()
  return new Map(rows.map((row) => [Buffer.from(row.key).toString('hex'), row]))
}

function addReversal(
  reversals: Map<number, ProvenReversal>,
  row: Row,
  original: Row,
): ProvenReversal {
  const amountMinor = original.amount_minor ?? 0
  const reversal = reversals.get(original.id) ?? { amountMinor, voidedBy: null, refundedMinor: 0 }
  reversals.set(original.id, reversal)
  const where = `operation ${original.id}, undone by ${row.id}`
  expectSame('reversals', where, null, reversal.voidedBy)
  if (row.kind === 'refund') reversal.refundedMinor += row.amount_minor ?? 0
  else {
    expectSame('reversals', where, amountMinor - reversal.refundedMinor, row.amount_minor)
    reversal.voidedBy = row.id
  }
  if (reversal.refundedMinor > amountMinor)
    expectSame('reversals', where, `at most ${amountMinor}`, reversal.refundedMinor)
  return reversal
}

function proveReversals(connection: Connection, proven: ReadonlyMap<number, ProvenReversal>): void {
  const rows = connection.prepare<[], Schema['reversal']>('SELECT * FROM reversal').all()
  const stored = new Map(rows.map((row) => [row.journal_id, row]))
  for (const [journalId, reversal] of proven) {
    const row = stored.get(journalId)
    const where = `what was undone of operation ${journalId}`
    expectSame('reversals', where, reversal.amountMinor, row?.amount_minor)
    expectSame('reversals', where, reversal.voidedBy, row?.voided_by ?? null)
    expectSame('reversals', where, reversal.refundedMinor, row?.refunded_minor)
  }
  const extra = rows.find((row) => !proven.has(row.journal_id))
  expectSame(
    'reversals',
    `what was undone of operation ${extra?.journal_id}`,
    null,
    extra?.amount_minor,
  )
}

function proveClaims(
  stored: ReadonlyMap<string, Schema['claim']>,
  proven: ReadonlyMap<string, ProvenClaim>,
): void {
  for (const [key, row] of stored) {
    const claim = proven.get(key)
    expectSame('claims', `claim of operation ${row.journal_id}`, claim?.journalId, row.journal_id)
    const where = `release of the claim of operation ${row.journal_id}`
    expectSame('claims', where, claim?.releasedBy, row.released_by)
  }
  for (const [key, claim] of proven) {
    const found = stored.has(key) ? 'kept' : 'lost'
    expectSame('claims', `claim of operation ${claim.journalId}`, 'kept', found)
  }
}
