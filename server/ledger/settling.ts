import { minor } from '../../src/contract/money.ts'
import type { SettlingKind } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import { type Refusal, refusal } from '../../src/contract/refusals.ts'
import {
  adjustmentAccount,
  bankAccount,
  chargesAccount,
  feeAccount,
  payableAccount,
  settlingAccount,
} from './accounts.ts'
import { answer, recordOnly, refuse } from './answers.ts'
import type { Decision, Note, Posting } from './decision.ts'
import type { Facts } from './facts.ts'
import { SETTLING_MINOR_MAX } from './limits.ts'
import type { SettlingRequest } from './request.ts'

/** The sorts of accounts that these operations move value between. */
export type SettlingSide = 'payable' | 'settling' | 'bank' | 'fee' | 'charges' | 'adjustment'

/** Which account each of them debits and which it credits; an adjustment below zero the other way. */
export const SETTLING_PAIRS: Readonly<
  Record<SettlingKind, readonly [debit: SettlingSide, credit: SettlingSide]>
> = {
  fee: ['payable', 'fee'],
  fee_reversal: ['fee', 'payable'],
  network_fee: ['charges', 'fee'],
  payout: ['payable', 'settling'],
  payout_return: ['settling', 'payable'],
  payout_confirm: ['settling', 'bank'],
  late_return: ['bank', 'payable'],
  collect: ['settling', 'payable'],
  collect_return: ['payable', 'settling'],
  collect_confirm: ['bank', 'settling'],
  late_collect_return: ['payable', 'bank'],
  payable_adjust: ['adjustment', 'payable'],
  test_transfer: ['charges', 'settling'],
  test_return: ['settling', 'charges'],
  late_test_return: ['bank', 'charges'],
}

/** Whether an operation of this kind moves what a location is owed. */
export function movesPayable(kind: SettlingKind): boolean {
  return SETTLING_PAIRS[kind].includes('payable')
}

/**
 * Moves value between what locations are owed, the bank and the network's own accounts. Whether so
 * much is owed is not looked at: whoever asks has read the account.
 */
export function decideSettling(request: SettlingRequest, facts: Facts): Decision {
  const reason = amountCheck(request) ?? placeCheck(request, facts)
  if (reason) return refuse(request, facts, reason)
  const posting = postingOf(request)
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    posting,
    note: noteOf(request),
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: request.amountMinor,
      appliedMinor: posting.amountMinor,
      currency: request.currency,
      card: null,
      originalOperationId: null,
    }),
  }
}

/** Only an adjustment takes away by an amount below zero. */
function amountCheck({ kind, amountMinor }: SettlingRequest): Refusal | undefined {
  const moved = kind === 'payable_adjust' ? Math.abs(amountMinor) : amountMinor
  return moved > 0 && moved <= SETTLING_MINOR_MAX ? undefined : refusal('AMOUNT_INVALID')
}

/** A location that is closed is still paid what it is owed, in its own currency. */
function placeCheck(request: SettlingRequest, { location }: Facts): Refusal | undefined {
  const { kind, locationId, networkId, currency } = request
  if (movesPayable(kind) !== (locationId !== null)) return refusal('OPERATION_NOT_ALLOWED', PLACE)
  if (kind === 'payable_adjust' && !request.reason) return refusal('OPERATION_NOT_ALLOWED', REASON)
  if (locationId === null) return undefined
  if (location?.networkId !== networkId) return refusal('OPERATION_NOT_ALLOWED', UNKNOWN)
  return location.currency === currency ? undefined : refusal('CURRENCY_MISMATCH', CURRENCY)
}

const PLACE = 'Name a location if, and only if, the operation moves what a location is owed.'
const REASON = 'Say why what a location is owed is put right.'
const UNKNOWN = 'The network has no such location. Check its id.'
const CURRENCY = 'The location is paid in another currency. Use the currency of the location.'

function postingOf(request: SettlingRequest): Posting {
  const { kind, amountMinor, currency } = request
  const [debit, credit] = SETTLING_PAIRS[kind]
  const [from, to] = amountMinor < 0 ? [credit, debit] : [debit, credit]
  return {
    debitAccount: accountOf(request, from),
    creditAccount: accountOf(request, to),
    amountMinor: minor(Math.abs(amountMinor)),
    currency,
  }
}

function accountOf({ locationId, networkId }: SettlingRequest, side: SettlingSide): string {
  if (side !== 'payable') return OF_NETWORK[side](networkId)
  invariant(locationId !== null, 'a payable is that of a location')
  return payableAccount(locationId)
}

const OF_NETWORK: Readonly<
  Record<Exclude<SettlingSide, 'payable'>, (networkId: string) => string>
> = {
  settling: settlingAccount,
  bank: bankAccount,
  fee: feeAccount,
  charges: chargesAccount,
  adjustment: adjustmentAccount,
}

function noteOf({ reason, reference }: SettlingRequest): Note {
  return { reference, ...(reason !== null && { reason }) }
}
