import type { Kysely } from 'kysely'
import type { Schema } from '../storage/index.ts'

/** Where days begin and end as long as nobody said anything of it. */
const NO_ZONE = 'UTC'

/** The zone in which a network's days begin and end: {@link chosenZone}, and UTC while it has none. */
export async function networkZone(read: Kysely<Schema>, networkId: string): Promise<string> {
  return (await chosenZone(read, networkId)) ?? NO_ZONE
}

/**
 * The zone in which the days of a network, and of its books, begin and end: as somebody chose, else that of its
 * first location; null while it has none.
 */
export async function chosenZone(read: Kysely<Schema>, networkId: string): Promise<string | null> {
  const chosen = await read
    .selectFrom('book_setting')
    .where('network_id', '=', networkId)
    .select('time_zone')
    .executeTakeFirst()
  if (chosen) return chosen.time_zone
  const first = await read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .orderBy('created_at_ms')
    .orderBy('id')
    .limit(1)
    .select('time_zone')
    .executeTakeFirst()
  return first?.time_zone ?? null
}
