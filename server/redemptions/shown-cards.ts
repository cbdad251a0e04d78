import type { CardId, CardToken, DeviceId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { LiveStation, Presence } from '../devices/index.ts'
import type { CommittedOperation } from '../ledger/engine.ts'
import { CARD_CHANGES_MAX, CARD_CHANGES_TOLD_AFTER_MS, SHOWN_CARD_MS } from './limits.ts'

/** Which card each connected station shows, as far as it is known here. */
export interface ShownCards {
  /** The station is about to be told of the card, by this token. It shows one at a time. */
  readonly looked: (deviceId: DeviceId, cardId: CardId, cardToken: CardToken) => void
  /** The station took from the card: it has it in hand, unless it looked at another one since. */
  readonly redeemed: (deviceId: DeviceId, cardId: CardId, cardToken: CardToken) => void
  readonly close: () => void
}

interface Shown {
  readonly station: LiveStation
  readonly cardId: CardId
  readonly cardToken: CardToken
  atMs: number
}

/**
 * Tells stations that the card they show was changed by somebody else, at whichever server, so that
 * they ask for its balance again. Of a card that nobody shows a commit costs one look into a map, and
 * nothing is kept of a station that is gone. Word that is lost is an old balance until the next look.
 */
export function watchShownCards(context: ServerContext, presence: Presence): ShownCards {
  const shownCards = createRegister(context.nowMs)
  /** Operations of which nobody was told yet, with those who showed their cards then. */
  let changes = new Map<number, readonly Shown[]>()
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const told = changes
    changes = new Map()
    tell(context, shownCards, told).catch((error: unknown) =>
      context.log.error({ err: error }, 'stations could not be told of a changed card'),
    )
  }
  const note = ({ journalId, cardUid }: CommittedOperation): void => {
    const shown = cardUid === null ? undefined : shownCards.of(cardUid)
    if (shown === undefined) return
    changes.set(journalId, [...shown])
    timer ??= setTimeout(flush, CARD_CHANGES_TOLD_AFTER_MS)
    if (changes.size >= CARD_CHANGES_MAX) flush()
  }
  const stopWatching = context.database.ledger.onDidCommit((operations) => {
    for (const operation of operations) note(operation)
  })
  const stopLeaving = presence.onDidLeave(({ deviceId }) => shownCards.drop(deviceId))
  const show: ShownCards['looked'] = (deviceId, cardId, cardToken) => {
    const station = presence.find(deviceId)
    if (station !== undefined) shownCards.add({ station, cardId, cardToken, atMs: context.nowMs() })
  }
  return {
    looked: show,
    redeemed: (deviceId, cardId, cardToken) => {
      const present = shownCards.find(deviceId)
      if (present === undefined) show(deviceId, cardId, cardToken)
      else if (present.cardId === cardId) present.atMs = context.nowMs()
    },
    close: () => {
      stopWatching()
      stopLeaving()
      clearTimeout(timer)
    },
  }
}

/** At most one card a station. */
function createRegister(nowMs: () => number) {
  const byStation = new Map<DeviceId, Shown>()
  const byCard = new Map<string, Set<Shown>>()
  const drop = (deviceId: DeviceId): void => {
    const shown = byStation.get(deviceId)
    if (shown === undefined) return
    byStation.delete(deviceId)
    const all = byCard.get(shown.cardId)
    all?.delete(shown)
    if (all?.size === 0) byCard.delete(shown.cardId)
  }
  const find = (deviceId: DeviceId): Shown | undefined => {
    const shown = byStation.get(deviceId)
    if (shown === undefined || nowMs() - shown.atMs < SHOWN_CARD_MS) return shown
    drop(deviceId)
    return undefined
  }
  return {
    find,
    drop,
    add: (shown: Shown): void => {
      drop(shown.station.deviceId)
      byStation.set(shown.station.deviceId, shown)
      byCard.set(shown.cardId, (byCard.get(shown.cardId) ?? new Set()).add(shown))
    },
    of: (cardId: string): ReadonlySet<Shown> | undefined => byCard.get(cardId),
  }
}

/** Whoever made a change was answered, and what was refused changed nothing. */
async function tell(
  { database }: ServerContext,
  shownCards: ReturnType<typeof createRegister>,
  changes: ReadonlyMap<number, readonly Shown[]>,
): Promise<void> {
  const rows = await database.read
    .selectFrom('journal')
    .where('id', 'in', [...changes.keys()])
    .where('outcome', '=', 'posted')
    .select(['id', 'caller'])
    .execute()
  const outdated = new Set<Shown>()
  for (const { id, caller } of rows) {
    for (const shown of changes.get(id) ?? [])
      if (caller !== `device:${shown.station.deviceId}`) outdated.add(shown)
  }
  for (const shown of outdated) {
    const { station, cardToken } = shown
    // It may have been told of a newer balance, or of another card, meanwhile.
    if (shownCards.find(station.deviceId) === shown) station.tell('card-changed', { cardToken })
  }
}
