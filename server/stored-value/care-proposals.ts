import { type Selectable, sql } from 'kysely'
import type { ProposalView } from '../../src/contract/admin/adjustments.ts'
import { type CardId, type NetworkId, type RequestId, uuidV7 } from '../../src/contract/ids.ts'
import { type Currency, currency, type Minor, minor } from '../../src/contract/money.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdjustRequest, Caller, CreditRequest, Order } from '../ledger/request.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import type { Schema } from '../storage/index.ts'
import { PROPOSAL_TTL_MS, PROPOSALS_LISTED_MAX } from './limits.ts'

type Row = Selectable<Schema['proposal']>
type State = Row['state']

/** What is asked of a second person: all that posting it takes. */
export interface Correction {
  readonly kind: 'adjust' | 'credit'
  readonly caller: Caller & { readonly networkId: NetworkId }
  readonly requestId: RequestId
  readonly contentHash: Uint8Array
  readonly cardId: CardId
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly reason: string
  readonly order: Order | null
}

/** The same as it is kept, with what was decided. */
export interface Proposal {
  readonly id: string
  readonly networkId: NetworkId
  readonly asked: Correction
  readonly state: State
  readonly expiresAtMs: number
  readonly decidedBy: string | null
}

/**
 * Keeps what waits for a second person. Undefined when the caller's id has a proposal already, made at
 * the same time.
 */
export async function addProposal(
  context: Pick<ServerContext, 'database' | 'nowMs' | 'randomBytes'>,
  asked: Correction,
  limitMinor: Minor,
): Promise<string | undefined> {
  const { database, nowMs, randomBytes } = context
  const id = uuidV7(nowMs(), randomBytes(10))
  const { caller, requestId, contentHash, order, cardId, kind, amountMinor, reason } = asked
  const query = database.read
    .insertInto('proposal')
    .values({
      ...{ id, kind, reason, network_id: caller.networkId, caller: caller.key },
      ...{ request_id: requestId, card_uid: cardId, amount_minor: amountMinor },
      ...{ currency: asked.currency, clerk: caller.clerk, limit_minor: limitMinor },
      ...{ content_hash: contentHash, request: JSON.stringify({ caller, order }) },
      ...{ state: 'pending', code: null, decided_by: null, decided_at_ms: null },
      ...{ decision_reason: null, proposed_at_ms: nowMs() },
      expires_at_ms: nowMs() + PROPOSAL_TTL_MS,
    })
    .compile()
  const audit = record(context, {
    ...{ actor: caller.key, action: 'proposal-make', subject: `proposal:${id}` },
    detail: { kind, cardId, amountMinor, currency: asked.currency, limitMinor },
  })
  return (await database.write([{ query, changes: 1 }, audit])) ? id : undefined
}

/** The proposal that a caller made under an id; undefined when there is none. */
export async function proposalOfRequest(
  { read }: Database,
  callerKey: string,
  requestId: RequestId,
): Promise<Proposal | undefined> {
  const row = await read
    .selectFrom('proposal')
    .where('caller', '=', callerKey)
    .where('request_id', '=', requestId)
    .selectAll()
    .executeTakeFirst()
  return row && proposalOf(row)
}

