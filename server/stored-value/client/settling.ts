import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { parseJson } from '../../../src/contract/parse.ts'
import { type ActivationAnswer, type Answer, OPERATIONS, type OperationName } from './operations.ts'
import type { Outcome } from './outcome.ts'
import type { IfUnknown, KeptRequest, RequestStore } from './request-store.ts'
import type { Seal } from './seal.ts'
import type { Send, Told } from './transport.ts'
import { type Answered, untilAnswered, WAITS_FOR_A_PERSON } from './until-answered.ts'

/** What a call asks for. */
export interface Asked {
  readonly operation: OperationName
  readonly requestId: string
  /** As it is sent. */
  readonly body: string
  /** For whom a web shop asks; see {@link CallOptions}. */
  readonly shopperAddress: string | undefined
  readonly ifUnknown: IfUnknown
}

type AnyAnswer = Answer | ActivationAnswer

/** An outcome, and what is left to do in the store once it has been told. */
export interface Settled {
  readonly outcome: Outcome<AnyAnswer>
  readonly close: () => Promise<void>
}

/** Brings requests to their outcome. */
export interface Settling {
  /** Keeps a request, then sends it. One that is kept already is gone on with. */
  readonly begin: (asked: Asked, patienceMs: number) => Promise<Settled>
  /** Goes on with a request that nobody waits for any more. */
  readonly resume: (kept: KeptRequest, patienceMs: number) => Promise<Settled>
}

interface Parts {
  readonly send: Send
  readonly store: RequestStore
  readonly seal: Seal
}

export function createSettling(parts: Parts): Settling {
  const { store, seal } = parts
  return {
    begin: async (asked, patienceMs) => {
      const kept = await store.find(asked.requestId)
      const ended = kept && endedBefore(parts, kept, asked)
      if (ended) return ended
      if (kept?.phase === 'voiding') return undo(parts, kept, patienceMs)
      const { body, shopperAddress, ...more } = asked
      const sealedBody = seal.close(asked.requestId, body)
      const request: KeptRequest = { ...more, phase: 'sent', sealedBody }
      await store.keep(request)
      const isInDoubt = kept !== undefined
      return sendOn(parts, request, body, { patienceMs, isInDoubt, shopperAddress })
    },
    resume: async (kept, patienceMs) => {
      if (kept.phase === 'voiding' || kept.ifUnknown === 'void')
        return undo(parts, kept, patienceMs)
      const body = openBody(seal, kept)
      if (body === undefined) return settleUnread(parts, kept, patienceMs)
      return sendOn(parts, kept, body, { patienceMs, isInDoubt: true, shopperAddress: undefined })
    },
  }
}

/** What a call under an id that is kept comes to without being sent; undefined when it is sent. */
function endedBefore({ seal }: Parts, kept: KeptRequest, asked: Asked): Settled | undefined {
  const { requestId } = asked
  // The server would repeat the answer of an operation that was undone since, as it was given.
  if (kept.phase === 'voided') return { outcome: { is: 'voided', requestId }, close: nothing }
  const body = openBody(seal, kept)
  const isSame =
    kept.operation === asked.operation &&
    (body === undefined || isDeepStrictEqual(JSON.parse(body), JSON.parse(asked.body)))
  if (isSame) return undefined
  const because = {
    code: 'REQUEST_ID_REUSED',
    message: 'This requestId is under way with other content. Make a new id for each operation.',
  }
  return { outcome: { is: 'refused', requestId, because }, close: nothing }
}

/** Where the server tells what became of a request. */
export function requestPath(requestId: string): string {
  return `/v1/requests/${encodeURIComponent(requestId)}`
}

async function sendOn(
  parts: Parts,
  kept: KeptRequest,
  body: string,
  how: {
    readonly patienceMs: number
    readonly isInDoubt: boolean
    readonly shopperAddress: string | undefined
  },
): Promise<Settled> {
  const send = () => sendOperation(parts.send, kept, body, how.shopperAddress)
  const answered = await untilAnswered(send, how)
  const { requestId } = kept
  if (answered.is !== 'gave up')
    return settled(parts, kept, answered, originalOf(kept.operation, body))
  const { mayHaveArrived, because } = answered
  if (kept.ifUnknown === 'retry') {
    if (because?.code === WAITS_FOR_A_PERSON) {
      return { outcome: { is: 'unknown', requestId, becomes: 'retry', because }, close: nothing }
    }
    const isHopeless = because !== undefined && NEVER_TAKEN.has(because.code)
    return isHopeless ? settleUnread(parts, kept, how.patienceMs) : unknown(requestId, 'retry')
  }
  if (mayHaveArrived || because === undefined) return undo(parts, kept, how.patienceMs)
  return settled(parts, kept, { is: 'failed', because }, undefined)
}

