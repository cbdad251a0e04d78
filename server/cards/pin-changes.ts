import type { CardId, RequestId } from '../../src/contract/ids.ts'
import type { NewPin } from '../../src/contract/pins.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Keys } from '../keys.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import { repinStatements, type Schema } from '../storage/index.ts'
import type { KnownCard } from './find-card.ts'
import { PIN_CHANGE_WINDOW_MS, PIN_CHANGES_MAX, SEALED_ANSWER_WINDOW_MS } from './limits.ts'
import { makePin } from './number.ts'
import type { Pins } from './pin.ts'
import { watchKey } from './pin-watch.ts'
import { openNumber } from './sealed-number.ts'
import { openWithAny, sealText } from './sealing.ts'

/** Who wants a card to have another PIN, and why. */
export interface PinOrder {
  readonly kind: 'create' | 'reset'
  /** `client:<id>` or `staff:<id>`; ids of requests are unique within it. */
  readonly caller: string
  readonly requestId: RequestId
  readonly contentHash: Uint8Array
  readonly reason: string
  readonly clerk: string | null
  /** Also forgets the wrong PINs of before, and the lock that they led to. */
  readonly unlock: boolean
  readonly ip: string | null
}

type ChangeRow = Schema['pin_change']

/** The change that was made under this id; undefined when there was none. */
export function findPinChange(
  { database }: Pick<ServerContext, 'database'>,
  { caller, requestId }: Pick<PinOrder, 'caller' | 'requestId'>,
): Promise<ChangeRow | undefined> {
  return database.read
    .selectFrom('pin_change')
    .where('caller', '=', caller)
    .where('request_id', '=', requestId)
    .selectAll()
    .executeTakeFirst()
}

