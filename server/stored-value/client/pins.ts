import { z } from 'zod'
import { bodyOf, type NamesCard } from './body.ts'
import type { Reading } from './outcome.ts'
import type { CreatePinParams, NamedCard, ResetPinParams } from './params.ts'
import { read } from './reading.ts'
import type { Send } from './transport.ts'

const newPinSchema = z.object({
  requestId: z.string(),
  replayed: z.boolean(),
  cardId: z.string(),
  cardLastFour: z.string(),
  changedAtMs: z.int(),
  unlocked: z.boolean(),
  pin: z.string().nullable(),
  pinReset: z.string().nullable(),
})
/** `pin`: the new one; null 72 hours later, and once the card has a newer one. */
export type NewPin = z.output<typeof newPinSchema>

const pinVerdictSchema = z.object({ cardLastFour: z.string(), verified: z.literal(true) })
/** A PIN that was right; a wrong one is `refused`. */
export type PinVerdict = z.output<typeof pinVerdictSchema>

/** What can be done about the PINs of cards. */
export interface PinCalls {
  /**
   * Gives a card that has none a PIN. Nothing is kept of it here, as the server keeps it under its id:
   * when no answer came, the same call later has the same PIN, for 72 hours. Likewise `resetPin`.
   */
  readonly createPin: (params: CreatePinParams, options?: Patience) => Promise<Reading<NewPin>>
  /** Gives a card another PIN: the one before is worth nothing from then on. */
  readonly resetPin: (params: ResetPinParams, options?: Patience) => Promise<Reading<NewPin>>
  /** Whether a PIN is right. Sent once only: a wrong PIN that is sent again counts again. */
  readonly verifyPin: (
    params: { readonly card: Required<NamedCard> },
    options?: { readonly shopperAddress?: string | undefined },
  ) => Promise<Reading<PinVerdict>>
}

interface Patience {
  readonly patienceMs?: number | undefined
}

/** Patience for one try and no more. */
const ONCE_MS = 0

/** The calls about PINs; `usualMs` is how long all tries of one take together. */
export function pinCalls(send: Send, usualMs: number): PinCalls {
  const change = (path: string, params: NamesCard, { patienceMs = usualMs }: Patience = {}) => {
    const body = bodyOf(params, false)
    return read(newPinSchema, () => send('POST', path, { body }), patienceMs)
  }
  return {
    createPin: (params, call) => change('/v1/storedvalue/create-pin', params, call),
    resetPin: (params, call) => change('/v1/storedvalue/reset-pin', params, call),
    verifyPin: (params, { shopperAddress } = {}) => {
      const content = { body: bodyOf(params, true), shopperAddress }
      const ask = () => send('POST', '/v1/storedvalue/verify-pin', content)
      return read(pinVerdictSchema, ask, ONCE_MS)
    },
  }
}
