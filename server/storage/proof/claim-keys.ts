import { orderClaimsOf, paymentClaimOf } from '../group/originals.ts'
import type { OriginalOperation } from '../group/rows.ts'
import { askEach, type Proof } from './reader.ts'

/** The claims that an operation may have taken, as hex. */
export interface ClaimKeys {
  readonly payment: string | undefined
  /** One of these; an activation has two candidates. */
  readonly orders: readonly string[]
}

/** Gives each of these operations its claims. Operations that undid others take none. */
export function* claimKeysOf(
  operations: readonly OriginalOperation[],
): Proof<Map<number, ClaimKeys>> {
  const taking = operations.filter(
    ({ outcome, original_id: original, order_id: order, payment_key: payment }) =>
      outcome === 'posted' && original === null && (order !== null || payment !== null),
  )
  const programs = yield* programsOf(taking)
  return new Map(
    taking.map((row) => {
      const id = row.card_id ?? 0
      const orders = orderClaimsOf(row, { id, program_id: programs.get(id) ?? '' })
      const payment = paymentClaimOf(row)?.toString('hex')
      return [row.id, { payment, orders: orders.map((key) => key.toString('hex')) }]
    }),
  )
}

/** A new card's activation was claimed under its program. */
function* programsOf(operations: readonly OriginalOperation[]): Proof<Map<number, string>> {
  const cards = operations.flatMap(({ kind, order_id: order, card_id: card }) =>
    kind === 'activate' && order !== null && card !== null ? [card] : [],
  )
  if (cards.length === 0) return new Map()
  return new Map(
    yield* askEach<[number, string]>('SELECT id, program_id FROM card WHERE id IN (?)', cards),
  )
}

/** A claim as it is kept. */
export interface KeptClaim {
  readonly journalId: number
  readonly releasedBy: number | null
}

/** The claims under these keys. */
export function* readClaims(keys: readonly string[]): Proof<Map<string, KeptClaim>> {
  if (keys.length === 0) return new Map()
  const rows = yield* askEach<[Uint8Array, number, number | null]>(
    'SELECT key, journal_id, released_by FROM claim WHERE key IN (?)',
    keys.map((key) => Buffer.from(key, 'hex')),
  )
  return new Map(
    rows.map(([key, journalId, releasedBy]) => [
      Buffer.from(key).toString('hex'),
      { journalId, releasedBy },
    ]),
  )
}
