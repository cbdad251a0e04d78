import type { LocationId, NetworkId, RequestId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { SettlingKind } from '../../src/contract/operations.ts'
import type { ServerContext } from '../context.ts'
import type { SettlingRequest } from '../ledger/settling-request.ts'
import { contentHash } from '../stored-value/index.ts'
import type { Charge } from '../terms/index.ts'
import { netted, type PayoutRow } from './rows.ts'

/** One movement of money that a run, or a bank's answer, stands for. */
export interface Deed {
  readonly kind: SettlingKind
  /** Made of what was frozen, so that whoever goes on after a kill asks for the same. */
  readonly requestId: string
  readonly networkId: string
  /** Null where no payable moves. */
  readonly locationId: string | null
  readonly amountMinor: number
  readonly currency: string
  readonly reference: string
}

/** Puts deeds into the ledger, all at once. Throws when it refuses one: then a rule of ours is broken. */
export async function postDeeds(
  { database }: Pick<ServerContext, 'database'>,
  deeds: readonly Deed[],
): Promise<void> {
  const replies = await Promise.all(deeds.map((deed) => database.ledger.execute(requestOf(deed))))
  replies.forEach(({ reply }, at) => {
    if (reply.ok) return
    const what = 'refusal' in reply ? reply.refusal : reply.error
    throw new Error(`the ledger refused ${deeds[at]?.requestId}: ${what.code} ${what.message}`)
  })
}

function requestOf(deed: Deed): SettlingRequest {
  const { kind, requestId, networkId, locationId, amountMinor, reference } = deed
  const content = { networkId, locationId, amountMinor, currency: deed.currency, reference }
  return {
    ...{ kind, requestId: requestId as RequestId, contentHash: contentHash(kind, content) },
    caller: {
      ...{ key: `settlement:${networkId}`, locationId: null, networkId: networkId as NetworkId },
      ...{ channel: 'admin', clerk: null },
    },
    ...{ locationId: locationId as LocationId | null, networkId: networkId as NetworkId },
    ...{ amountMinor: minor(amountMinor), currency: currency(deed.currency) },
    ...{ reason: null, reference },
  }
}

/** What is charged to a location, or to the network where none is given. */
export function feeDeeds(
  run: { readonly id: string; readonly network_id: string },
  locationId: string | null,
  charges: readonly Charge[],
): Deed[] {
  return netted(charges).map((charge) => {
    const place = locationId ?? charge.currency
    const reference = `${run.id}:${place}:${charge.id}`
    return {
      kind: locationId === null ? 'network_fee' : 'fee',
      ...{ requestId: `fee:${reference}`, networkId: run.network_id, locationId, reference },
      ...{ amountMinor: charge.amountMinor + charge.taxMinor, currency: charge.currency },
    }
  })
}

/** What the ledger is told of a transfer; undefined for one without money. */
export function payoutDeed(row: PayoutRow, kind: SettlingKind): Deed {
  const { reference, network_id, location_id, amount_minor } = row
  return {
    ...{ kind, requestId: `${kind}:${reference}`, networkId: network_id, reference },
    locationId: PAYABLE_KINDS.has(kind) ? location_id : null,
    ...{ amountMinor: amount_minor, currency: row.currency },
  }
}

const PAYABLE_KINDS: ReadonlySet<SettlingKind> = new Set([
  'payout',
  'payout_return',
  'late_return',
  'collect',
  'collect_return',
  'late_collect_return',
])

/** How a transfer begins in the ledger; undefined for one that moves nothing. */
export function beginningOf({ purpose }: Pick<PayoutRow, 'purpose'>): SettlingKind | undefined {
  switch (purpose) {
    case 'payout':
      return 'payout'
    case 'collection':
      return 'collect'
    case 'test':
      return 'test_transfer'
    case 'prenote':
      return undefined
  }
}

/** How the ledger hears that a transfer arrived. */
export function confirmationOf({ purpose }: Pick<PayoutRow, 'purpose'>): SettlingKind | null {
  if (purpose === 'prenote') return null
  return purpose === 'collection' ? 'collect_confirm' : 'payout_confirm'
}

/** How the ledger hears that a transfer came back. */
export function returnOf({
  purpose,
  confirmed_at_ms,
}: Pick<PayoutRow, 'purpose' | 'confirmed_at_ms'>): SettlingKind | null {
  const [inTime, late] = RETURNS[purpose]
  return confirmed_at_ms === null ? inTime : late
}

/** Before and after it was confirmed. */
const RETURNS: Readonly<
  Record<PayoutRow['purpose'], readonly [inTime: SettlingKind | null, late: SettlingKind | null]>
> = {
  payout: ['payout_return', 'late_return'],
  collection: ['collect_return', 'late_collect_return'],
  test: ['test_return', 'late_test_return'],
  prenote: [null, null],
}
