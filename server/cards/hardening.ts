import type { ServerContext } from '../context.ts'
import { type Leisure, OverloadedError } from '../load/index.ts'
import type { WriteQuery } from '../storage/database.ts'
import { HARDEN_AT_ONCE, HARDEN_REST } from './limits.ts'
import type { Pins } from './pin.ts'

/** What it takes to put PINs under the slow hash at leisure. */
export interface Hardening extends Pick<Leisure, 'rest' | 'isCalled'> {
  readonly context: ServerContext
  readonly pins: Pins
}

/** The tables with PINs that stand outside their cards' rows. */
type PinTable = 'batch_item' | 'card_import_item'

/**
 * Puts the next PINs of a table under the slow hash; those that nobody may use any more are forgotten.
 * False when there are none, or when customers need the time now.
 */
export async function hardenSome(
  { context, pins, rest, isCalled }: Hardening,
  table: PinTable,
  whichForgotten: () => Promise<(id: number) => boolean>,
): Promise<boolean> {
  const rows = await context.database.read
    .selectFrom(table)
    .where('is_quick', '=', 1)
    .orderBy('id')
    .limit(HARDEN_AT_ONCE)
    .select(['id', 'pin_hash'])
    .execute()
  if (rows.length === 0) return false
  const isForgotten = await whichForgotten()
  const writes: WriteQuery[] = []
  let isAll = true
  for (const { id, pin_hash } of rows) {
    if (pin_hash === null || isForgotten(id)) {
      writes.push(putHash(context, table, id, null))
      continue
    }
    const beganMs = performance.now()
    const hash = await hardened(pins, pin_hash)
    if (hash === undefined) {
      isAll = false
      break
    }
    writes.push(putHash(context, table, id, hash))
    await rest((performance.now() - beganMs) * HARDEN_REST)
    if (isCalled()) break
  }
  if (writes.length > 0) await context.database.write(writes)
  return isAll
}

/** The slow hash of one PIN, now. */
export async function hardenRow(
  context: ServerContext,
  pins: Pins,
  table: PinTable,
  row: { readonly id: number; readonly pin_hash: string },
): Promise<void> {
  await context.database.write([putHash(context, table, row.id, await pins.harden(row.pin_hash))])
}

async function hardened(pins: Pins, quick: string): Promise<string | undefined> {
  try {
    return await pins.harden(quick)
  } catch (error) {
    if (error instanceof OverloadedError) return undefined
    throw error
  }
}

function putHash(
  { database }: ServerContext,
  table: PinTable,
  id: number,
  hash: string | null,
): WriteQuery {
  const query = database.read
    .updateTable(table)
    .set({ pin_hash: hash, is_quick: 0 })
    .where('id', '=', id)
    .where('is_quick', '=', 1)
    .compile()
  return { query }
}
