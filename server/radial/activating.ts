import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { StoredValueResult } from '../stored-value/index.ts'
import { type Asked, cardOf, type Door, paramsOf, saleOf } from './door.ts'
import { programOf } from './programs.ts'
import type { MoneyRequest } from './requests.ts'

/** An activation with what stands as its number: the new one's, or the last four of it. */
export type Issued = StoredValueResult<'fund-and-activate'> & {
  /** Undefined for a printed card: its number is the one that was sent. */
  readonly shownNumber: string | undefined
}

/** Sells a printed card by its number, or a new virtual one of a program. */
export async function fundAndActivate(
  door: Door,
  { client, request }: Asked<MoneyRequest>,
): Promise<Reply<Issued>> {
  const what = await whatOf(door, { client, request })
  if (!what.ok) return what
  const { fundReason, promoCode, delivery, activateAt: activateAtMs, review } = request
  const said = { fundReason, promoCode, delivery, activateAtMs, review }
  const params = paramsOf('fund-and-activate', { ...saleOf(request), ...said, ...what.value })
  if (!params.ok) return params
  const reply = await door.operations['fund-and-activate'](client, params.value)
  if (!reply.ok) return reply
  const shownNumber = request.account === null ? shownOf(reply.value) : undefined
  return success({ ...reply.value, shownNumber })
}

async function whatOf(
  { context }: Door,
  { client, request }: Asked<MoneyRequest>,
): Promise<Reply<Readonly<Record<string, unknown>>>> {
  if (request.account !== null) {
    const card = cardOf(request.account, request.pin)
    return card.ok ? success({ card: card.value }) : card
  }
  const programId = await programOf(context, client, request)
  return programId.ok ? success({ programId: programId.value }) : programId
}

/**
 * The number of the new card, or the proxy number of a gift. Once the window has passed, neither can be
 * told any more: asterisks and the last four digits, of a gift asterisks alone.
 */
function shownOf(answer: StoredValueResult<'fund-and-activate'>): string {
  const told = answer.issued?.number ?? answer.claim?.proxyNumber
  return told ?? `${'*'.repeat(15)}${answer.claimRenewal ? '****' : lastFourOf(answer)}`
}

function lastFourOf({ cardLastFour }: OperationAnswer): string {
  return cardLastFour ?? '****'
}
