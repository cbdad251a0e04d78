import { sql } from 'kysely'
import type { LockedCard } from '../../src/contract/admin/guards.ts'
import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { readPinLock } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { LOCKED_CARDS_LISTED_MAX, LOCKS_READ_MAX } from './limits.ts'

/** Cards of a network whose PIN was locked of late, each once, with how it stands now. */
export async function listLockedCards(
  context: ServerContext,
  networkId: NetworkId,
): Promise<LockedCard[]> {
  const rows = await context.database.reports
    .selectFrom('audit')
    .innerJoin('card', (on) => on.on(sql<boolean>`card.uid = substr(audit.subject, 6)`))
    .innerJoin('program', 'program.id', 'card.program_id')
    .leftJoin('api_client', (on) => on.on(sql<boolean>`api_client.id = substr(audit.actor, 8)`))
    .leftJoin('device', (on) => on.on(sql<boolean>`device.id = substr(audit.actor, 8)`))
    .where('audit.action', '=', 'pin-lock')
    .where('program.network_id', '=', networkId)
    .select(['audit.time_ms', 'audit.actor', 'card.uid', 'card.last_four', 'program.name'])
    .select(['api_client.name as key_name', 'device.name as device_name'])
    .orderBy('audit.id', 'desc')
    .limit(LOCKS_READ_MAX)
    .execute()
  const newest = [...new Map(rows.toReversed().map((row) => [row.uid, row])).values()]
  const shown = newest.toSorted((one, other) => other.time_ms - one.time_ms)
  const cards = await Promise.all(
    shown.slice(0, LOCKED_CARDS_LISTED_MAX).map(async (row) => {
      const cardId = row.uid as CardId
      const lock = await readPinLock(context, networkId, cardId)
      const by = row.key_name ?? row.device_name ?? row.actor
      const card = { cardId, lastFour: row.last_four, programName: row.name, atMs: row.time_ms, by }
      return lock && { ...card, lock }
    }),
  )
  return cards.filter((card) => card !== undefined)
}
