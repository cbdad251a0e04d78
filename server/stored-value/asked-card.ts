import type { CardNumber, Pin } from '../../src/contract/card-number.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { cardByNumber, type KnownCard, lookupOf, type Pins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import type { Keys } from '../keys.ts'
import type { CardSelector, PinFact } from '../ledger/request.ts'
import { type Content, secretDigest } from './content-hash.ts'

/** A card as a caller names it: by number, maybe with its PIN. */
export interface GivenCard {
  readonly number: CardNumber
  readonly pin?: Pin | undefined
}

/** The same as the ledger is told it. */
export interface AskedCard {
  readonly selector: CardSelector
  readonly pin: PinFact
  /** Undefined when there is no such card in the caller's network. */
  readonly known: KnownCard | undefined
}

/** What it takes to find a card and judge its PIN. */
export interface Asking {
  readonly context: ServerContext
  readonly pins: Pins
  readonly guards: Guards
}

/** Who asks, where that matters. */
export interface Asker {
  /** `client:<id>`, for the audit. */
  readonly by: string
  /**
   * True where nobody may learn that a number waits to be sold: its PIN is then judged as that of a
   * number that no card has, and the operator is told that somebody knew it before its sale.
   */
  readonly hidesUnsold: boolean
}

/**
 * Finds the card and judges its PIN. A card of another network is no card here, nor to the ledger,
 * which knows the caller's network: neither answer nor time tell that the number is somebody's.
 */
export async function askedCard(
  { context, pins, guards }: Asking,
  networkId: NetworkId,
  given: GivenCard,
  asker: Asker = NOBODY,
): Promise<AskedCard> {
  const { database, keys } = context
  const { number, pin } = given
  const found = await cardByNumber(database, keys, number)
  const known = found?.networkId === networkId ? found : undefined
  const apart = found === known ? undefined : networkId
  const isHidden = asker.hidesUnsold && known?.activatedAtMs === null
  if (isHidden) guards.alarms.enquiredEarly(known.cardId, asker.by)
  const judged = isHidden ? undefined : known
  const fact =
    pin === undefined
      ? 'absent'
      : await guards.pins.judge({ number, known: judged, by: asker.by, apart }, () =>
          pins.checkPin(judged, pin),
        )
  return { selector: selectorOf(keys, number, known), pin: fact, known }
}

/** By its id where it is known: what it is found by changes when its keys do. */
export function selectorOf(
  keys: Keys,
  number: CardNumber,
  known: Pick<KnownCard, 'cardId'> | undefined,
): CardSelector {
  if (known !== undefined) return { by: 'id', cardId: known.cardId }
  return { by: 'lookup', lookup: lookupOf(keys, number) }
}

const NOBODY: Asker = { by: 'client', hidesUnsold: false }

/** What the content's hash covers of a card: never number or PIN themselves. */
export function cardContent(context: ServerContext, given: GivenCard): Content {
  return {
    number: secretDigest(context.keys, given.number),
    pin: given.pin === undefined ? null : secretDigest(context.keys, given.pin),
  }
}
