import type { RequestId } from '../../../src/contract/ids.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { readAccount } from '../../ledger/accounts.ts'
import { encodeOperationId } from '../../ledger/operation-id.ts'
import { decodeAnswer } from '../../ledger/stored-answer.ts'
import type { Schema } from '../schema.ts'
import { DifferenceFound, expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'

type Row = Schema['journal']

/** The stored answer says what the row says. Gives the answer of what was not refused. */
export function proveAnswer({ row, groupId }: ProvenRow): OperationAnswer | undefined {
  const where = `answer of operation ${row.id}`
  const place = { group: groupId }
  const same = (expected: string | number | null, found: string | number | null | undefined) =>
    expectSame('operations', where, expected, found, place)
  const reply = parsed(row, groupId)
  if (!reply.ok) {
    const code = 'refusal' in reply ? reply.refusal.code : reply.error.code
    // A retry is given the answer of the first, and only operations that were done are retried.
    same('refused', row.outcome)
    same(row.code, code)
    return undefined
  }
  const { value } = reply
  if (row.outcome === 'repeated') {
    const first =
      row.original_id === null ? 'none' : Number.parseInt(value.operationId.slice(-12), 16)
    same(row.original_id, first)
    return value
  }
  same(encodeOperationId(row.time_ms, row.id), value.operationId)
  same(row.request_id, value.requestId)
  same(row.kind, value.kind)
  same(row.amount_minor ?? 0, value.appliedMinor)
  if (row.outcome === 'posted') same(row.balance_after_minor, value.balanceMinor)
  return value
}

function parsed(row: Row, group: number): Reply<OperationAnswer> {
  try {
    return decodeAnswer(row.answer, {
      journalId: row.id,
      timeMs: row.time_ms,
      requestId: row.request_id as RequestId,
    })
  } catch {
    throw new DifferenceFound(
      {
        proof: 'operations',
        where: `answer of operation ${row.id}`,
        expected: 'readable',
        found: 'not JSON',
      },
      { group },
    )
  }
}

/** Sums of the entries of double entry while the journal goes by. */
export interface EntryProof {
  /** Posts the two entries of a row, if it moved value. */
  readonly add: (row: ProvenRow) => void
  /** Sum of credits less debits, by `currency account` of everything that is not a card. */
  readonly sums: ReadonlyMap<string, number>
  /** What all cards are worth together, by currency. */
  readonly cardSums: ReadonlyMap<string, number>
  /** Sum of all entries by currency: always 0 when debits equal credits. */
  readonly entrySums: ReadonlyMap<string, number>
}

/** Adds up every entry under its account. */
export function openEntryProof(): EntryProof {
  const sums = new Map<string, number>()
  const cardSums = new Map<string, number>()
  const entrySums = new Map<string, number>()
  const post = ({ row, groupId }: ProvenRow, account: string | null, amountMinor: number) => {
    const known = account === null ? undefined : readAccount(account)
    if (!known) throw notAnAccount(row, account, groupId)
    const currency = row.currency ?? ''
    add(entrySums, currency, amountMinor)
    if (known.kind === 'card') {
      const where = `card of operation ${row.id}`
      expectSame('entries', where, known.cardNumber, row.card_id, { group: groupId })
      add(cardSums, currency, amountMinor)
    } else add(sums, `${currency} ${account}`, amountMinor)
  }
  return {
    add: (found) => {
      const { debit_account: debit, credit_account: credit, amount_minor: amount } = found.row
      if (amount === null) return
      post(found, debit, -amount)
      post(found, credit, amount)
    },
    ...{ sums, cardSums, entrySums },
  }
}

function notAnAccount(row: Row, account: string | null, group: number): DifferenceFound {
  return new DifferenceFound(
    {
      proof: 'entries',
      where: `operation ${row.id}`,
      expected: 'posted between accounts',
      found: `posted to ${account ?? 'no account'}`,
    },
    { group },
  )
}

function add(sums: Map<string, number>, key: string, amountMinor: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amountMinor)
}
