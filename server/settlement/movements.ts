import {
  addMinor,
  type Minor,
  minor,
  negateMinor,
  subtractMinor,
  ZERO,
} from '../../src/contract/money.ts'
import type { OperationKind } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'

/** What moves what a location is owed, as people see it. */
type MovementPart = 'redeemed' | 'voided' | 'refunded' | 'fees' | 'paid' | 'adjusted'

/** Which operations make each part; +1 where the part is of what raises the payable. */
const PARTS: Readonly<Partial<Record<OperationKind, readonly [part: MovementPart, sign: 1 | -1]>>> =
  {
    redeem: ['redeemed', 1],
    void: ['voided', -1],
    refund: ['refunded', -1],
    fee: ['fees', -1],
    fee_reversal: ['fees', -1],
    payout: ['paid', -1],
    payout_return: ['paid', -1],
    late_return: ['paid', -1],
    collect: ['paid', -1],
    collect_return: ['paid', -1],
    late_collect_return: ['paid', -1],
    payable_adjust: ['adjusted', 1],
  }

/** Sums of what moved a payable, in minor units. */
export interface Movements {
  readonly redeemedMinor: Minor
  readonly voidedMinor: Minor
  readonly refundedMinor: Minor
  /** Fees less those given back. */
  readonly feesMinor: Minor
  /** What was paid out, less what came back and what was collected: may be below zero. */
  readonly paidMinor: Minor
  /** What corrections gave, less what they took: may be below zero. */
  readonly adjustedMinor: Minor
}

/** Nothing moved. */
export const NO_MOVEMENTS: Movements = {
  redeemedMinor: ZERO,
  voidedMinor: ZERO,
  refundedMinor: ZERO,
  feesMinor: ZERO,
  paidMinor: ZERO,
  adjustedMinor: ZERO,
}

/** What one sort of operation moved; above zero where the location is owed more. */
export interface Moved {
  readonly kind: OperationKind
  readonly moved_minor: number
}

/** Adds up what moved. Throws for a kind of operation that moves no payable. */
export function sumMovements(all: readonly Moved[]): Movements {
  const sums = { ...NO_MOVEMENTS }
  for (const { kind, moved_minor: moved } of all) {
    const found = PARTS[kind]
    invariant(found, `a ${kind} moves no payable`)
    const [part, sign] = found
    const name = `${part}Minor` as const
    sums[name] = addMinor(sums[name], sign === 1 ? minor(moved) : negateMinor(minor(moved)))
  }
  return sums
}

/** Adds two sums. */
export function addMovements(left: Movements, right: Movements): Movements {
  return {
    redeemedMinor: addMinor(left.redeemedMinor, right.redeemedMinor),
    voidedMinor: addMinor(left.voidedMinor, right.voidedMinor),
    refundedMinor: addMinor(left.refundedMinor, right.refundedMinor),
    feesMinor: addMinor(left.feesMinor, right.feesMinor),
    paidMinor: addMinor(left.paidMinor, right.paidMinor),
    adjustedMinor: addMinor(left.adjustedMinor, right.adjustedMinor),
  }
}

/** By how much the payable changed. */
export function changeOf(sums: Movements): Minor {
  const taken = addMinor(sums.voidedMinor, sums.refundedMinor, sums.feesMinor, sums.paidMinor)
  return subtractMinor(addMinor(sums.redeemedMinor, sums.adjustedMinor), taken)
}