/** Errors that the same body meets every time: only an enquiry tells of an earlier send. */
const NEVER_TAKEN: ReadonlySet<string> = new Set([
  'REQUEST_MALFORMED',
  'FRAME_TOO_LARGE',
  'NOT_FOUND',
])

/** The request cannot be sent again: what came of it is found, or it is made void. */
async function settleUnread(parts: Parts, kept: KeptRequest, patienceMs: number): Promise<Settled> {
  const { requestId } = kept
  const path = requestPath(requestId)
  const enquire = async () => readable(await parts.send('GET', path), 'redeem')
  const answered = await untilAnswered(enquire, { patienceMs, isInDoubt: false })
  if (answered.is === 'failed' && answered.because.code === 'NOT_FOUND')
    return undo(parts, kept, patienceMs)
  if (answered.is === 'gave up' || answered.is === 'failed') return unknown(requestId, 'retry')
  return settled(parts, kept, answered, undefined)
}

/** Undoes a request, whether or not it arrived. That it was given up is on the disk first. */
async function undo(parts: Parts, kept: KeptRequest, patienceMs: number): Promise<Settled> {
  const { requestId } = kept
  const given: KeptRequest = { ...kept, phase: 'voiding', ifUnknown: 'void', sealedBody: null }
  if (kept.phase !== 'voiding') await parts.store.keep(given)
  const voidId = `${requestId}/void`
  const body = JSON.stringify({ requestId: voidId, original: { requestId } })
  const send = () => sendOperation(parts.send, { operation: 'void', requestId: voidId }, body)
  const answered = await untilAnswered(send, { patienceMs, isInDoubt: true })
  if (answered.is !== 'done') return unknown(requestId, 'void')
  const close = () => parts.store.keep({ ...given, phase: 'voided' })
  return { outcome: { is: 'voided', requestId }, close }
}

function settled(
  { store }: Parts,
  { requestId }: KeptRequest,
  answered: Answered,
  undone: string | undefined,
): Settled {
  const forget = () => store.forget(requestId)
  if (answered.is !== 'done') return { outcome: { ...answered, requestId }, close: forget }
  const outcome = { is: 'done', requestId, answer: answered.value as AnyAnswer } as const
  if (undone === undefined) return { outcome, close: forget }
  const close = async () => {
    await store.keep(voidedRequest(undone))
    await forget()
  }
  return { outcome, close }
}

function voidedRequest(requestId: string): KeptRequest {
  const rest = { phase: 'voided', ifUnknown: 'void', sealedBody: null } as const
  return { requestId, operation: 'redeem', ...rest }
}

const originalSchema = z.object({ original: z.object({ requestId: z.string() }) })

/** The id of what a void undoes, when it names one. */
function originalOf(operation: OperationName, body: string): string | undefined {
  if (operation !== 'void') return undefined
  const parsed = parseJson(originalSchema, body)
  return parsed.ok ? parsed.value.original.requestId : undefined
}

function unknown(requestId: string, becomes: IfUnknown): Settled {
  return { outcome: { is: 'unknown', requestId, becomes }, close: nothing }
}

async function nothing(): Promise<void> {}

function openBody(seal: Seal, { requestId, sealedBody }: KeptRequest): string | undefined {
  return sealedBody === null ? undefined : seal.open(requestId, sealedBody)
}

async function sendOperation(
  send: Send,
  { operation, requestId }: Pick<KeptRequest, 'operation' | 'requestId'>,
  body: string,
  shopperAddress?: string,
): Promise<Told> {
  const { path } = OPERATIONS[operation]
  const told = readable(await send('POST', path, { body, shopperAddress }), operation)
  if (told.is !== 'done') return told
  const { requestId: answeredId, replayedOf } = told.value as Answer
  // Somebody else's answer, mixed up on the way, is none.
  return answeredId === requestId || replayedOf !== null ? told : { is: 'silence' }
}

/** A success that cannot be read as one is no answer. */
function readable(told: Told, operation: OperationName): Told {
  if (told.is !== 'done') return told
  const parsed = OPERATIONS[operation].answer.safeParse(told.value)
  return parsed.success ? { is: 'done', value: parsed.data } : { is: 'silence' }
}
