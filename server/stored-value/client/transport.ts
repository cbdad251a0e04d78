import { z } from 'zod'
import { parseJson } from '../../../src/contract/parse.ts'
import { REPLY_BYTES_MAX } from './limits.ts'

/** Why something was not done, in the server's words. */
export interface NotDone {
  /** One of the contract's codes; a newer server may know more. */
  readonly code: string
  /** English, for developers: what to do next. */
  readonly message: string
  /** Of APPROVAL_REQUIRED: what a second person decides. */
  readonly proposalId?: string | undefined
  /** True when it was refused at an earlier sending, and this is the stored refusal. */
  readonly replayed?: boolean | undefined
  /** Of INSUFFICIENT_FUNDS and FUNDS_HELD, to those who may know: what was on the card. */
  readonly balanceMinor?: number | undefined
  /** `balanceMinor` less what was held. */
  readonly availableMinor?: number | undefined
  /** ISO 4217. */
  readonly currency?: string | undefined
}

/** One reply of the server, or none that can be read. */
export type Told =
  | { readonly is: 'done'; readonly value: unknown }
  | {
      readonly is: 'refused'
      readonly retryable: boolean
      readonly retryAfterMs: number
      readonly because: NotDone
    }
  | {
      readonly is: 'failed'
      readonly retryable: boolean
      /** The server does not know either whether it was done. */
      readonly isUnknown: boolean
      readonly retryAfterMs: number
      readonly because: NotDone
    }
  | { readonly is: 'silence' }

/** One request to the server. Never throws: whatever goes wrong on the way is silence. */
export type Send = (
  method: 'GET' | 'POST',
  path: string,
  content?: { readonly body: string; readonly shopperAddress?: string | undefined },
) => Promise<Told>

const notDone = {
  code: z.string().max(100),
  message: z.string().max(2_000),
  retryable: z.boolean(),
  nextAction: z.string(),
}
const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    refusal: z.object({
      ...notDone,
      proposalId: z.string().max(100).optional(),
      retryAfterMs: z.number().nonnegative().optional(),
      replayed: z.boolean().optional(),
      balanceMinor: z.int().optional(),
      availableMinor: z.int().optional(),
      currency: z.string().max(10).optional(),
    }),
  }),
  z.object({
    ok: z.literal(false),
    error: z.object({ ...notDone, retryAfterMs: z.number().nonnegative().optional() }),
  }),
])

/** Sends to a server by its key. A try that takes longer than `timeoutMs` is given up. */
export function createSend(serverUrl: string, key: string, timeoutMs: number): Send {
  return async (method, path, content) => {
    try {
      const response = await fetch(new URL(path, serverUrl), {
        method,
        headers: { authorization: `Bearer ${key}`, ...headersOf(content) },
        ...(content && { body: content.body }),
        // A card's number goes to the server that was named, and nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return toldBy(await readText(response))
    } catch {
      // What fetch throws may quote what was sent: it is not passed on.
      return { is: 'silence' }
    }
  }
}

function headersOf(content: Parameters<Send>[2]): Record<string, string> {
  if (!content) return {}
  const { shopperAddress } = content
  const headers = { 'content-type': 'application/json' }
  if (shopperAddress === undefined) return headers
  return { ...headers, 'countermark-shopper-address': shopperAddress }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > REPLY_BYTES_MAX) throw new Error('the reply is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Anything but a reply of the contract came from somebody on the way: it says nothing. */
function toldBy(text: string): Told {
  const parsed = parseJson(replySchema, text)
  if (!parsed.ok) return { is: 'silence' }
  const reply = parsed.value
  if (reply.ok) return { is: 'done', value: reply.value }
  if ('refusal' in reply) {
    const { retryable, nextAction: _ours, retryAfterMs = 0, ...because } = reply.refusal
    return { is: 'refused', retryable, retryAfterMs, because }
  }
  const { code, message, retryable, nextAction, retryAfterMs = 0 } = reply.error
  const isUnknown = nextAction === 'enquire'
  return { is: 'failed', retryable, isUnknown, retryAfterMs, because: { code, message } }
}
