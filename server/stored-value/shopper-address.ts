import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { addressKey } from '../address.ts'

/** Where a web shop tells for whom it asks: all of its shoppers come from its own address. */
export const SHOPPER_ADDRESS_HEADER = 'countermark-shopper-address'

/** The shopper's address as it is counted; null without one. REQUEST_MALFORMED for another text. */
export function shopperAddress(header: string | string[] | undefined): Reply<string | null> {
  if (header === undefined) return success(null)
  const key = typeof header === 'string' ? addressKey(header.trim()) : undefined
  if (key !== undefined) return success(key)
  return failed('REQUEST_MALFORMED', `${SHOPPER_ADDRESS_HEADER}: give one IPv4 or IPv6 address.`)
}
