import { type Hardening, hardenRow, hardenSome, type Pins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { placeOf } from './serials.ts'

/** Puts the next PINs of printed cards under the slow hash; those of spoiled batches are forgotten. */
export function hardenStock(work: Hardening): Promise<boolean> {
  return hardenSome(work, 'batch_item', async () => {
    const spoiled = await spoiledBatches(work.context)
    return (id) => spoiled.has(placeOf(id).batchNumber)
  })
}

/** The slow hash of one card's PIN, now: before the card is worth anything. */
export function hardenNow(
  context: ServerContext,
  pins: Pins,
  item: { readonly id: number; readonly pin_hash: string },
): Promise<void> {
  return hardenRow(context, pins, 'batch_item', item)
}

async function spoiledBatches({ database }: ServerContext): Promise<ReadonlySet<number>> {
  const rows = await database.read
    .selectFrom('batch')
    .where('state', '=', 'spoiled')
    .select('number')
    .execute()
  return new Set(rows.map((row) => row.number))
}
