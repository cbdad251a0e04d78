import { cardNumberSchema } from '../../src/contract/card-number.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import { rekeyStatements } from '../storage/index.ts'
import { lookupOf } from './find-card.ts'
import { REKEY_EVERY_MS, REKEY_PIECE_CARDS } from './limits.ts'
import { RELEASED_NUMBER, releaseNumber } from './releasing.ts'
import { openWithAny, sealText } from './sealing.ts'

/** Gives old cards the newest keys, a piece at a time. */
export interface Rekeying {
  /** One piece. Gives how many cards it was; 0 when all have the newest keys. */
  readonly step: () => Promise<number>
  readonly close: () => Promise<void>
}

type Context = Pick<ServerContext, 'database' | 'keys' | 'log' | 'randomBytes'>

/**
 * After a rotation the cards from before are given the new keys in the background. What is done says
 * each card itself, so that it goes on after a restart, and several servers do not mind each other.
 * Nothing else waits for a piece, and one that fails is tried again.
 */
export function startRekeying(context: Context): Rekeying {
  let doneVersion = 0
  let after = 0
  const told = new Set<string>()
  let running: Promise<unknown> = Promise.resolve()

  const step = async (): Promise<number> => {
    const { keyVersion, numberKeys } = context.keys
    if (numberKeys.length < 2 || doneVersion === keyVersion) return 0
    const piece = await readPiece(context, after)
    if (piece.length === 0 && after > 0) {
      // Once more from the beginning, for what another server added or this one had to leave.
      after = 0
      return step()
    }
    if (piece.length === 0) {
      doneVersion = keyVersion
      context.log.info({ keyVersion }, 'all cards have the newest keys')
      return 0
    }
    after = piece.at(-1)?.id ?? after
    return writePiece(context, piece, told)
  }
  const tick = (): void => {
    running = running.then(step).catch((error: unknown) => {
      context.log.warn({ err: error }, 'cards could not be given the newest keys just now')
    })
  }
  const timer = setInterval(tick, REKEY_EVERY_MS)
  timer.unref()
  return {
    step,
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

type Piece = Awaited<ReturnType<typeof readPiece>>

function readPiece({ database, keys }: Context, after: number) {
  return database.reports
    .selectFrom('card')
    .where('id', '>', after)
    .where('key_version', '<>', keys.keyVersion)
    .select(['id', 'uid', 'number_lookup', 'number_sealed', 'key_version'])
    .orderBy('id')
    .limit(REKEY_PIECE_CARDS)
    .execute()
}

/** All at once, or, when one of them does not fit, each by itself. Gives how many were done. */
async function writePiece(context: Context, piece: Piece, told: Set<string>): Promise<number> {
  const { database } = context
  const fitting = piece.flatMap((card) => rekey(context, card) ?? [])
  if (fitting.length === 0) return 0
  if (await database.write(fitting.flatMap(({ queries }) => queries))) return fitting.length
  let done = 0
  for (const one of fitting) {
    if (await database.write(one.queries)) done += 1
    else await tellStuck(context, one, told)
  }
  return done
}

/** A card on its way to the newest keys. */
interface Rekeyed {
  readonly card: Piece[number]
  readonly queries: readonly WriteQuery[]
  /** What it is to be found by; undefined for one that nobody is to find. */
  readonly lookup: Uint8Array | undefined
}

/** Says once which card keeps its old keys because another one has its number. */
async function tellStuck(
  { database, log }: Context,
  { card, lookup }: Rekeyed,
  told: Set<string>,
): Promise<void> {
  if (lookup === undefined || told.has(card.uid)) return
  const other = await database.read
    .selectFrom('card')
    .where('number_lookup', '=', lookup)
    .where('uid', '<>', card.uid)
    .select('uid')
    .executeTakeFirst()
  // None: another server was quicker.
  if (other === undefined) return
  told.add(card.uid)
  log.error(
    { card: card.uid, other: other.uid, keyVersion: card.key_version },
    'a card cannot be given the newest keys: another card has its number',
  )
}

function rekey(
  { database, keys, log, randomBytes }: Context,
  card: Piece[number],
): Rekeyed | undefined {
  const text = openWithAny(keys, { sealed: card.number_sealed, boundTo: card.uid })
  if (text === RELEASED_NUMBER)
    return {
      ...{ card, queries: releaseNumber({ database, keys, randomBytes }, card) },
      lookup: undefined,
    }
  const number = cardNumberSchema.safeParse(text)
  if (!number.success) {
    log.error({ card: card.uid, keyVersion: card.key_version }, 'a number does not open')
    return undefined
  }
  const sealed = sealText({
    ...{ key: keys.numberSeal, text: number.data, boundTo: card.uid, randomBytes },
  })
  const lookup = lookupOf(keys, number.data)
  const queries = rekeyStatements(database.read, card.id, {
    before: {
      lookup: card.number_lookup,
      sealed: card.number_sealed,
      keyVersion: card.key_version,
    },
    after: { lookup, sealed, keyVersion: keys.keyVersion },
  })
  return { card, queries, lookup }
}
