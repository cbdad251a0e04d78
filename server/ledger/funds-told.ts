import { subtractMinor } from '../../src/contract/money.ts'
import type { Channel } from '../../src/contract/operations.ts'
import type { RefusalCode } from '../../src/contract/refusals.ts'
import type { ToldByApi } from '../../src/contract/told-by-api.ts'
import type { Facts } from './facts.ts'
import type { LedgerRequest } from './request.ts'

/** What a refusal tells of a card. */
export type FundsTold = Pick<ToldByApi, 'balanceMinor' | 'availableMinor' | 'currency'>

/**
 * What is on the card, for a refusal that turns on it; nothing for any other. Nobody is told more than
 * an enquiry would tell them: the PIN was judged before, and in a public channel, where anybody may
 * type a number, it has to have been given. Stations and the pages of the admin ask for the balance
 * by themselves, and take a refusal apart strictly: they are told none.
 */
export function fundsTold(request: LedgerRequest, { card }: Facts, code: RefusalCode): FundsTold {
  if (!card || !TURNS_ON_FUNDS.has(code) || !mayKnow(request)) return NOTHING
  const { balanceMinor, heldMinor, currency } = card
  return { balanceMinor, availableMinor: subtractMinor(balanceMinor, heldMinor), currency }
}

const NOTHING: FundsTold = {}
const TURNS_ON_FUNDS: ReadonlySet<RefusalCode> = new Set(['FUNDS_HELD', 'INSUFFICIENT_FUNDS'])
/** Keys of people who have the card, or its number, before them. */
const TRUSTED: ReadonlySet<Channel> = new Set(['pos', 'oms'])

function mayKnow(request: LedgerRequest): boolean {
  switch (request.kind) {
    case 'redeem':
    case 'hold':
    case 'cash_out': {
      const { channel } = request.caller
      return TRUSTED.has(channel) || (channel === 'webstore' && request.pin === 'right')
    }
    default:
      return false
  }
}
