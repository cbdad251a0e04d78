import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { CloseProblem } from '../../src/contract/admin/books.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { lastGroupBefore, type Schema } from '../storage/index.ts'
import { findFaults, otherBalances } from './faults.ts'
import { type Groups, movedOnCards, type Posting, postingsIn } from './postings.ts'
import { flowOf } from './roll-forward.ts'

type Row = Schema['closed_day']

/** A day that is to be closed: the one after the last that was. */
export interface DueDay {
  readonly networkId: string
  readonly number: number
  readonly day: string
  readonly timeZone: string
  readonly fromMs: number
  readonly toMs: number
}

/** A day as it was computed, with all that differs: it is kept only when nothing does. */
export interface Computed {
  readonly row: Omit<Row, 'closed_at_ms'>
  readonly problems: readonly CloseProblem[]
}

/** How an account stood, credit above zero: currency, account, minor units. */
export type Balance = readonly [currency: string, key: string, amountMinor: number]
/** What the cards of a program were worth: program, currency, minor units. */
export type CardTotal = readonly [programId: string, currency: string, amountMinor: number]

/** The day before the one to be computed, and the hash of the one before that. */
export interface Before {
  readonly last: Row | undefined
  readonly hash: string
}

/**
 * Computes a day from the journal, on one snapshot. With `isNewest`, what cards are worth now, less
 * what happened since, is held against it as well: that looks at every card.
 */
export async function computeDay(
  snapshot: Kysely<Schema>,
  due: DueDay,
  before: Before,
  isNewest: boolean,
): Promise<Computed> {
  const firstGroup = (before.last?.last_group ?? 0) + 1
  const found = await lastGroupBefore(snapshot, due.toMs)
  const groups = { firstGroup, lastGroup: Math.max(found, firstGroup - 1) }
  const computed = await computeGroups(snapshot, due, before, groups)
  if (!isNewest) return computed
  const since = await sinceThen(snapshot, due.networkId, groups, computed.row)
  return { ...computed, problems: [...computed.problems, ...since] }
}

/** The same for commit groups that are known, as those of a closed day are. */
export async function computeGroups(
  snapshot: Kysely<Schema>,
  due: DueDay,
  before: Before,
  groups: Groups,
): Promise<Computed> {
  const { networkId } = due
  const previous = before.last
  const postings = await postingsIn(snapshot, networkId, groups)
  const row = {
    ...{ network_id: networkId, number: due.number, day: due.day, time_zone: due.timeZone },
    ...{ from_ms: due.fromMs, to_ms: due.toMs },
    ...{ first_group: groups.firstGroup, last_group: groups.lastGroup },
    ...(await journalOf(snapshot, groups)),
    postings: JSON.stringify(postings.map(packPosting)),
    balances: JSON.stringify(nextBalances(balancesOf(previous), postings)),
    cards: JSON.stringify(nextCards(cardsOf(previous), postings)),
  }
  const problems = [
    ...recordProblems(before),
    ...unknownPostings(postings),
    ...(await findFaults(snapshot, networkId, groups)),
  ]
  return { row: { ...row, content_hash: hashOf(row, previous?.content_hash ?? '') }, problems }
}

async function journalOf(snapshot: Kysely<Schema>, { firstGroup, lastGroup }: Groups) {
  const ends = await snapshot
    .selectFrom('commit_group')
    .where('id', '>=', firstGroup)
    .where('id', '<=', lastGroup)
    .select(({ fn }) => [
      fn.min<number | null>('first_journal_id').as('first_journal_id'),
      fn.max<number | null>('last_journal_id').as('last_journal_id'),
    ])
    .executeTakeFirst()
  return {
    first_journal_id: ends?.first_journal_id ?? null,
    last_journal_id: ends?.last_journal_id ?? null,
  }
}

