import { z } from 'zod'
import { cardNumberSchema } from '../../src/contract/card-number.ts'
import { parseJson } from '../../src/contract/parse.ts'
import { openWithAny, SEALED_ANSWER_WINDOW_MS, sealText } from '../cards/index.ts'
import { claimLink, type NewGift } from '../claims/index.ts'
import type { ServerContext } from '../context.ts'
import type { ActivateRequest } from '../ledger/request.ts'
import type { SoldGift } from './claim-api.ts'
import { boundTo, firstRequestId, type SoldAnswer } from './issued-card.ts'

const sealedGiftSchema = z.strictObject({
  token: z.string(),
  proxyNumber: cardNumberSchema,
  expiresAtMs: z.int(),
  opensAtMs: z.int().nullable(),
})

/** Token and proxy number of a new gift, sealed for the replays of its sale: their window and no longer. */
export function sealGift(
  context: ServerContext,
  callerKey: string,
  requestId: string,
  gift: NewGift,
): NonNullable<ActivateRequest['sealedAnswer']> {
  const { keys, nowMs, randomBytes } = context
  const sealed = sealText({
    ...{ key: keys.numberSeal, text: JSON.stringify(gift), randomBytes },
    boundTo: boundTo(callerKey, requestId),
  })
  return { sealed, expiresAtMs: nowMs() + SEALED_ANSWER_WINDOW_MS }
}

/**
 * The gift that an answered sale made, also at a replay. Null once the window has passed, and for a
 * sale that made none.
 */
export function openedGift(
  context: ServerContext,
  callerKey: string,
  { answer, sealed }: SoldAnswer,
): NewGift | null {
  if (sealed === null) return null
  const bound = boundTo(callerKey, firstRequestId(answer))
  const text = openWithAny(context.keys, { sealed, boundTo: bound })
  const gift = text === undefined ? undefined : parseJson(sealedGiftSchema, text)
  return gift?.ok ? gift.value : null
}

/** The same as the seller is told it. */
export function soldGift(
  serverUrl: string,
  { token, proxyNumber, expiresAtMs }: NewGift,
): SoldGift {
  return { link: claimLink(serverUrl, token), proxyNumber, expiresAtMs }
}
