import { refuse } from './answers.ts'
import { amountCheck, type Found, returnCheck } from './checks.ts'
import type { Decision } from './decision.ts'
import type { Facts } from './facts.ts'
import type { RefundRequest } from './request.ts'
import { giveBack, type Undoing, undoingOf } from './undoing.ts'

/** Gives back part or all of a redemption; never more than what is left of it. */
export function decideRefund(request: RefundRequest, facts: Facts): Decision {
  const amount = amountCheck(request.amountMinor)
  if (amount) return refuse(request, facts, amount)
  const { original, card, program } = facts
  const notAllowed = original && program && returnCheck(program, facts.nowMs - original.timeMs)
  if (notAllowed) return refuse(request, facts, notAllowed)
  if (original && card && card.currency !== request.currency)
    return refuse(request, facts, 'CURRENCY_MISMATCH')
  if (!original) return refuse(request, facts, 'ORIGINAL_NOT_FOUND')
  if (original.kind !== 'redeem' || original.outcome !== 'posted' || original.voidedBy !== null)
    return refuse(request, facts, 'ORIGINAL_NOT_REVERSIBLE')
  const undoing = undoingOf(facts, original)
  const code = leftCheck(request, undoing)
  if (code) return refuse(request, facts, code)
  return giveBack(request, facts, undoing, {
    amountMinor: request.amountMinor,
    as: 'refund',
  })
}

function leftCheck({ amountMinor }: RefundRequest, { leftMinor }: Undoing): Found {
  return amountMinor > leftMinor ? 'REFUND_EXCEEDS_REDEEMED' : undefined
}