/** SHA-256 over all that a closed day says, and over the one before it. */
export function hashOf(
  row: Omit<Row, 'closed_at_ms' | 'content_hash'>,
  previousHash: string,
): string {
  const parts = [
    ...[row.network_id, row.number, row.day, row.time_zone, row.from_ms, row.to_ms],
    ...[row.first_group, row.last_group, row.first_journal_id, row.last_journal_id],
    ...[row.postings, row.balances, row.cards, previousHash],
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** What was kept of the day before must be as it was kept: everything goes on from it. */
function recordProblems({ last, hash }: Before): readonly CloseProblem[] {
  if (!last || hashOf(last, hash) === last.content_hash) return []
  const held = new Map(balancesOf(last).map(([code, key, amount]) => [`${code} ${key}`, amount]))
  const codes = new Set(cardsOf(last).map(([, code]) => code))
  return [...codes].map((code) => {
    const own = cardsOf(last).filter(([, other]) => other === code)
    const expected = own.reduce((sum, [, , amountMinor]) => sum + amountMinor, 0)
    return differs('closed_day', last.day, code, expected, held.get(`${code} card`) ?? 0)
  })
}

function unknownPostings(postings: readonly Posting[]): readonly CloseProblem[] {
  return postings
    .filter((posting) => flowOf(posting) === undefined)
    .map((posting) => ({
      ...differs('unknown_posting', `${posting.debit} / ${posting.credit}`, posting.currency, 0, 0),
      ...{ kind: posting.kind, foundMinor: posting.amountMinor },
    }))
}

/** What cards are worth now, less what moved since, is what they were worth then. */
async function sinceThen(
  snapshot: Kysely<Schema>,
  networkId: string,
  { lastGroup }: Groups,
  { cards }: Pick<Row, 'cards'>,
): Promise<readonly CloseProblem[]> {
  const later = { firstGroup: lastGroup + 1, lastGroup: Number.MAX_SAFE_INTEGER }
  const totals = new Map(
    nextCards(JSON.parse(cards) as CardTotal[], await postingsIn(snapshot, networkId, later)).map(
      ([programId, code, amountMinor]) => [`${programId} ${code}`, amountMinor],
    ),
  )
  const rows = await snapshot
    .selectFrom('card')
    .innerJoin('program', 'program.id', 'card.program_id')
    .where('program.network_id', '=', networkId)
    .groupBy(['card.program_id', 'card.currency'])
    .select(({ fn }) => [
      'card.program_id',
      'card.currency',
      fn.sum<number>('card.balance_minor').as('held'),
    ])
    .execute()
  const problems = rows.flatMap((row) => {
    const expected = totals.get(`${row.program_id} ${row.currency}`) ?? 0
    if (expected === row.held) return []
    return [differs('card_total', `program ${row.program_id}`, row.currency, expected, row.held)]
  })
  if (problems.length === 0) return []
  const faults = await findFaults(snapshot, networkId, later)
  return [...problems, ...(await otherBalances(snapshot, networkId)), ...faults]
}

function differs(
  what: CloseProblem['what'],
  account: string,
  code: string,
  expected: number,
  found: number,
): CloseProblem {
  return {
    ...{ what, operationId: null, kind: null, cardId: null, account, currency: currency(code) },
    ...{ expectedMinor: minor(expected), foundMinor: minor(found) },
  }
}

function nextBalances(before: readonly Balance[], postings: readonly Posting[]): Balance[] {
  const sums = new Map(before.map(([code, key, amount]) => [JSON.stringify([code, key]), amount]))
  const add = (code: string, key: string, amount: number) => {
    const name = JSON.stringify([code, key])
    sums.set(name, (sums.get(name) ?? 0) + amount)
  }
  for (const { currency: code, debit, credit, amountMinor } of postings) {
    add(code, debit, -amountMinor)
    add(code, credit, amountMinor)
  }
  return inOrder(sums)
}

function nextCards(before: readonly CardTotal[], postings: readonly Posting[]): CardTotal[] {
  const sums = new Map(before.map(([id, code, amount]) => [JSON.stringify([id, code]), amount]))
  for (const posting of postings) {
    if (posting.programId === null) continue
    const name = JSON.stringify([posting.programId, posting.currency])
    sums.set(name, (sums.get(name) ?? 0) + movedOnCards(posting))
  }
  return inOrder(sums)
}

function inOrder(sums: ReadonlyMap<string, number>): [string, string, number][] {
  return [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, amount]) => [...(JSON.parse(name) as [string, string]), amount])
}

type Packed = readonly [
  ...[programId: string | null, form: Posting['form'], currency: string, kind: string],
  ...[channel: string, debit: string, credit: string, count: number, amountMinor: number],
]

function packPosting(posting: Posting): Packed {
  const {
    programId,
    form,
    currency: code,
    kind,
    channel,
    debit,
    credit,
    count,
    amountMinor,
  } = posting
  return [programId, form, code, kind, channel, debit, credit, count, amountMinor]
}

/** What was posted on a closed day. */
export function postingsOf({ postings }: Pick<Row, 'postings'>): Posting[] {
  return (JSON.parse(postings) as Packed[]).map(
    ([programId, form, code, kind, channel, debit, credit, count, amountMinor]) => ({
      ...{ programId, form, currency: code, kind, channel, debit, credit, count },
      amountMinor: minor(amountMinor),
    }),
  )
}

/** How accounts stood at the end of a closed day; nothing before the first. */
export function balancesOf(row: Pick<Row, 'balances'> | undefined): Balance[] {
  return row ? (JSON.parse(row.balances) as Balance[]) : []
}

/** What cards were worth at the end of a closed day; nothing before the first. */
export function cardsOf(row: Pick<Row, 'cards'> | undefined): CardTotal[] {
  return row ? (JSON.parse(row.cards) as CardTotal[]) : []
}
