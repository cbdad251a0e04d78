import type { OperationAnswer } from '../../../contract/operations.ts'
import { operationAnswerSchema } from '../../../contract/operations.ts'
import { parseUnknown } from '../../../contract/parse.ts'
import { failed, type Reply, success } from '../../../contract/refusals.ts'
import { replySchema } from '../../../contract/reply-schemas.ts'
import {
  type RedeemResult,
  WIRE,
  type WireName,
  type WireParams,
  type WireResult,
} from '../../../contract/wire/messages.ts'
import { QUESTION_TIMEOUT_MS } from '../limits.ts'
import type { Clock } from '../ports.ts'

/** Requests that move no value: asked once, and answered or given up. */
export type QuestionName = {
  [Name in WireName]: (typeof WIRE)[Name]['effect'] extends 'read' | 'note' ? Name : never
}[WireName]

/** Requests that move value: the caller sends the same bytes until the answer is final. */
export type WriteName = Exclude<WireName, QuestionName>

/** What a write was answered, and whether what was done still stands. */
export interface WriteAnswer {
  readonly reply: Reply<OperationAnswer>
  readonly standing: RedeemResult['standing']
}

/** Sends a request's bytes; undefined while there is no session. */
export type SendRequest = (name: string, paramsJson: string) => number | undefined

/** Matches the replies to what was asked. */
export interface Requests {
  /** NOT_CONNECTED when it could not be sent or the socket broke; UNAVAILABLE when nobody answered. */
  readonly ask: <Name extends QuestionName>(
    name: Name,
    params: WireParams<Name>,
  ) => Promise<Reply<WireResult<Name>>>
  /** False when nothing was sent. `answered` is called at most once, however late. */
  readonly send: (
    name: WriteName,
    paramsJson: string,
    answered: (answer: WriteAnswer) => void,
  ) => boolean
  /** Takes a reply frame. False when it is not one that was asked for, or not of its form. */
  readonly take: (id: number, reply: unknown) => boolean
  /** Nothing but heartbeats waits for a reply. */
  readonly isIdle: () => boolean
  /** The socket is gone: questions fail, writes stay unanswered. */
  readonly drop: () => void
}

interface Waiting {
  readonly name: WireName
  /** False when the reply is not of the form of this request. */
  readonly take: (reply: unknown) => boolean
  readonly drop: () => void
}

export function createRequests(sendRequest: SendRequest, clock: Clock): Requests {
  const waiting = new Map<number, Waiting>()

  const ask = <Name extends QuestionName>(name: Name, params: WireParams<Name>) =>
    new Promise<Reply<WireResult<Name>>>((resolve) => {
      const id = sendRequest(name, JSON.stringify(params))
      if (id === undefined) return resolve(failed('NOT_CONNECTED'))
      const cancel = clock.after(QUESTION_TIMEOUT_MS, () => {
        waiting.delete(id)
        resolve(failed('UNAVAILABLE', 'The server did not answer. Nothing was done; ask again.'))
      })
      waiting.set(id, {
        name,
        take: (reply) => {
          cancel()
          const parsed = parseReply(name, reply)
          resolve(parsed ?? failed('UNAVAILABLE'))
          return parsed !== undefined
        },
        drop: () => {
          cancel()
          resolve(failed('NOT_CONNECTED'))
        },
      })
    })

  return {
    ask,
    send: (name, paramsJson, answered) => {
      const id = sendRequest(name, paramsJson)
      if (id === undefined) return false
      waiting.set(id, {
        name,
        take: (reply) => {
          const answer = name === 'redeem' ? parseRedeemed(reply) : parseVoided(reply)
          if (answer !== undefined) answered(answer)
          return answer !== undefined
        },
        drop: () => {},
      })
      return true
    },
    take: (id, reply) => {
      const found = waiting.get(id)
      waiting.delete(id)
      // A question that was given up may still be answered: that is no fault of the server.
      return found === undefined || found.take(reply)
    },
    isIdle: () => [...waiting.values()].every(({ name }) => name === 'heartbeat'),
    drop: () => {
      const dropped = [...waiting.values()]
      waiting.clear()
      for (const request of dropped) request.drop()
    },
  }
}

const voidReply = replySchema(operationAnswerSchema)
const redeemReply = replySchema(WIRE.redeem.result)

/** A void is never undone. */
function parseVoided(reply: unknown): WriteAnswer | undefined {
  const parsed = parseUnknown(voidReply, reply)
  return parsed.ok ? { reply: parsed.value, standing: 'posted' } : undefined
}

function parseRedeemed(reply: unknown): WriteAnswer | undefined {
  const parsed = parseUnknown(redeemReply, reply)
  if (!parsed.ok) return undefined
  if (!parsed.value.ok) return { reply: parsed.value, standing: 'posted' }
  const { answer, standing } = parsed.value.value
  return { reply: success(answer), standing }
}

function parseReply<Name extends QuestionName>(
  name: Name,
  reply: unknown,
): Reply<WireResult<Name>> | undefined {
  const parsed = parseUnknown(replySchema(WIRE[name].result), reply)
  // The table row gives the type; the compiler does not follow it through the generic name.
  return parsed.ok ? (parsed.value as Reply<WireResult<Name>>) : undefined
}
