import type { OriginalOperation } from '../group/rows.ts'
import { type ClaimKeys, claimKeysOf, type KeptClaim, readClaims } from './claim-keys.ts'
import { DifferenceFound, expectSame, type Place } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'
import {
  byPlace,
  type PlacedOperation,
  readOperations,
  readUndoings,
  type Undoing,
  undoneWholeBy,
} from './undo-history.ts'

/** Proves claims while the journal goes by. */
export interface ClaimProof {
  readonly add: (rows: readonly ProvenRow[]) => Proof<void>
  /** After the last row: claims that changed hands. Gives how many claims were met. */
  readonly finish: () => Proof<number>
}

/** An operation and a claim that another one holds now. */
interface Passed {
  readonly operation: OriginalOperation
  readonly key: string
  readonly kept: KeptClaim
  readonly isPayment: boolean
}

/**
 * Each operation holds its claims, or gave them up by being undone before the one that holds them
 * now came. Only those that changed hands are remembered.
 */
export function openClaimProof(engine: EngineKind): ClaimProof {
  const passed: Passed[] = []
  let held = 0
  return {
    *add(rows) {
      const operations = rows.filter(({ row }) => row.line === 0).map(({ row }) => row)
      const keys = yield* claimKeysOf(operations)
      if (keys.size === 0) return
      const all = [...keys.values()].flatMap(({ payment, orders }) => [
        ...(payment === undefined ? [] : [payment]),
        ...orders,
      ])
      const claims = yield* readClaims(all)
      const undoings = yield* readUndoings(engine, [...keys.keys()])
      for (const operation of operations) {
        const own = keys.get(operation.id)
        if (!own) continue
        for (const { key, kept, isPayment } of keptOf(operation, own, claims)) {
          if (kept.journalId !== operation.id) passed.push({ operation, key, kept, isPayment })
          else {
            held += 1
            const undoneBy = undoneWholeBy(operation.amount_minor, undoings.get(operation.id))
            proveRelease(operation.id, undoneBy, kept)
          }
        }
      }
    },
    *finish() {
      for (const one of passed) yield* provePassed(engine, one)
      return held
    },
  }
}

function proveRelease(journalId: number, undoneBy: number | null, kept: KeptClaim): void {
  const where = `release of the claim of operation ${journalId}`
  expectSame('claims', where, undoneBy, kept.releasedBy, { journalId })
}

/** What is kept under the keys of an operation: under each, but one candidate of two is enough. */
function keptOf(
  { id: journalId }: OriginalOperation,
  { payment, orders }: ClaimKeys,
  claims: ReadonlyMap<string, KeptClaim>,
): { key: string; kept: KeptClaim; isPayment: boolean }[] {
  const found = [...(payment === undefined ? [] : [payment]), ...orders].flatMap((key) => {
    const kept = claims.get(key)
    return kept ? [{ key, kept, isPayment: key === payment }] : []
  })
  const wanted = (payment === undefined ? 0 : 1) + Math.min(orders.length, 1)
  const payments = found.filter(({ isPayment }) => isPayment).length
  const isWhole = found.length >= wanted && payments === (payment === undefined ? 0 : 1)
  const where = `claim of operation ${journalId}`
  expectSame('claims', where, 'kept', isWhole ? 'kept' : 'lost', { journalId })
  return found
}

function* provePassed(engine: EngineKind, one: Passed): Proof<void> {
  const holders = yield* holdersOf(engine, one)
  const undoings = yield* readUndoings(
    engine,
    holders.map(({ id }) => id),
  )
  const isBefore = (undoneBy: number | null, next: PlacedOperation) => {
    const last = undoneBy === null ? undefined : holderUndoing(undoings, undoneBy)
    return last !== undefined && byPlace(last, next) < 0
  }
  let [holder, undoneBy]: [PlacedOperation | undefined, number | null] = [undefined, null]
  for (const next of holders) {
    const isFree = holder === undefined || isBefore(undoneBy, next)
    const place = { journalId: next.id }
    if (one.isPayment && !isFree)
      expectSame(
        'claims',
        `till payment of operation ${next.id}`,
        'taken once',
        'taken twice',
        place,
      )
    if (!isFree) continue
    holder = next
    undoneBy = undoneWholeBy(next.amount_minor, undoings.get(next.id))
  }
  const where = `claim of operation ${one.kept.journalId}`
  const place: Place = { journalId: one.operation.id }
  expectSame('claims', where, holder?.id, one.kept.journalId, place)
  proveRelease(one.kept.journalId, undoneBy, one.kept)
}

function holderUndoing(
  undoings: ReadonlyMap<number, readonly Undoing[]>,
  id: number,
): Undoing | undefined {
  for (const list of undoings.values()) {
    const found = list.find((undoing) => undoing.id === id)
    if (found) return found
  }
  return undefined
}

/** All that could have held the claim, the oldest first. */
function* holdersOf(
  engine: EngineKind,
  { operation, key, kept, isPayment }: Passed,
): Proof<PlacedOperation[]> {
  const { order_id: orderId } = operation
  const candidates =
    isPayment || orderId === null
      ? yield* readOperations(engine, 'id', [operation.id, kept.journalId])
      : yield* readOperations(engine, 'order_id', [orderId])
  const keys = yield* claimKeysOf(candidates)
  const holders = new Map<number, PlacedOperation>()
  for (const candidate of candidates) {
    const own = keys.get(candidate.id)
    if (own?.payment === key || own?.orders.includes(key)) holders.set(candidate.id, candidate)
  }
  return [...holders.values()].sort(byPlace)
}

/** Claims that are read at once. */
const CLAIMS_AT_ONCE = 256

/**
 * Each claim with a key in this range belongs to an operation that makes this key. `after` and
 * `last` are the range as bytes, the first excluded.
 */
export function* proveClaimTable(
  engine: EngineKind,
  after: Uint8Array,
  last: Uint8Array,
): Proof<void> {
  for (let start = after; ; ) {
    const rows = yield* ask<[Uint8Array, number]>(
      `SELECT key, journal_id FROM claim WHERE key > ? AND key <= ?
        ORDER BY key LIMIT ${CLAIMS_AT_ONCE}`,
      start,
      last,
    )
    const operations = yield* readOperations(
      engine,
      'id',
      rows.map(([, journalId]) => journalId),
    )
    const keys = yield* claimKeysOf(operations)
    for (const [key, journalId] of rows) {
      const own = keys.get(journalId)
      const text = Buffer.from(key).toString('hex')
      if (own?.payment === text || own?.orders.includes(text)) continue
      const where = `claim of operation ${journalId}`
      const difference = { proof: 'claims', where, expected: 'made by it', found: 'of nothing' }
      throw new DifferenceFound({ ...difference, proof: 'claims' }, { journalId })
    }
    const end = rows.at(-1)
    if (!end || rows.length < CLAIMS_AT_ONCE) return
    start = end[0]
  }
}

/** The number of claims that are kept. */
export function* countClaims(): Proof<number> {
  const [row] = yield* ask<[number]>('SELECT count(*) FROM claim')
  return Number(row?.[0] ?? 0)
}
