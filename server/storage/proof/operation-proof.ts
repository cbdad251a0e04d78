import type { RequestId } from '../../../src/contract/ids.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { readAccount } from '../../ledger/accounts.ts'
import { encodeOperationId } from '../../ledger/operation-id.ts'
import { decodeAnswer } from '../../ledger/stored-answer.ts'
import type { Schema } from '../schema.ts'
import { DifferenceFound, expectSame } from './difference.ts'

type Row = Schema['journal']

/** A card as the journal alone makes it. */
interface ProvenCard {
  balanceMinor: number
  lastJournalId: number
}

/** Recomputes balances and account sums while the journal goes by. */
export interface OperationProof {
  readonly add: (row: Row) => void
  readonly cards: ReadonlyMap<number, ProvenCard>
  /** Sum of credits less debits, by `currency account` of everything that is not a card. */
  readonly sums: ReadonlyMap<string, number>
  /** Sum of all entries by currency: always 0 when debits equal credits. */
  readonly entrySums: ReadonlyMap<string, number>
}

/** Each row against the rows before it: its answer, its accounts, its card's balance and way back. */
export function openOperationProof(): OperationProof {
  const cards = new Map<number, ProvenCard>()
  const sums = new Map<string, number>()
  const entrySums = new Map<string, number>()
  const post = (account: string | null, amountMinor: number, row: Row) => {
    const known = account === null ? undefined : readAccount(account)
    if (!known) throw notAnAccount(row, account)
    add(entrySums, row.currency ?? '', amountMinor)
    if (known.kind === 'card') cardOf(cards, known.cardNumber).balanceMinor += amountMinor
    else add(sums, `${row.currency} ${account}`, amountMinor)
  }
  return {
    add: (row) => {
      proveAnswer(row)
      if (row.amount_minor !== null) {
        post(row.debit_account, -row.amount_minor, row)
        post(row.credit_account, row.amount_minor, row)
      }
      if (row.card_id !== null) proveCard(cardOf(cards, row.card_id), row)
    },
    cards,
    sums,
    entrySums,
  }
}

function notAnAccount(row: Row, account: string | null): DifferenceFound {
  return new DifferenceFound({
    proof: 'entries',
    where: `operation ${row.id}`,
    expected: 'posted between accounts',
    found: `posted to ${account ?? 'no account'}`,
  })
}

function cardOf(cards: Map<number, ProvenCard>, number: number): ProvenCard {
  const known = cards.get(number)
  if (known) return known
  const card = { balanceMinor: 0, lastJournalId: 0 }
  cards.set(number, card)
  return card
}

function add(sums: Map<string, number>, key: string, amountMinor: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amountMinor)
}

function proveCard(card: ProvenCard, row: Row): void {
  const where = `operation ${row.id}`
  const previous = card.lastJournalId === 0 ? null : card.lastJournalId
  expectSame('operations', `the one before ${where} on its card`, previous, row.card_previous_id)
  if (row.outcome === 'posted' && row.balance_after_minor !== null)
    expectSame('balances', `balance after ${where}`, card.balanceMinor, row.balance_after_minor)
  if (card.balanceMinor < 0)
    expectSame('balances', `balance after ${where}`, 'not negative', card.balanceMinor)
  card.lastJournalId = row.id
}

/** The stored answer says what the row says. */
function proveAnswer(row: Row): void {
  const where = `answer of operation ${row.id}`
  const reply = parsed(row)
  if (!reply.ok) {
    const code = 'refusal' in reply ? reply.refusal.code : reply.error.code
    // A retry is given the answer of the first, and only operations that were done are retried.
    expectSame('operations', where, 'refused', row.outcome)
    expectSame('operations', where, row.code, code)
    return
  }
  const { value } = reply
  if (row.outcome === 'repeated') {
    const first =
      row.original_id === null ? 'none' : Number.parseInt(value.operationId.slice(-12), 16)
    expectSame('operations', where, row.original_id, first)
    return
  }
  expectSame('operations', where, encodeOperationId(row.time_ms, row.id), value.operationId)
  expectSame('operations', where, row.request_id, value.requestId)
  expectSame('operations', where, row.kind, value.kind)
  expectSame('operations', where, row.amount_minor ?? 0, value.appliedMinor)
  if (row.outcome === 'posted')
    expectSame('operations', where, row.balance_after_minor, value.balanceMinor)
}

function parsed(row: Row): Reply<OperationAnswer> {
  try {
    return decodeAnswer(row.answer, {
      journalId: row.id,
      timeMs: row.time_ms,
      requestId: row.request_id as RequestId,
    })
  } catch {
    throw new DifferenceFound({
      proof: 'operations',
      where: `answer of operation ${row.id}`,
      expected: 'readable',
      found: 'not JSON',
    })
  }
}
