import type { PayoutState } from '../../src/contract/admin/payout-views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { type Minor, minor, ZERO } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { BankOutcome } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import { acknowledged, advanceRun } from './advancing.ts'
import { CHANGE_TRIES_MAX } from './limits.ts'
import { changePayout, postOwed } from './owed.ts'
import type { OutcomeEffect, Payout } from './payout.ts'
import { confirmationOf, returnOf } from './posting.ts'
import { type PayoutRow, payoutOf } from './rows.ts'

/** What a bank calls a transfer: at least one of the two. */
export interface BankName {
  /** Only transfers of this network are found. */
  readonly networkId: NetworkId
  readonly trace: string | null
  readonly reference: string | null
}

/**
 * The transfer that a bank speaks of: by our reference where the bank brings one back, else by its trace,
 * the newest that has it. Undefined when it is none of this network's. Traces are of one bank and one
 * sender only: a reference that is none of ours is never passed over for a trace that fits, and one that
 * fits transfers of two profiles fits none.
 */
export async function findPayout(
  { read }: Pick<Database, 'read'>,
  { networkId, trace, reference }: BankName,
): Promise<Payout | undefined> {
  const own = read
    .selectFrom('payout')
    .where('network_id', '=', networkId)
    .where('state', '<>', 'cancelled')
    .selectAll()
  if (reference !== null) {
    const named = await own.where('reference', '=', reference).executeTakeFirst()
    return named && payoutOf(named)
  }
  // A trace of nothing but zeros is given by banks that make their own.
  if (trace === null || /^0*$/.test(trace)) return undefined
  const traced = await own.where('trace', '=', trace).orderBy('sequence', 'desc').execute()
  const [newest] = traced
  const isOne = traced.every(({ profile_id }) => profile_id === newest?.profile_id)
  return newest && isOne ? payoutOf(newest) : undefined
}

/** Our messages are named after their day and the first of their transfers. */
const MESSAGE = /^CM\d{8}-(P[0-9A-Z]{12,14})$/

/** The references of the transfers of a message of ours, where a bank speaks of it as a whole; else none. */
export async function referencesOf(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  messageId: string,
): Promise<readonly string[]> {
  const [, first] = MESSAGE.exec(messageId) ?? []
  if (first === undefined) return []
  const rows = await read
    .selectFrom('payout')
    .where('network_id', '=', networkId)
    .where('file_id', '=', ({ selectFrom }) =>
      selectFrom('payout as head').where('head.reference', '=', first).select('head.file_id'),
    )
    .orderBy('sequence')
    .select('reference')
    .execute()
  return rows.map(({ reference }) => reference)
}

/**
 * Does what follows from an outcome: the payout's state, and what is owed again. The same notice
 * changes nothing the second time. STATE_CONFLICT for what was not sent yet, and for another amount.
 */
export async function recordOutcome(
  context: ServerContext,
  { reference }: Pick<Payout, 'reference'>,
  outcome: BankOutcome,
): Promise<Reply<OutcomeEffect>> {
  for (let tries = 0; tries < CHANGE_TRIES_MAX; tries++) {
    const row = await readSettled(context, reference)
    if (await isKnown(context, reference, outcome)) return success(nothingNew(row))
    const refusal = refusalOf(row, outcome)
    if (refusal) return failed('STATE_CONFLICT', refusal)
    const effect = effectOf(context, row, outcome)
    const writes = [changePayout(context, row, effect.change), noticeOf(context, row, outcome)]
    const told = outcome.kind === 'accepted' ? [acknowledged(context, row.run_id)] : []
    // Somebody was there at the same moment: what is true now decides.
    if (!(await context.database.write([...writes, ...told]))) continue
    await postOwed(context, [{ ...row, ...effect.change }])
    await advanceRun(context, row.run_id)
    const state = effect.change.state ?? row.state
    return success({ isNew: true, state, reopenedMinor: effect.reopenedMinor })
  }
  return failed('STATE_CONFLICT', 'The payout is being changed. Import the file once more.')
}

