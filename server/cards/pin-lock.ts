import type { PinLock } from '../../src/contract/admin/guards.ts'
import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { cardById } from './find-card.ts'
import { UNTIL_SUPPORT_MS } from './limits.ts'
import { forgetWatch, readWatch, type Watch, watchKey } from './pin-watch.ts'
import { openNumber } from './sealed-number.ts'

/** Whether wrong PINs hold a card of this network up; undefined when it is none of its cards. */
export async function readPinLock(
  context: ServerContext,
  networkId: NetworkId,
  cardId: CardId,
): Promise<PinLock | undefined> {
  const watched = await watchedCard(context, networkId, cardId)
  return watched && lockOf(watched.watch, context.nowMs())
}

/**
 * Lets PINs of a card be judged again, at once and with all tries. False when nothing was counted;
 * undefined when it is no card of this network.
 */
export async function unlockPin(
  context: ServerContext,
  unlocking: {
    readonly networkId: NetworkId
    readonly cardId: CardId
    readonly actor: string
    readonly reason: string
    readonly ip: string | null
  },
): Promise<boolean | undefined> {
  const { networkId, cardId, actor, reason, ip } = unlocking
  const watched = await watchedCard(context, networkId, cardId)
  if (watched === undefined || watched.watch.version === 0) return watched && false
  const { wrong, locks } = watched.watch
  const audit = record(context, {
    ...{ actor, ip, action: 'pin-unlock', subject: `card:${cardId}` },
    detail: { reason, wrong, locks },
  })
  await forgetWatch(context.database, watched.key, [audit])
  return true
}

async function watchedCard(
  context: ServerContext,
  networkId: NetworkId,
  cardId: CardId,
): Promise<{ readonly key: Uint8Array; readonly watch: Watch } | undefined> {
  const card = await cardById(context.database, cardId)
  if (card?.networkId !== networkId) return undefined
  const number = await openNumber(context, cardId)
  if (number === undefined) return undefined
  const key = watchKey(context.keys, number)
  return { key, watch: await readWatch(context.database, key) }
}

function lockOf({ wrong, locks, lockedUntilMs }: Watch, nowMs: number): PinLock {
  const lockedUntilSupport = lockedUntilMs === UNTIL_SUPPORT_MS
  const isTimed = !lockedUntilSupport && lockedUntilMs > nowMs
  return { wrong, locks, lockedUntilMs: isTimed ? lockedUntilMs : null, lockedUntilSupport }
}
