import type { Pins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { OverloadedError } from '../load/index.ts'
import type { WriteQuery } from '../storage/database.ts'
import { HARDEN_AT_ONCE, HARDEN_REST } from './limits.ts'
import { placeOf } from './serials.ts'

/** What the work needs besides the context. */
interface Hardening {
  readonly context: ServerContext
  readonly pins: Pins
  /** Rests so long, or until something else is to be done. */
  readonly rest: (ms: number) => Promise<void>
  /** True when something else is to be done first. */
  readonly isCalled: () => boolean
}

/**
 * Puts the next PINs under the slow hash, at leisure; those of spoiled batches are forgotten. False
 * when there are none, or when customers need the time now.
 */
export async function hardenSome({ context, pins, rest, isCalled }: Hardening): Promise<boolean> {
  const rows = await context.database.read
    .selectFrom('batch_item')
    .where('is_quick', '=', 1)
    .orderBy('id')
    .limit(HARDEN_AT_ONCE)
    .select(['id', 'pin_hash'])
    .execute()
  if (rows.length === 0) return false
  const spoiled = await spoiledBatches(context)
  const writes: WriteQuery[] = []
  let isAll = true
  for (const { id, pin_hash } of rows) {
    if (pin_hash === null || spoiled.has(placeOf(id).batchNumber)) {
      writes.push(putHash(context, id, null))
      continue
    }
    const beganMs = performance.now()
    const hash = await hardened(pins, pin_hash)
    if (hash === undefined) {
      isAll = false
      break
    }
    writes.push(putHash(context, id, hash))
    await rest((performance.now() - beganMs) * HARDEN_REST)
    if (isCalled()) break
  }
  if (writes.length > 0) await context.database.write(writes)
  return isAll
}

/** The slow hash of one card's PIN, now: before the card is worth anything. */
export async function hardenNow(
  context: ServerContext,
  pins: Pins,
  item: { readonly id: number; readonly pin_hash: string },
): Promise<void> {
  await context.database.write([putHash(context, item.id, await pins.harden(item.pin_hash))])
}

async function hardened(pins: Pins, quick: string): Promise<string | undefined> {
  try {
    return await pins.harden(quick)
  } catch (error) {
    if (error instanceof OverloadedError) return undefined
    throw error
  }
}

function putHash({ database }: ServerContext, id: number, hash: string | null): WriteQuery {
  const query = database.read
    .updateTable('batch_item')
    .set({ pin_hash: hash, is_quick: 0 })
    .where('id', '=', id)
    .where('is_quick', '=', 1)
    .compile()
  return { query }
}

async function spoiledBatches({ database }: ServerContext): Promise<ReadonlySet<number>> {
  const rows = await database.read
    .selectFrom('batch')
    .where('state', '=', 'spoiled')
    .select('number')
    .execute()
  return new Set(rows.map((row) => row.number))
}
