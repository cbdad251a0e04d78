import { isSettlingKind } from '../../../src/contract/operations.ts'
import { payableAccount, readAccount } from '../../ledger/accounts.ts'
import { movesPayable, SETTLING_PAIRS } from '../../ledger/settling.ts'
import { noteIn } from '../../ledger/stored-answer.ts'
import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'

/**
 * Proves that what pays locations is about no card, and moves value between its own two accounts, that
 * of its own location among them; and that nothing else moves value without a card.
 */
export function proveSettling({ row, groupId }: ProvenRow): void {
  const place = { group: groupId }
  const where = `operation ${row.id}`
  const same = (what: string, expected: string | number | null, found: string | number | null) =>
    expectSame('operations', `${what} of ${where}`, expected, found, place)
  const { kind } = row
  if (!isSettlingKind(kind)) {
    if (row.amount_minor !== null && row.card_id === null) same('card', 'a card', null)
    return
  }
  same('card', null, row.card_id)
  if (row.outcome !== 'posted') return
  const { debit_account: debit, credit_account: credit, requested_minor: requested } = row
  const isBack = requested < 0 && kind === 'payable_adjust'
  const pair = isBack ? SETTLING_PAIRS[kind].toReversed() : SETTLING_PAIRS[kind]
  same('accounts', pair.join(' to '), `${sortOf(debit)} to ${sortOf(credit)}`)
  same('amount', isBack ? -requested : requested, row.amount_minor)
  same('place', movesPayable(kind) ? 'a location' : null, row.location_id && 'a location')
  const own = row.location_id === null ? null : payableAccount(row.location_id)
  if (own !== null) same('payable', own, debit === own ? debit : credit)
  same('reference', 'kept', isReferenced(row.answer) ? 'kept' : null)
}

function sortOf(account: string | null): string {
  return readAccount(account ?? '')?.kind ?? 'no account'
}

function isReferenced(answer: string): boolean {
  const note = noteIn(answer)
  return note !== undefined && 'reference' in note && typeof note.reference === 'string'
}