/** One proposal of a network; undefined when it has none of this id. */
export async function readProposal(
  { read }: Database,
  networkId: NetworkId,
  proposalId: string,
): Promise<Proposal | undefined> {
  const row = await read
    .selectFrom('proposal')
    .where('id', '=', proposalId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
  return row && proposalOf(row)
}

/** Proposals of any network whose state may have to change by itself, oldest first. */
export async function proposalsToTend(
  { read }: Database,
  nowMs: number,
): Promise<readonly Proposal[]> {
  const rows = await read
    .selectFrom('proposal')
    // In the words of the index, which has the open ones alone.
    .where('state', 'in', [sql.lit('pending' as const), sql.lit('approved' as const)])
    .where(({ eb, or }) => or([eb('state', '=', 'approved'), eb('expires_at_ms', '<=', nowMs)]))
    .orderBy('id')
    .limit(PROPOSALS_LISTED_MAX)
    .selectAll()
    .execute()
  return rows.map(proposalOf)
}

/** A step from one state to the next, which only one server takes. */
export function proposalStep(
  { read }: Database,
  proposalId: string,
  { from, to }: { readonly from: State; readonly to: State },
  change: Partial<Pick<Row, 'code' | 'decided_by' | 'decided_at_ms' | 'decision_reason'>> = {},
): WriteQuery {
  const query = read
    .updateTable('proposal')
    .set({ state: to, ...change })
    .where('id', '=', proposalId)
    .where('state', '=', from)
    .compile()
  return { query, changes: 1 }
}

/** What the ledger is asked; `approvedBy` is null where nobody else had to agree. */
export function requestOf(
  asked: Correction,
  approvedBy: string | null,
): AdjustRequest | CreditRequest {
  const { kind, cardId, order, ...rest } = asked
  const request = {
    ...rest,
    card: { by: 'id', cardId },
    ...(approvedBy !== null && { approvedBy }),
  } as const
  return kind === 'adjust' ? { kind, ...request } : { kind, ...request, order }
}

export interface ProposalPage {
  readonly which: 'open' | 'all'
  /** Only those before this one. */
  readonly before?: string | undefined
}

/** Proposals with the names of cards and people, newest first, one more than a page has. */
export async function proposalViews(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  networkId: NetworkId,
  narrow: ProposalPage | { readonly proposalId: string },
): Promise<readonly (ProposalView & { readonly caller: string })[]> {
  let query = database.reports
    .selectFrom('proposal')
    .innerJoin('card', 'card.uid', 'proposal.card_uid')
    .innerJoin('program', 'program.id', 'card.program_id')
    .where('proposal.network_id', '=', networkId)
    .selectAll('proposal')
    .select(['card.last_four', 'program.name as program_name'])
    .orderBy('proposal.id', 'desc')
    .limit(PROPOSALS_LISTED_MAX + 1)
  if ('proposalId' in narrow) query = query.where('proposal.id', '=', narrow.proposalId)
  else {
    if (narrow.which === 'open')
      query = query
        .where('proposal.state', 'in', ['pending', 'approved'])
        .where(({ eb, or }) =>
          or([eb('proposal.state', '=', 'approved'), eb('proposal.expires_at_ms', '>', nowMs())]),
        )
    if (narrow.before !== undefined) query = query.where('proposal.id', '<', narrow.before)
  }
  const rows = await query.execute()
  const names = await namesOf(
    database,
    rows.flatMap((row) => [row.caller, row.decided_by ?? 'system']),
  )
  return rows.map((row) => ({
    ...{ proposalId: row.id, requestId: row.request_id as RequestId, kind: row.kind },
    ...{ cardId: row.card_uid as CardId, lastFour: row.last_four, programName: row.program_name },
    ...{ amountMinor: minor(row.amount_minor), currency: currency(row.currency) },
    ...{ reason: row.reason, clerk: row.clerk, limitMinor: minor(row.limit_minor) },
    ...{ state: stateNow(row, nowMs()), code: row.code, proposedAtMs: row.proposed_at_ms },
    proposedBy: names.get(row.caller) ?? row.caller,
    expiresAtMs: row.expires_at_ms,
    decidedBy: row.decided_by === null ? null : (names.get(row.decided_by) ?? row.decided_by),
    ...{ decidedAtMs: row.decided_at_ms, decisionReason: row.decision_reason, caller: row.caller },
  }))
}

/** A proposal whose time is over is that, also before anybody wrote it down. */
export function stateNow(
  { state, ...row }: { state: State; expires_at_ms: number },
  nowMs: number,
): State {
  return state === 'pending' && row.expires_at_ms <= nowMs ? 'expired' : state
}

/** The names of people and keys, by `staff:<id>` and `client:<id>`. */
async function namesOf(
  { reports }: Database,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const [prefix, table] of [
    ['staff:', 'staff'],
    ['client:', 'api_client'],
  ] as const) {
    const ids = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
    if (ids.length === 0) continue
    const rows = await reports
      .selectFrom(table)
      .where('id', 'in', [...new Set(ids)])
      .select(['id', 'name'])
      .execute()
    for (const { id, name } of rows) names.set(`${prefix}${id}`, name)
  }
  return names
}

function proposalOf(row: Row): Proposal {
  const { caller, order } = JSON.parse(row.request) as Pick<Correction, 'caller' | 'order'>
  const asked: Correction = {
    ...{ kind: row.kind, caller, order, requestId: row.request_id as RequestId },
    ...{ contentHash: row.content_hash, cardId: row.card_uid as CardId },
    ...{ amountMinor: minor(row.amount_minor), currency: currency(row.currency) },
    reason: row.reason,
  }
  return {
    ...{ id: row.id, networkId: row.network_id as NetworkId, asked, state: row.state },
    ...{ expiresAtMs: row.expires_at_ms, decidedBy: row.decided_by },
  }
}
