import type { LedgerRequest, SettlingRequest } from '../../../server/ledger/request.ts'
import { movesPayable, SETTLING_PAIRS } from '../../../server/ledger/settling.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { SettlingKind } from '../../../src/contract/operations.ts'
import type { Random } from '../../helpers/random.ts'
import { caller } from '../ledger/names.ts'
import type { TestNetwork } from '../ledger/network.ts'
import { complete } from '../ledger/requests.ts'

const KINDS = Object.keys(SETTLING_PAIRS) as SettlingKind[]

/** Something of everything that pays locations and takes fees. */
export async function payAround(network: TestNetwork, random: Random): Promise<void> {
  const { database, here, there, networkId } = network
  for (const kind of KINDS) {
    const request: LedgerRequest = complete<SettlingRequest>({
      ...{ kind, caller: { ...caller('system', null), channel: 'admin' }, networkId },
      locationId: movesPayable(kind) ? random.pick([here, there]) : null,
      amountMinor: minor(1 + random.below(500)),
      currency: currency('EUR'),
      reason: 'As agreed',
      reference: `payout-${random.below(1000)}`,
    })
    const { reply } = await database.ledger.execute(request)
    if (!reply.ok) throw new Error(`${kind}: ${JSON.stringify(reply)}`)
  }
}
