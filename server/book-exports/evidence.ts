import { sql } from 'kysely'
import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { readCardDetail } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { decodeOperationId } from '../ledger/operation-id.ts'
import type { Database } from '../storage/database.ts'
import { rowsWithGroup } from '../storage/index.ts'
import { EVIDENCE_DEEDS_MAX } from './limits.ts'

/**
 * All that is known of a card, for a dispute: how it was sold and handed over, every operation with
 * its device, clerk and place in the chain of commits, and what people did about it, from which
 * address. Times in ms since 1970 UTC. NOT_FOUND when the network has no such card.
 */
export async function evidenceOf(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  networkId: NetworkId,
  cardId: CardId,
): Promise<Reply<object>> {
  const card = await readCardDetail(database, networkId, cardId)
  if (!card) return failed('NOT_FOUND', 'The network has no such card.')
  const ids = card.operations.flatMap((line) => decodeOperationId(line.operationId) ?? [])
  const groups = await groupsOf(
    database,
    ids.map(({ journalId }) => journalId),
  )
  return success({
    what: 'evidence of a card',
    takenAtMs: nowMs(),
    card: { ...card, operations: undefined },
    handedOver: await handOverOf(database, cardId),
    operations: card.operations.map((line, at) => ({
      ...line,
      journalId: ids[at]?.journalId ?? null,
      chain: groups.get(ids[at]?.journalId ?? 0) ?? null,
    })),
    done: await deedsOf(database, cardId),
  })
}

/** The commit group of each operation, with its hash: what `countermark verify` proves. */
async function groupsOf({ reports }: Database, journalIds: readonly number[]) {
  if (journalIds.length === 0) return new Map<number, object>()
  const { rows } = await sql<{ id: number; group_id: number; hash: Uint8Array }>`
    SELECT j.id, g.id AS group_id, g.hash FROM ${rowsWithGroup(reports)}
     WHERE j.id IN (${sql.join(journalIds)})
  `.execute(reports)
  return new Map(
    rows.map((row) => [
      row.id,
      { group: row.group_id, hash: Buffer.from(row.hash).toString('hex') },
    ]),
  )
}

/** When a gift's link was made and opened; null for a card that was given as a number. */
async function handOverOf({ reports }: Database, cardId: CardId) {
  const row = await reports
    .selectFrom('card_claim')
    .where('card_uid', '=', cardId)
    .select(['created_at_ms', 'opens_at_ms', 'expires_at_ms', 'opened_at_ms'])
    .executeTakeFirst()
  if (!row) return null
  return {
    ...{ linkMadeAtMs: row.created_at_ms, opensAtMs: row.opens_at_ms },
    ...{ expiresAtMs: row.expires_at_ms, openedAtMs: row.opened_at_ms },
  }
}

/** What people and programs did about the card outside the ledger, the oldest first. */
async function deedsOf({ reports }: Database, cardId: CardId) {
  const rows = await reports
    .selectFrom('audit')
    .where('subject', '=', `card:${cardId}`)
    .orderBy('id')
    .limit(EVIDENCE_DEEDS_MAX)
    .select(['time_ms', 'actor', 'action', 'detail', 'ip'])
    .execute()
  return rows.map((row) => ({
    ...{ atMs: row.time_ms, by: row.actor, action: row.action, ip: row.ip },
    detail: JSON.parse(row.detail) as unknown,
  }))
}
