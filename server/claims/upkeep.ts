import type { ServerContext } from '../context.ts'
import {
  ORPHAN_AFTER_MS,
  ORPHAN_LOOK_BACK_MS,
  ORPHAN_LOOK_EVERY,
  UPKEEP_EVERY_MS,
  UPKEEP_ROWS_MAX,
} from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'log' | 'nowMs'>

/**
 * Erases the PINs of gifts that their holders have seen for long enough, and what was prepared for
 * sales that did not come about. Several servers may do it beside each other.
 */
export function startGiftUpkeep(context: Parts): { readonly close: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  let looks = 0
  const tick = () => {
    if (context.database.trouble() !== null) return
    const isForOrphans = looks % ORPHAN_LOOK_EVERY === 0
    looks += 1
    running = running
      .then(() => erasePins(context))
      .then(() => (isForOrphans ? dropOrphans(context) : undefined))
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'gifts could not be tidied up')
      })
  }
  const timer = setInterval(tick, UPKEEP_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Erases what may not be shown any more. */
export async function erasePins({ database, nowMs }: Parts): Promise<void> {
  const rows = await database.read
    .selectFrom('card_claim')
    .where('pin_sealed', 'is not', null)
    .where('shown_until_ms', '<=', nowMs())
    .select('card_uid')
    .limit(UPKEEP_ROWS_MAX)
    .execute()
  if (rows.length === 0) return
  const query = database.read
    .updateTable('card_claim')
    .set({ pin_sealed: null })
    .where('card_uid', 'in', uids(rows))
  await database.write([{ query: query.compile() }])
}

/** Takes away what was prepared for sales that were refused, or lost with the server. */
export async function dropOrphans({ database, nowMs }: Parts): Promise<void> {
  const rows = await database.reports
    .selectFrom('card_claim')
    .leftJoin('card', 'card.uid', 'card_claim.card_uid')
    .where('card_claim.created_at_ms', '<', nowMs() - ORPHAN_AFTER_MS)
    .where('card_claim.created_at_ms', '>=', nowMs() - ORPHAN_LOOK_BACK_MS)
    .where('card.id', 'is', null)
    .select('card_claim.card_uid')
    .limit(UPKEEP_ROWS_MAX)
    .execute()
  if (rows.length === 0) return
  const query = database.read.deleteFrom('card_claim').where('card_uid', 'in', uids(rows))
  await database.write([{ query: query.compile() }])
}

function uids(rows: readonly { readonly card_uid: string }[]): string[] {
  return rows.map(({ card_uid: uid }) => uid)
}
