import type { Caller, SettlingRequest } from '../../../server/ledger/request.ts'
import { movesPayable } from '../../../server/ledger/settling.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { caller } from './names.ts'
import type { TestNetwork } from './network.ts'
import { complete } from './requests.ts'

/** The server itself, which pays locations. */
export const PAYER: Caller = { ...caller('system:payouts', null), channel: 'admin' }

/** So much of this kind for the first location of the network, where it is of a location. */
export function settle(
  { networkId, here }: Pick<TestNetwork, 'networkId' | 'here'>,
  kind: SettlingRequest['kind'],
  amount: number,
  more: Partial<SettlingRequest> = {},
): SettlingRequest {
  return complete<SettlingRequest>({
    kind,
    caller: PAYER,
    networkId,
    locationId: movesPayable(kind) ? here : null,
    amountMinor: minor(amount),
    currency: currency('EUR'),
    reason: kind === 'payable_adjust' ? 'Promised by phone' : null,
    reference: 'payout-1',
    ...more,
  })
}
