import type { PosKind } from '../../src/contract/wire/pos.ts'
import type { ServerContext } from '../context.ts'
import type { Callback, CallbackReading } from './adapter.ts'
import { ADAPTERS } from './adapters.ts'
import { type Connection, findHere, openSecrets } from './connections.ts'
import { newEntries } from './entries.ts'
import { type CallbackCount, countCallback, type RefusedCallbacks } from './health.ts'
import { CALLBACK_AGE_MAX_MS, CALLBACK_AHEAD_MAX_MS, DETAILS_MAX } from './limits.ts'

/** What became of a callback. */
export type CallbackOutcome =
  /** Kept for good; what it asks for comes after the answer. */
  | 'taken'
  /** This very event was here before: nothing is done again. */
  | 'repeated'
  /** Of a kind that says nothing of payments, or about another shop. */
  | 'unknown'
  /** Clover's first one, whose code the owner types at Clover. */
  | 'verification'
  /** Not signed with this connection's key: nothing is kept. */
  | 'not-signed'
  /** Signed longer ago than any POS tries, or in the future. */
  | 'too-old'
  | 'no-connection'

export interface CallbackParts {
  readonly context: ServerContext
  readonly publicUrl: () => string
  readonly refused: RefusedCallbacks
  /** There are entries that stations have not heard, or details to ask for. */
  readonly onTaken: () => void
}

/** Where a POS of this kind sends what it has to say about this location. */
export function notificationUrl(publicUrl: string, kind: PosKind, locationId: string): string {
  return `${publicUrl}/v1/pos/${kind}/${locationId}`
}

/** Judges a callback and keeps what it says, in one write, before it is answered. */
export async function takeCallback(
  parts: CallbackParts,
  { kind, locationId }: { readonly kind: PosKind; readonly locationId: string },
  call: Omit<Callback, 'notificationUrl'>,
): Promise<CallbackOutcome> {
  const { context, refused } = parts
  const connection = await findHere(context, kind, locationId)
  if (connection === undefined) return 'no-connection'
  const adapter = ADAPTERS[kind]
  const url = notificationUrl(parts.publicUrl(), kind, locationId)
  const callback = { ...call, notificationUrl: url }
  const code = adapter.verificationCode?.(callback)
  if (code !== undefined) return keepCode(context, connection, code)
  if (!adapter.verify(callback, openSecrets(context, connection))) {
    refused.refused(connection.connectionId)
    return 'not-signed'
  }
  refused.accepted(connection.connectionId)
  const reading = adapter.readCallback(callback, connection)
  if (reading.is === 'unknown') return count(context, connection, 'unknown')
  const ageMs = context.nowMs() - reading.atMs
  if (ageMs > CALLBACK_AGE_MAX_MS || ageMs < -CALLBACK_AHEAD_MAX_MS) return 'too-old'
  return keepEvent(parts, connection, reading)
}

async function count(
  context: ServerContext,
  { connectionId }: Connection,
  what: CallbackCount & CallbackOutcome,
): Promise<CallbackOutcome> {
  await context.database.write([countCallback(context, connectionId, what, undefined, 0)])
  return what
}

async function keepEvent(
  parts: CallbackParts,
  connection: Connection,
  { key, findings }: Extract<CallbackReading, { is: 'event' }>,
): Promise<CallbackOutcome> {
  const { context } = parts
  const { connectionId } = connection
  const { database, nowMs } = context
  if (await isKnown(context, connectionId, key)) return count(context, connection, 'repeated')
  const details = findings.details.slice(0, DETAILS_MAX)
  const event = database.read
    .insertInto('pos_event')
    .values({
      ...{ connection_id: connectionId, event_key: key, received_at_ms: nowMs() },
      ...{ details: details.length === 0 ? null : JSON.stringify(details), tries: 0 },
      try_after_ms: nowMs(),
    })
    .compile()
  const entries = await newEntries(context, connection, findings.readings)
  const [problem] = findings.problems
  const counted = countCallback(context, connectionId, 'callbacks', problem, entries.count)
  const written = await database.write([{ query: event, changes: 1 }, ...entries.queries, counted])
  if (!written) {
    // Another server had it first, or the database would not: then the POS tries again.
    if (await isKnown(context, connectionId, key)) return count(context, connection, 'repeated')
    throw new Error('a callback of a till could not be kept')
  }
  if (entries.count > 0 || details.length > 0) parts.onTaken()
  return 'taken'
}

async function isKnown(
  { database }: ServerContext,
  connectionId: string,
  key: string,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('pos_event')
    .where('connection_id', '=', connectionId)
    .where('event_key', '=', key)
    .select('event_key')
    .executeTakeFirst()
  return row !== undefined
}

/** Anybody can send a code, so it is only shown, and only until the first signed callback. */
async function keepCode(
  { database }: ServerContext,
  { connectionId }: Connection,
  code: string,
): Promise<CallbackOutcome> {
  const query = database.read
    .updateTable('pos_health')
    .set({ verification_code: code })
    .where('connection_id', '=', connectionId)
    .where('last_callback_at_ms', 'is', null)
    .compile()
  await database.write([{ query }])
  return 'verification'
}
