import type { Database as Connection } from 'better-sqlite3'
import { cardAccount, payableAccount } from '../../server/ledger/accounts.ts'
import { paymentKey } from '../../server/ledger/keys.ts'
import { decodeAnswer, encodeAnswer } from '../../server/ledger/stored-answer.ts'
import {
  canonicalRow,
  groupHash,
  JOURNAL_COLUMNS,
  type JournalValues,
} from '../../server/storage/group/chain.ts'
import type { Head } from '../../server/storage/group/head.ts'
import { readHead } from '../../server/storage/sqlite/read-head.ts'
import { minor } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { BarePlan } from './bare.ts'
import { callerKeyAt, locationAt, openFreshParts } from './redemptions.ts'

/** Values in the order of their statement. */
interface BareRow {
  readonly values: JournalValues
  readonly card: readonly [balanceMinor: number, journalId: number, id: number]
  readonly claim: readonly [key: Uint8Array, journalId: number] | null
}

export interface BareGroup {
  readonly rows: readonly BareRow[]
  readonly seal: readonly (number | Uint8Array)[]
}

const CALLERS = 256

type Column = (typeof JOURNAL_COLUMNS)[number]

interface Card {
  readonly id: number
  balance: number
  last: number | null
}

/** Makes all rows: the engine's last redemption of this kind with everything that is new in it. */
export function makeBareGroups(
  connection: Connection,
  plan: BarePlan,
): { readonly warmUp: readonly BareGroup[]; readonly measured: readonly BareGroup[] } {
  const makeRow = openRows(connection, plan)
  let head = readHead(connection)
  const makeGroups = (count: number) => {
    const groups: BareGroup[] = []
    for (let left = count; left > 0; left -= plan.groupSize) {
      const size = Math.min(plan.groupSize, left)
      const timeMs = Math.max(Date.now(), head.timeMs)
      const rows = Array.from({ length: size }, (_, at) => makeRow(head.journalId + at + 1, timeMs))
      const sealed = seal(head, rows, timeMs)
      groups.push({ rows, seal: sealed.values })
      head = sealed.head
    }
    return groups
  }
  return { warmUp: makeGroups(plan.warmUpRows), measured: makeGroups(plan.rows) }
}

function openRows(connection: Connection, plan: BarePlan) {
  const { world, withPayment } = plan
  const pattern = readPattern(connection, withPayment)
  const fresh = openFreshParts()
  const pickCard = openCards(connection, world.cards)
  return (journalId: number, timeMs: number): BareRow => {
    const { requestId, contentHash, payment } = fresh()
    const paid = withPayment ? payment() : null
    const card = pickCard()
    const caller = Math.floor(Math.random() * CALLERS)
    const location = locationAt(world, caller)
    const balanceMinor = card.balance - 1
    const reply = { ...pattern.answer, balanceMinor: minor(balanceMinor) }
    const values = pattern.withChanged({
      ...{ id: journalId, time_ms: timeMs, caller: callerKeyAt(caller) },
      ...{ request_id: requestId, content_hash: contentHash },
      ...{ card_id: card.id, location_id: location },
      payment_key: paid?.key ?? null,
      payment: paid?.json ?? null,
      ...{ debit_account: cardAccount(card.id), credit_account: payableAccount(location) },
      ...{ balance_after_minor: balanceMinor, card_previous_id: card.last },
      answer: encodeAnswer(success({ ...reply, availableMinor: minor(balanceMinor) })),
    })
    Object.assign(card, { balance: balanceMinor, last: journalId })
    const claim = paid ? ([paymentKey(location, paid.key), journalId] as const) : null
    return { values, card: [balanceMinor, journalId, card.id], claim }
  }
}

/** The last redemption that the engine wrote, to be written again with some values changed. */
function readPattern(connection: Connection, withPayment: boolean) {
  const row = connection
    .prepare<[number], Record<Column, string | number | null | Uint8Array>>(
      `SELECT ${JOURNAL_COLUMNS.join(', ')} FROM journal
       WHERE kind = 'redeem' AND outcome = 'posted' AND (payment_key IS NOT NULL) = ?
       ORDER BY id DESC LIMIT 1`,
    )
    .get(withPayment ? 1 : 0)
  if (!row) throw new Error('the engine has to redeem before the bare loop')
  const reply: Reply<OperationAnswer> = decodeAnswer(String(row.answer), {
    ...{ journalId: Number(row.id), timeMs: Number(row.time_ms) },
    requestId: row.request_id as OperationAnswer['requestId'],
  })
  if (!reply.ok) throw new Error('the last redemption was refused')
  return {
    answer: reply.value,
    withChanged: (changed: Partial<typeof row>): JournalValues => {
      const all = { ...row, ...changed }
      return JOURNAL_COLUMNS.map((column) => all[column])
    },
  }
}

/** Any card, as it will be after the rows that were made so far. */
function openCards(connection: Connection, count: number): () => Card {
  const first = connection.prepare<[], number>('SELECT min(id) FROM card').pluck().get() ?? 1
  const select = connection.prepare<[number], Card>(
    'SELECT id, balance_minor AS balance, last_journal_id AS last FROM card WHERE id = ?',
  )
  const known = new Map<number, Card>()
  return () => {
    const id = first + Math.floor(Math.random() * count)
    const card = known.get(id) ?? select.get(id)
    if (!card) throw new Error(`there is no card ${id}`)
    known.set(id, card)
    return card
  }
}

function seal(before: Head, rows: readonly BareRow[], timeMs: number) {
  const header = {
    id: before.groupId + 1,
    firstJournalId: before.journalId + 1,
    lastJournalId: before.journalId + rows.length,
    timeMs,
  }
  const texts = rows.map(({ values }) => canonicalRow(values))
  const hash = groupHash(before.hash, header, texts)
  const { id, firstJournalId, lastJournalId } = header
  return {
    values: [id, firstJournalId, lastJournalId, timeMs, hash],
    head: { ...before, groupId: id, journalId: lastJournalId, timeMs, hash },
  }
}
