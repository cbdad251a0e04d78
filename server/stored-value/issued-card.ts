import type { OperationAnswer } from '../../src/contract/operations.ts'
import { parseJson } from '../../src/contract/parse.ts'
import {
  hasNewPin,
  type MadeCard,
  openWithAny,
  SEALED_ANSWER_WINDOW_MS,
  sealText,
} from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Keys } from '../keys.ts'
import type { LedgerReply } from '../ledger/engine.ts'
import type { ActivateRequest } from '../ledger/request.ts'
import type { SealedCheck } from '../storage/index.ts'
import { type IssuedCard, issuedCardSchema } from './issued.ts'

/** The secrets of a new card, sealed for the replays of its activation: their window and no longer. */
export function sealIssued(
  context: ServerContext,
  callerKey: string,
  requestId: string,
  made: MadeCard,
): NonNullable<ActivateRequest['sealedAnswer']> {
  const issued: IssuedCard = { cardId: made.card.cardId, number: made.number, pin: made.pin }
  const sealed = sealText({
    key: context.keys.numberSeal,
    text: JSON.stringify(issued),
    boundTo: boundTo(callerKey, requestId),
    randomBytes: context.randomBytes,
  })
  return { sealed, expiresAtMs: context.nowMs() + SEALED_ANSWER_WINDOW_MS }
}

/**
 * The card that an answered activation issued: the one made for it, or at a replay the one of the
 * first time. Null once the window has passed or the card has another PIN: the one of its sale opens
 * nothing any more.
 */
export async function issuedCard(
  context: ServerContext,
  callerKey: string,
  answered: SoldAnswer,
  made: MadeCard,
): Promise<IssuedCard | null> {
  const { answer, sealed } = answered
  if (!answer.replayed) return { cardId: made.card.cardId, number: made.number, pin: made.pin }
  if (sealed === null) return null
  const bound = boundTo(callerKey, firstRequestId(answer))
  const text = openWithAny(context.keys, { sealed, boundTo: bound })
  const parsed = text === undefined ? undefined : parseJson(issuedCardSchema, text)
  if (!parsed?.ok) return null
  return (await hasNewPin(context, parsed.value.cardId)) ? null : parsed.value
}

/** Tells of a sealed answer whether it opens as the one of its request. */
export function sealedCheck(keys: Pick<Keys, 'numberKeys'>): SealedCheck {
  return (sealed, { callerKey, requestId }) =>
    openWithAny(keys, { sealed, boundTo: boundTo(callerKey, requestId) }) !== undefined
}

/** An answer of an activation, with what only its own caller may see. */
export interface SoldAnswer {
  readonly answer: OperationAnswer
  readonly sealed: LedgerReply['sealedAnswer']
}

/** The request that an answer was given to first. */
export function firstRequestId({ replayedOf, requestId }: OperationAnswer): string {
  return replayedOf ?? requestId
}

/** What a sealed answer is bound to. */
export function boundTo(callerKey: string, requestId: string): string {
  return `activation ${callerKey} ${requestId}`
}