/** Whether a card has another PIN than the one that it was issued with. */
export async function hasNewPin(
  { database }: Pick<ServerContext, 'database'>,
  cardId: CardId,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('pin_change')
    .where('card_uid', '=', cardId)
    .select('card_uid')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** How long a card has to wait for its next PIN, in ms; 0 when it need not. */
export async function pinChangeWaitMs(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  cardId: CardId,
): Promise<number> {
  const since = nowMs() - PIN_CHANGE_WINDOW_MS
  const rows = await database.read
    .selectFrom('pin_change')
    .where('card_uid', '=', cardId)
    .where('changed_at_ms', '>', since)
    .select('changed_at_ms')
    .orderBy('changed_at_ms', 'desc')
    .limit(PIN_CHANGES_MAX)
    .execute()
  const oldest = rows[PIN_CHANGES_MAX - 1]
  return oldest === undefined ? 0 : oldest.changed_at_ms - since
}

/** What the first answer under this id told, with the PIN for as long as it may be told again. */
export function replayedPin(
  { keys, nowMs }: Pick<ServerContext, 'keys' | 'nowMs'>,
  row: ChangeRow,
  card: Pick<KnownCard, 'lastFour'>,
): NewPin {
  const { sealed, sealed_until_ms: untilMs } = row
  const isTold = sealed !== null && untilMs > nowMs()
  const bound = boundTo(row.caller, row.request_id)
  const pin = isTold ? openWithAny(keys, { sealed, boundTo: bound }) : undefined
  return { ...answerOf(row, card), replayed: true, ...told(pin ?? null) }
}

/** How many new PINs that may still be told again do not open under these keys. */
export async function countClosedPins(
  { read }: Pick<Database, 'read'>,
  keys: Pick<Keys, 'numberKeys'>,
  nowMs: number,
): Promise<number> {
  const rows = await read
    .selectFrom('pin_change')
    .where('sealed', 'is not', null)
    .where('sealed_until_ms', '>', nowMs)
    .select(['caller', 'request_id', 'sealed'])
    .execute()
  return rows.filter(({ caller, request_id, sealed }) => {
    const bound = boundTo(caller, request_id)
    return sealed && openWithAny(keys, { sealed, boundTo: bound }) === undefined
  }).length
}

/**
 * Gives the card another PIN, and the one before is worth nothing from then on. Undefined when it got
 * another one meanwhile, or the id was used: nothing was done then. `beside` is done with it or not at all.
 */
export async function giveNewPin(
  context: ServerContext,
  pins: Pins,
  card: KnownCard,
  order: PinOrder,
  beside: readonly WriteQuery[],
): Promise<NewPin | undefined> {
  const { database, keys, nowMs, randomBytes } = context
  const { cardId } = card
  const pin = makePin(randomBytes, card.rules.pinLength)
  const pinHash = await pins.hashPin(cardId, pin)
  const before = await storedPinHash(context, cardId)
  const changedAtMs = nowMs()
  const row: ChangeRow = {
    ...{ caller: order.caller, request_id: order.requestId, kind: order.kind, card_uid: cardId },
    ...{ content_hash: order.contentHash, reason: order.reason, clerk: order.clerk },
    unlocked: order.unlock ? 1 : 0,
    changed_at_ms: changedAtMs,
    sealed: sealText({
      key: keys.numberSeal,
      text: pin,
      boundTo: boundTo(order.caller, order.requestId),
      randomBytes,
    }),
    sealed_until_ms: changedAtMs + SEALED_ANSWER_WINDOW_MS,
  }
  const written = await database.write([
    ...outdated(context, cardId),
    { query: database.read.insertInto('pin_change').values(row).compile(), changes: 1 },
    ...repinStatements(database.read, card.number, { before, after: pinHash }),
    ...(order.unlock ? await unlocking(context, cardId) : []),
    ...beside,
    auditOf(context, cardId, order),
  ])
  return written ? { ...answerOf(row, card), replayed: false, ...told(pin) } : undefined
}

/** What stands in the row itself: of a printed or an imported card, that its PIN is elsewhere. */
async function storedPinHash({ database }: ServerContext, cardId: CardId): Promise<string | null> {
  const row = await database.read
    .selectFrom('card')
    .where('uid', '=', cardId)
    .select('pin_hash')
    .executeTakeFirstOrThrow()
  return row.pin_hash
}

/** What is left of PINs before: verifiers that stood with a batch or an import, and sealed answers. */
function outdated({ database: { read } }: ServerContext, cardId: CardId): WriteQuery[] {
  const gone = { pin_hash: null, is_quick: 0 } as const
  const ofBatch = read.updateTable('batch_item').set(gone).where('uid', '=', cardId)
  const ofImport = read.updateTable('card_import_item').set(gone).where('uid', '=', cardId)
  const told = read
    .updateTable('pin_change')
    .set({ sealed: null })
    .where('card_uid', '=', cardId)
    .where('sealed', 'is not', null)
  return [ofBatch, ofImport, told].map((query) => ({ query: query.compile() }))
}

async function unlocking(context: ServerContext, cardId: CardId): Promise<WriteQuery[]> {
  const number = await openNumber(context, cardId)
  if (number === undefined) return []
  const key = watchKey(context.keys, number)
  const query = context.database.read.deleteFrom('pin_watch').where('key', '=', key)
  return [{ query: query.compile() }]
}

function auditOf(context: ServerContext, cardId: CardId, order: PinOrder): WriteQuery {
  const { kind, caller, reason, clerk, unlock, ip, requestId } = order
  return record(context, {
    ...{ actor: caller, action: `pin-${kind}`, subject: `card:${cardId}`, ip },
    detail: { reason, requestId, clerk, unlock },
  })
}

function answerOf(row: ChangeRow, { lastFour }: Pick<KnownCard, 'lastFour'>) {
  return {
    requestId: row.request_id as RequestId,
    cardId: row.card_uid as CardId,
    cardLastFour: lastFour,
    changedAtMs: row.changed_at_ms,
    unlocked: row.unlocked === 1,
  }
}

function told(pin: string | null): Pick<NewPin, 'pin' | 'pinReset'> {
  return { pin, pinReset: pin === null ? 'required' : null }
}

/** What a new PIN is bound to while it is sealed. */
function boundTo(caller: string, requestId: string): string {
  return `new PIN ${caller} ${requestId}`
}
