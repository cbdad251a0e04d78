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

/** Value that came back to a card that is closed for ever. */
export function suspenseAccount(networkId: string): string {
  return `suspense:${networkId}`
}

/** An account name taken apart. */
export type Account =
  | { readonly kind: 'card'; readonly cardNumber: number }
  | { readonly kind: 'payable'; readonly locationId: LocationId }
  | { readonly kind: 'clearing'; readonly networkId: NetworkId; readonly fundedBy: string }
  | { readonly kind: 'suspense'; readonly networkId: NetworkId }

/** Reads an account name; undefined for a name that this file never made. */
export function readAccount(name: string): Account | undefined {
  const [kind, first, ...rest] = name.split(':')
  if (!first) return undefined
  if (kind === 'card' && /^\d+$/.test(first) && rest.length === 0)
    return { kind, cardNumber: Number(first) }
  if (kind === 'payable' && rest.length === 0) return { kind, locationId: first as LocationId }
  if (kind === 'clearing' && rest.length > 0)
    return { kind, networkId: first as NetworkId, fundedBy: rest.join(':') }
  if (kind === 'suspense' && rest.length === 0) return { kind, networkId: first as NetworkId }
  return undefined
}
