import type { OperationAnswer } from '../../src/contract/operations.ts'
import { assertNever } from '../../src/contract/parse.ts'
import { type Refusal, type Reply, refusal, refused } from '../../src/contract/refusals.ts'
import { refuse, repeat, replay } from './answers.ts'
import { decideCashOut } from './cashing-out.ts'
import { paymentCheck, tombstoneCheck } from './checks.ts'
import { decideAdjust, decideCredit } from './correcting.ts'
import type { Decision } from './decision.ts'
import { decideExtend } from './extending.ts'
import type { ClaimFacts, Facts } from './facts.ts'
import { decideCapture, decideHold, decideRelease } from './holding.ts'
import { decideImport, decideImportReversal } from './importing.ts'
import { decideActivate, decideFund } from './loading.ts'
import { decideMerge } from './merging.ts'
import { encodeOperationId } from './operation-id.ts'
import { decideRedeem } from './redeeming.ts'
import { decideRefund } from './refunding.ts'
import { decideReplace } from './replacing.ts'
import { isSettling, type LedgerRequest, type Order } from './request.ts'
import { decideSettling } from './settling.ts'
import {
  decideApprove,
  decideBlock,
  decideClaim,
  decideDeactivate,
  decideExpire,
  decideUnblock,
} from './standing.ts'
import { decideVoid } from './undoing.ts'

export { replay } from './answers.ts'

/**
 * What the ledger does with a request that it has not seen before: a pure function of the request
 * and the facts. Refusals come in the order of precedence of the contract's table.
 */
export function decide(request: LedgerRequest, facts: Facts): Decision {
  const order = orderOf(request)
  const early = tombstoneCheck(facts) ?? paymentCheck(facts, order)
  if (early) return refuse(request, facts, early)
  if (facts.businessClaim && !order?.allowRepeat)
    return facts.businessClaim.requestId === order?.knownFirst
      ? refuse(request, facts, duplicate(facts.businessClaim))
      : repeat(request, facts, facts.businessClaim)
  if (isSettling(request)) return decideSettling(request, facts)
  switch (request.kind) {
    case 'activate':
      return decideActivate(request, facts)
    case 'fund':
      return decideFund(request, facts)
    case 'redeem':
      return decideRedeem(request, facts)
    case 'void':
      return decideVoid(request, facts)
    case 'refund':
      return decideRefund(request, facts)
    case 'hold':
      return decideHold(request, facts)
    case 'capture':
      return decideCapture(request, facts)
    case 'release':
      return decideRelease(request, facts)
    case 'cash_out':
      return decideCashOut(request, facts)
    case 'adjust':
      return decideAdjust(request, facts)
    case 'credit':
      return decideCredit(request, facts)
    case 'block':
      return decideBlock(request, facts)
    case 'unblock':
      return decideUnblock(request, facts)
    case 'approve':
      return decideApprove(request, facts)
    case 'claim':
      return decideClaim(request, facts)
    case 'expire':
      return decideExpire(request, facts)
    case 'extend':
      return decideExtend(request, facts)
    case 'deactivate':
      return decideDeactivate(request, facts)
    case 'import':
      return decideImport(request, facts)
    case 'import_reversal':
      return decideImportReversal(request, facts)
    case 'merge':
      return decideMerge(request, facts)
    case 'replace':
      return decideReplace(request, facts)
    default:
      return assertNever(request)
  }
}

function duplicate({ requestId, journalId, timeMs }: ClaimFacts): Refusal {
  return refusal(
    'POSSIBLE_DUPLICATE',
    `Request ${requestId} already did this as operation ${encodeOperationId(timeMs, journalId)}. Nothing was done now; set allowRepeat if a second one is meant.`,
  )
}

/** The order that gives an operation its business key; null for those that have none. */
export function orderOf(request: LedgerRequest): Order | null {
  switch (request.kind) {
    case 'activate':
    case 'fund':
    case 'redeem':
    case 'hold':
    case 'cash_out':
    case 'credit':
      return request.order
    default:
      return null
  }
}

/** What was stored under the request's own id. */
export interface StoredRequest {
  readonly journalId: number
  readonly timeMs: number
  readonly contentHash: Uint8Array
  readonly answer: string
}

/** The reply from the record: the same again, or REQUEST_ID_REUSED for other content. */
export function replyFromRecord(
  request: LedgerRequest,
  stored: StoredRequest,
): Reply<OperationAnswer> {
  const same = Buffer.compare(stored.contentHash, request.contentHash) === 0
  if (!same) return refused('REQUEST_ID_REUSED')
  return replay(stored.answer, { ...stored, requestId: request.requestId })
}
