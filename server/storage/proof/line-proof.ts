import { cardAccount } from '../../ledger/accounts.ts'
import { successorIn } from './card-proof.ts'
import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'

/**
 * Proves the operations on two cards among the rows of a group, which are all there: the second row
 * follows the first, says the same of the request, takes from the one card what the first gives to
 * the other, and names that one as the successor.
 */
export function proveLines(rows: readonly ProvenRow[]): void {
  for (const [place, { row, groupId }] of rows.entries()) {
    const isFirst = row.line === 0 && MOVES.has(row.kind) && row.outcome === 'posted'
    const [first, second] = isFirst
      ? [rows[place], rows[place + 1]]
      : [rows[place - 1], rows[place]]
    if (!isFirst && row.line === 0) continue
    const where = `operation ${row.id}, which is on two cards`
    expectSame('operations', where, textOf(first, true), textOf(second, false), { group: groupId })
  }
}

const MOVES: ReadonlySet<string> = new Set(['merge', 'replace'])

/** What both rows have to say, as the first or the second of them says it. */
function textOf(found: ProvenRow | undefined, isFirst: boolean): string {
  if (!found) return 'nothing'
  const { row } = found
  const own = row.card_id === null ? null : cardAccount(row.card_id)
  const { debit_account: debit, credit_account: credit } = row
  return JSON.stringify([
    row.line === (isFirst ? 0 : 1) && MOVES.has(row.kind) ? 'a move' : `line ${row.line}`,
    ...[row.kind, row.outcome, row.caller, row.request_id, row.channel, row.clerk],
    ...[row.location_id, row.requested_minor, row.amount_minor, row.currency, row.rule_version],
    isFirst ? debit : credit,
    row.amount_minor === null || (isFirst ? credit : debit) === own ? 'of its card' : 'of another',
    isFirst ? row.card_id : successorIn(row),
  ])
}
