import { databaseFile } from './files.ts'
import { openChainProof } from './proof/chain-proof.ts'
import { type Difference, DifferenceFound, expectSame } from './proof/difference.ts'
import { readJournal } from './proof/journal-row.ts'
import { type OperationProof, openOperationProof } from './proof/operation-proof.ts'
import { proveTombstones } from './proof/tombstone-proof.ts'
import { openUndoProof } from './proof/undo-proof.ts'
import type { Schema } from './schema.ts'
import { type Connection, openReadConnection } from './sqlite/connection.ts'

export { type Difference, describeDifference } from './proof/difference.ts'

/** What a proof that found no difference went through. */
export interface ProvenFigures {
  readonly operations: number
  readonly commitGroups: number
  /** Hash of the last commit group, hex: the whole history in 32 bytes. */
  readonly chainHash: string
  readonly cards: number
  /** Entries of double entry: two for each operation that moved value. */
  readonly entries: number
  readonly tombstones: number
  /** Sum of all entries by currency, in minor units: 0 each. */
  readonly entrySums: Readonly<Record<string, number>>
}

export type Verification =
  | { readonly ok: true; readonly figures: ProvenFigures }
  | { readonly ok: false; readonly difference: Difference }

/**
 * Proves the ledger of this folder from its journal alone: the file, the chain, each answer, each
 * card's balance, the trial balance, reversals, claims, tombstones and idempotency. Reads one
 * snapshot, so that it may run beside a server. Names the first difference.
 */
export function verifyLedger(dataDirectory: string): Verification {
  const connection = openReadConnection(databaseFile(dataDirectory))
  try {
    const prove = connection.transaction(() => proveAll(connection))
    return { ok: true, figures: prove.deferred() }
  } catch (error) {
    if (error instanceof DifferenceFound) return { ok: false, difference: error.difference }
    throw error
  } finally {
    connection.close()
  }
}

function proveAll(connection: Connection): ProvenFigures {
  proveFile(connection)
  const chain = openChainProof(connection)
  const operation = openOperationProof()
  const undo = openUndoProof(connection)
  let [operations, entries] = [0, 0]
  for (const proven of readJournal(connection)) {
    chain.add(proven)
    operation.add(proven.row)
    undo.add(proven.row)
    operations += 1
    if (proven.row.amount_minor !== null) entries += 2
  }
  const { height, hash } = chain.finish()
  const cards = proveCards(connection, operation)
  undo.finish()
  proveIdempotency(connection)
  proveEntries(connection, operation)
  return {
    operations,
    commitGroups: height,
    chainHash: hash,
    cards,
    entries,
    tombstones: proveTombstones(connection),
    entrySums: Object.fromEntries(operation.entrySums),
  }
}

function proveFile(connection: Connection): void {
  const found = connection.pragma('integrity_check(1)', { simple: true })
  expectSame('file', 'the database file', 'ok', String(found))
}

type CardRow = Pick<Schema['card'], 'id' | 'state' | 'balance_minor' | 'last_journal_id'>

function proveCards(connection: Connection, { cards }: OperationProof): number {
  const rows = connection
    .prepare<[], CardRow>('SELECT id, state, balance_minor, last_journal_id FROM card')
    .iterate()
  let count = 0
  const missing = new Set(cards.keys())
  for (const row of rows) {
    const proven = cards.get(row.id)
    expectSame(
      'balances',
      `balance of card ${row.id}`,
      proven?.balanceMinor ?? 0,
      row.balance_minor,
    )
    const last = proven && proven.lastJournalId > 0 ? proven.lastJournalId : null
    expectSame('balances', `last operation of card ${row.id}`, last, row.last_journal_id)
    if (row.state === 'in_stock')
      expectSame('balances', `balance of card ${row.id} in stock`, 0, row.balance_minor)
    missing.delete(row.id)
    count += 1
  }
  const [lost] = missing
  expectSame('balances', `card ${lost ?? ''}`, 'kept', lost === undefined ? 'kept' : 'lost')
  return count
}

function proveIdempotency(connection: Connection): void {
  const twice = connection
    .prepare<[], { request_id: string; times: number }>(
      `SELECT request_id, count(*) AS times FROM journal NOT INDEXED
       WHERE line = 0 GROUP BY caller, request_id HAVING count(*) > 1 LIMIT 1`,
    )
    .get()
  expectSame('idempotency', `request ${twice?.request_id ?? ''}`, 1, twice?.times ?? 1)
}

/** The trial balance by currency, and what the view of entries says beside the journal. */
function proveEntries(connection: Connection, { entrySums, sums }: OperationProof): void {
  for (const [currency, sum] of entrySums)
    expectSame('entries', `the sum of all entries in ${currency}`, 0, sum)
  const rows = connection
    .prepare<[], { account: string; sum: number }>(
      `SELECT currency || ' ' || account AS account, sum(amount_minor) AS sum FROM entry
       WHERE account NOT LIKE 'card:%' GROUP BY currency, account`,
    )
    .all()
  for (const { account, sum } of rows)
    expectSame('entries', `the balance of ${account}`, sums.get(account), sum)
  expectSame('entries', 'the number of accounts', sums.size, rows.length)
}
