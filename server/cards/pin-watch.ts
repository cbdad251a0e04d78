import { sql } from 'kysely'
import type { CardNumber } from '../../src/contract/card-number.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { deriveKey, hmacOf, type Keys } from '../keys.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import { PIN_LOCKS_MS, PIN_WRONG_MAX, PINS_WATCHED_MAX, UNTIL_SUPPORT_MS } from './limits.ts'

/** What is counted of one number. */
export interface Watch {
  /** Wrong PINs in a row since the last lock. */
  readonly wrong: number
  /** Locks since the last right PIN. */
  readonly locks: number
  /** Server time; 0 when it was never locked, {@link UNTIL_SUPPORT_MS} when only support unlocks. */
  readonly lockedUntilMs: number
  /** Server time of the last change. */
  readonly changedAtMs: number
  /** Goes up with each change; 0 when nothing is counted. */
  readonly version: number
}

export const NOTHING_WRONG: Watch = {
  ...{ wrong: 0, locks: 0, lockedUntilMs: 0, changedAtMs: 0, version: 0 },
}

/**
 * What a number is counted under: the same whatever keys its card was made with. `apart` is a network
 * whose card it is not, and that has a count of its own.
 */
export function watchKey(keys: Keys, number: CardNumber, apart?: NetworkId): Uint8Array {
  const counted = apart === undefined ? number : `${number} ${apart}`
  return hmacOf(deriveKey(keys.pinPepper, 'countermark pin watch'), counted)
}

/** The count after one more wrong PIN: the third in a row locks, each time for longer. */
export function afterWrong(before: Watch, nowMs: number): Watch {
  const wrong = before.wrong + 1
  const version = before.version + 1
  if (wrong < PIN_WRONG_MAX) {
    return { ...before, wrong, lockedUntilMs: 0, changedAtMs: nowMs, version }
  }
  const lockMs = PIN_LOCKS_MS[before.locks]
  const lockedUntilMs = lockMs === undefined ? UNTIL_SUPPORT_MS : nowMs + lockMs
  return { wrong: 0, locks: before.locks + 1, lockedUntilMs, changedAtMs: nowMs, version }
}

/** What is counted of a number. */
export async function readWatch({ read }: Database, key: Uint8Array): Promise<Watch> {
  const row = await read
    .selectFrom('pin_watch')
    .where('key', '=', key)
    .selectAll()
    .executeTakeFirst()
  if (row === undefined) return NOTHING_WRONG
  return {
    wrong: row.wrong,
    locks: row.locks,
    lockedUntilMs: row.locked_until_ms,
    changedAtMs: row.changed_at_ms,
    version: row.version,
  }
}

/** Writes a count with what belongs to it. False when another server counted since `before`. */
export function writeWatch(
  database: Database,
  key: Uint8Array,
  { before, after }: { readonly before: Watch; readonly after: Watch },
  beside: readonly WriteQuery[],
): Promise<boolean> {
  const { wrong, locks, lockedUntilMs, changedAtMs, version } = after
  const query = sql`
    INSERT INTO pin_watch (key, wrong, locks, locked_until_ms, changed_at_ms, version)
    VALUES (${key}, ${wrong}, ${locks}, ${lockedUntilMs}, ${changedAtMs}, ${version})
    ON CONFLICT (key) DO UPDATE SET wrong = excluded.wrong, locks = excluded.locks,
      locked_until_ms = excluded.locked_until_ms, changed_at_ms = excluded.changed_at_ms,
      version = excluded.version
    WHERE pin_watch.version = ${before.version}
  `.compile(database.read)
  return database.write([{ query, changes: 1 }, ...beside])
}

/** Forgets what was counted of a number, with what belongs to that. */
export async function forgetWatch(
  database: Database,
  key: Uint8Array,
  beside: readonly WriteQuery[] = [],
): Promise<void> {
  const query = database.read.deleteFrom('pin_watch').where('key', '=', key).compile()
  await database.write([{ query }, ...beside])
}

/** Forgets the oldest counts beyond {@link PINS_WATCHED_MAX}. */
export async function pruneWatches(database: Database): Promise<void> {
  const query = sql`
    DELETE FROM pin_watch WHERE changed_at_ms < (SELECT changed_at_ms FROM pin_watch
      ORDER BY changed_at_ms DESC LIMIT 1 OFFSET ${PINS_WATCHED_MAX})
  `.compile(database.read)
  await database.write([{ query }])
}
