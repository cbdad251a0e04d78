import type { CardNumber, Pin } from '../../src/contract/card-number.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { cardByNumber, type KnownCard, lookupOf, type PinGuard, type Pins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
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
  readonly pinGuard: PinGuard
}

/**
 * Finds the card and judges its PIN. A card of another network is no card here, nor to the ledger,
 * which knows the caller's network: neither answer nor time tell that the number is somebody's.
 */
export async function askedCard(
  { context, pins, pinGuard }: Asking,
  networkId: NetworkId,
  given: GivenCard,
): Promise<AskedCard> {
  const { database, keys } = context
  const found = await cardByNumber(database, keys, given.number)
  const known = found?.networkId === networkId ? found : undefined
  const lookup = lookupOf(keys, given.number)
  const pin =
    given.pin === undefined
      ? 'absent'
      : await pinGuard.judge(lookup, () => pins.checkPin(known, given.pin))
  return { selector: { by: 'lookup', lookup }, pin, known }
}

/** What the content's hash covers of a card: never number or PIN themselves. */
export function cardContent(context: ServerContext, given: GivenCard): Content {
  return {
    number: secretDigest(context.keys, given.number),
    pin: given.pin === undefined ? null : secretDigest(context.keys, given.pin),
  }
}