/** Whether a bank said of it that it never went. */
export async function wasRefused(
  { read }: Pick<Database, 'read'>,
  reference: string,
): Promise<boolean> {
  const row = await read
    .selectFrom('payout_notice')
    .where('reference', '=', reference)
    .where('kind', '=', 'refused')
    .select('notice_key')
    .executeTakeFirst()
  return row !== undefined
}

/** The payout as it stands, once the ledger was told all of it. */
async function readSettled(context: ServerContext, reference: string): Promise<PayoutRow> {
  const find = () =>
    context.database.read
      .selectFrom('payout')
      .where('reference', '=', reference)
      .selectAll()
      .executeTakeFirst()
  const row = await find()
  if (row && row.owed !== null) await postOwed(context, [row])
  const now = row?.owed === null ? row : await find()
  invariant(now, 'a payout that was found stays')
  return now
}

async function isKnown(
  { database }: ServerContext,
  reference: string,
  { noticeKey }: BankOutcome,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('payout_notice')
    .where('reference', '=', reference)
    .where('notice_key', '=', noticeKey)
    .select('notice_key')
    .executeTakeFirst()
  return row !== undefined
}

function nothingNew({ state }: PayoutRow): OutcomeEffect {
  return { isNew: false, state, reopenedMinor: ZERO }
}

function refusalOf(row: PayoutRow, outcome: BankOutcome): string | undefined {
  if (row.state === 'pending' || row.state === 'cancelled')
    return `Payout ${row.reference} was not sent. Check which file the bank means.`
  if (!ABOUT_MONEY.has(outcome.kind)) return undefined
  const isOther =
    (outcome.amountMinor !== null && outcome.amountMinor !== row.amount_minor) ||
    (outcome.currency !== null && outcome.currency !== row.currency)
  return isOther
    ? `The bank names another amount for ${row.reference} than was sent. A person has to look at it.`
    : undefined
}

const ABOUT_MONEY: ReadonlySet<BankOutcome['kind']> = new Set(['returned', 'refused', 'paid'])

interface Effect {
  readonly change: Partial<PayoutRow>
  readonly reopenedMinor: Minor
}

function effectOf(context: ServerContext, row: PayoutRow, outcome: BankOutcome): Effect {
  const said = { code: outcome.code, words: outcome.text }
  switch (outcome.kind) {
    case 'returned':
    case 'refused':
      return backEffect(context, row, said)
    case 'changed':
      // What came back first did not arrive, whatever else the bank says of the account.
      return kept(row.state === 'returned' ? said : { ...said, state: 'corrected' })
    case 'paid':
      return paidEffect(context, row, said)
    case 'accepted':
      return kept(row.state === 'sent' ? { ...said, state: 'assumed_paid' } : said)
    case 'dishonoured':
    case 'contested':
      return kept(said)
  }
}

function kept(change: Partial<PayoutRow>): Effect {
  return { change, reopenedMinor: ZERO }
}

type Said = Pick<PayoutRow, 'code' | 'words'>

function backEffect({ nowMs }: ServerContext, row: PayoutRow, said: Said): Effect {
  if (row.state === 'returned') return kept(said)
  const state: PayoutState = 'returned'
  const owed = returnOf(row)
  const reopenedMinor = row.purpose === 'payout' ? minor(row.amount_minor) : ZERO
  return { change: { ...said, state, owed, ended_at_ms: nowMs() }, reopenedMinor }
}

function paidEffect({ nowMs }: ServerContext, row: PayoutRow, said: Said): Effect {
  if (row.state === 'returned' || row.confirmed_at_ms !== null) return kept(said)
  const state: PayoutState = row.state === 'corrected' ? 'corrected' : 'confirmed'
  const times = { confirmed_at_ms: nowMs(), ended_at_ms: nowMs() }
  return kept({ ...said, state, owed: confirmationOf(row), ...times })
}

function noticeOf(
  { database, nowMs }: ServerContext,
  { reference }: PayoutRow,
  { noticeKey, kind, code, text }: BankOutcome,
): WriteQuery {
  const query = database.read
    .insertInto('payout_notice')
    .values({ reference, notice_key: noticeKey, kind, code, words: text, at_ms: nowMs() })
    .compile()
  return { query, changes: 1 }
}
