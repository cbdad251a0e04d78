import type { LocationId, NetworkId } from '../../src/contract/ids.ts'

/**
 * The names of accounts, made only here. All are liabilities or clearing of the network: what a
 * card is worth, what a location is owed, and how loads were paid for.
 */

/** What is owed to the holder of the card with this internal number. */
export function cardAccount(cardNumber: number): string {
  return `card:${cardNumber}`
}

/** What is owed to a location until it is paid out. */
export function payableAccount(locationId: string): string {
  return `payable:${locationId}`
}

/** How buyers paid for loads, by means of payment: `cash`, `card`, `external`… */
export function clearingAccount(networkId: string, fundedBy: string): string {
  return `clearing:${networkId}:${fundedBy}`
}

/** What is owed to holders who took value out of their cards, until it is paid to them. */
export function cashOutAccount(networkId: string): string {
  return `cash_out:${networkId}`
}

/** Value that the network itself gave to cards or took from them, to put something right. */
export function adjustmentAccount(networkId: string): string {
  return `adjustment:${networkId}`
}

/** Value of expired cards that the network may keep by the law that its cards are under. */
export function breakageAccount(networkId: string): string {
  return `breakage:${networkId}`
}

/** Value of cards that are closed for ever: what was left on them, and what came back later. */
export function suspenseAccount(networkId: string): string {
  return `suspense:${networkId}`
}

/** What the system that issued imported cards owes the network for the value that they brought. */
export function predecessorAccount(networkId: string): string {
  return `predecessor:${networkId}`
}

/**
 * Value on its way from one card to another, within one operation: it takes a row of the journal for
 * each card, and after both nothing is left here.
 */
export function transferAccount(networkId: string): string {
  return `transfer:${networkId}`
}

/** What is on its way between locations and the network through a bank. */
export function settlingAccount(networkId: string): string {
  return `settling:${networkId}`
}

/** What the network's bank has paid out for it, less what it has brought in. */
export function bankAccount(networkId: string): string {
  return `bank:${networkId}`
}

/** What the network earned by fees. */
export function feeAccount(networkId: string): string {
  return `fee:${networkId}`
}

/** What the network itself bears of fees and tests. */
export function chargesAccount(networkId: string): string {
  return `charges:${networkId}`
}

/** The sorts of accounts of which a network has one. */
const OF_NETWORK = [
  'suspense',
  'cash_out',
  'adjustment',
  'breakage',
  'predecessor',
  'transfer',
  'settling',
  'bank',
  'fee',
  'charges',
] as const
type OfNetwork = (typeof OF_NETWORK)[number]

/** All sorts of accounts. */
export const ACCOUNT_KINDS = ['card', 'payable', 'clearing', ...OF_NETWORK] as const

/** An account name taken apart. */
export type Account =
  | { readonly kind: 'card'; readonly cardNumber: number }
  | { readonly kind: 'payable'; readonly locationId: LocationId }
  | { readonly kind: 'clearing'; readonly networkId: NetworkId; readonly fundedBy: string }
  | { readonly kind: OfNetwork; readonly networkId: NetworkId }

/** Reads an account name; undefined for a name that this file never made. */
export function readAccount(name: string): Account | undefined {
  const [kind, first, ...rest] = name.split(':')
  if (!first) return undefined
  if (kind === 'card' && /^\d+$/.test(first) && rest.length === 0)
    return { kind, cardNumber: Number(first) }
  if (kind === 'payable' && rest.length === 0) return { kind, locationId: first as LocationId }
  if (kind === 'clearing' && rest.length > 0)
    return { kind, networkId: first as NetworkId, fundedBy: rest.join(':') }
  const own = OF_NETWORK.find((sort) => sort === kind)
  return own && rest.length === 0 ? { kind: own, networkId: first as NetworkId } : undefined
}
