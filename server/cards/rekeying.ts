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
    const queries = piece.flatMap((card) => rekey(context, card))
    const isWritten = queries.length > 0 && (await context.database.write(queries))
    after = piece.at(-1)?.id ?? after
    return isWritten ? piece.length : 0
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

function rekey({ database, keys, log, randomBytes }: Context, card: Piece[number]): WriteQuery[] {
  const text = openWithAny(keys, { sealed: card.number_sealed, boundTo: card.uid })
  if (text === RELEASED_NUMBER) return releaseNumber({ database, keys, randomBytes }, card)
  const number = cardNumberSchema.safeParse(text)
  if (!number.success) {
    log.error({ card: card.uid, keyVersion: card.key_version }, 'a number does not open')
    return []
  }
  const sealed = sealText({
    ...{ key: keys.numberSeal, text: number.data, boundTo: card.uid, randomBytes },
  })
  return rekeyStatements(database.read, card.id, {
    before: {
      lookup: card.number_lookup,
      sealed: card.number_sealed,
      keyVersion: card.key_version,
    },
    after: { lookup: lookupOf(keys, number.data), sealed, keyVersion: keys.keyVersion },
  })
}
