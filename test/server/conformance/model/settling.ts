import type { SettlingRequest } from '../../../../server/ledger/request.ts'
import { type RefusalCode, refusal } from '../../../../src/contract/refusals.ts'
import type { Act } from './act.ts'
import { isBuriedIn } from './care.ts'
import { firstReason } from './reasons.ts'
import type { ModelState } from './state.ts'
import { LOCATIONS } from './world.ts'

const LARGEST = 999_999_999_999

/** What each does to the clerk's pages: what goes up by the amount, and what goes down. */
const MOVES: Readonly<
  Record<SettlingRequest['kind'], { readonly up: string; readonly down: string }>
> = {
  fee: { up: 'fee', down: 'payable' },
  fee_reversal: { up: 'payable', down: 'fee' },
  network_fee: { up: 'fee', down: 'charges' },
  payout: { up: 'settling', down: 'payable' },
  payout_return: { up: 'payable', down: 'settling' },
  payout_confirm: { up: 'bank', down: 'settling' },
  late_return: { up: 'payable', down: 'bank' },
  collect: { up: 'payable', down: 'settling' },
  collect_return: { up: 'settling', down: 'payable' },
  collect_confirm: { up: 'settling', down: 'bank' },
  late_collect_return: { up: 'bank', down: 'payable' },
  payable_adjust: { up: 'payable', down: 'adjustment' },
  test_transfer: { up: 'settling', down: 'charges' },
  test_return: { up: 'charges', down: 'settling' },
  late_test_return: { up: 'charges', down: 'bank' },
}

/** Pays a location, or a part of that, or says why not. */
export function actOnSettling(state: ModelState, request: SettlingRequest): Act {
  const found = reasonOf(state, request)
  if (found) return { is: 'refused', card: undefined, refusal: refusal(...found) }
  const { kind, amountMinor, currency, locationId } = request
  const { up, down } = MOVES[kind]
  for (const [page, amount] of [
    [up, amountMinor],
    [down, -amountMinor],
  ] as const) {
    const name = `${currency} ${page}`
    state.owed.set(name, (state.owed.get(name) ?? 0) + amount)
  }
  return {
    is: 'posted',
    kind,
    card: undefined,
    shown: undefined,
    ...{
      locationId,
      requested: amountMinor,
      amount: Math.abs(amountMinor),
      remaining: 0,
      currency,
    },
    ...{ original: undefined, claims: [], beside: undefined, isTaken: false, hold: undefined },
    replaced: undefined,
  }
}

function reasonOf(
  state: ModelState,
  request: SettlingRequest,
): [code: RefusalCode, text?: string] | undefined {
  const { kind, amountMinor, locationId, networkId, currency, reason } = request
  const size = kind === 'payable_adjust' ? Math.abs(amountMinor) : amountMinor
  const isOfLocation = Object.values(MOVES[kind]).includes('payable')
  const place = LOCATIONS.find(({ id }) => id === locationId)
  const isUnplaced = isOfLocation !== (locationId !== null)
  const isUnreasoned = kind === 'payable_adjust' && reason === null
  const isUnknown = locationId !== null && place?.networkId !== networkId
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    AMOUNT_INVALID: size <= 0 || size > LARGEST,
    OPERATION_NOT_ALLOWED: isUnplaced || isUnreasoned || isUnknown,
    CURRENCY_MISMATCH: place !== undefined && place.currency !== currency,
  })
  if (code === 'CURRENCY_MISMATCH')
    return [code, 'The location is paid in another currency. Use the currency of the location.']
  if (code !== 'OPERATION_NOT_ALLOWED') return code && [code]
  if (isUnplaced)
    return [code, 'Name a location if, and only if, the operation moves what a location is owed.']
  if (isUnreasoned) return [code, 'Say why what a location is owed is put right.']
  return [code, 'The network has no such location. Check its id.']
}
