import Fastify from 'fastify'
import { expect } from 'vitest'
import { createGuards } from '../../../../server/guards/index.ts'
import { registerStoredValue } from '../../../../server/stored-value/index.ts'
import { ERRORS, REFUSALS } from '../../../../src/contract/refusals.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../../house/open-server.ts'
import { type Answer, type ApiHouse, type CardInHand, openApiHouse } from '../api-house.ts'
import { holdWriter } from '../held-writer.ts'

/** One cell of the retry tables: the rule, the case, and what shows it. */
export type Cell = readonly [rule: string, what: string, show: (ground: Ground) => Promise<void>]

/** A server that gives up soon on an answer, over HTTP. */
export interface Ground {
  readonly house: ApiHouse
  readonly post: (path: string, body: object, key?: string) => Promise<Answer>
  readonly get: (path: string) => Promise<Answer>
  /**
   * Sends with a database that does not answer in time, and comes back when it was done after all.
   */
  readonly postTimedOut: (path: string, body: object & { requestId: string }) => Promise<void>
  /** Sends, does something while the request runs, and resolves with the answer. */
  readonly whileRunning: (
    path: string,
    body: object & { requestId: string },
    during: () => Promise<void>,
  ) => Promise<Answer>
  readonly card: (amountMinor?: number) => Promise<CardInHand & { cardId: string }>
  readonly stocked: () => Promise<CardInHand>
  /** Lets time pass for every clock of the server; the operator signs in again. */
  readonly pass: (ms: number) => Promise<void>
  readonly balanceOf: (card: CardInHand) => Promise<number>
  /** How many answers were no success. */
  readonly notDone: () => number
  readonly close: () => Promise<void>
}

/** Shorter than the writer waits for a held database (5 s), longer than a PIN takes. */
const DEADLINE_MS = 1_500

export async function openGround(): Promise<Ground> {
  const house = await openApiHouse()
  const app = Fastify()
  await registerStoredValue(app, house.context, createGuards(house.context), {
    deadlineMs: DEADLINE_MS,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  let notDone = 0

  const ask = async (path: string, init: RequestInit, key = house.key): Promise<Answer> => {
    const headers = { ...init.headers, authorization: `Bearer ${key}` }
    const response = await fetch(`${url}${path}`, { ...init, headers })
    const text = await response.text()
    const { status } = response
    const answer = { status, headers: response.headers, text, body: JSON.parse(text) }
    notDone += expectNextAction(answer)
    return answer
  }
  const post: Ground['post'] = (path, body, key) => {
    const headers = { 'content-type': 'application/json' }
    return ask(path, { method: 'POST', headers, body: JSON.stringify(body) }, key)
  }
  const get: Ground['get'] = (path) => ask(path, {})
  const whileRunning: Ground['whileRunning'] = async (path, body, during) => {
    const letGo = holdWriter(house.folder)
    const answer = post(path, body)
    try {
      const enquire = () => get(`/v1/requests/${body.requestId}`)
      await expect.poll(async () => (await enquire()).status, { timeout: 1_200 }).toBe(409)
      await during()
    } finally {
      letGo()
    }
    return answer
  }
  return {
    house,
    post,
    get,
    whileRunning,
    postTimedOut: async (path, body) => {
      const letGo = holdWriter(house.folder)
      try {
        expect((await post(path, body)).body.error?.code).toBe('TIMEOUT_UNKNOWN')
      } finally {
        letGo()
      }
      const enquire = () => get(`/v1/requests/${body.requestId}`)
      await expect.poll(async () => (await enquire()).status, { timeout: 10_000 }).toBe(200)
    },
    card: async (amountMinor = 2500) => {
      const { number, pin, cardId } = await house.activeCard(amountMinor)
      return { number, pin, cardId }
    },
    stocked: async () => {
      const { number, pin } = await house.stockedCard()
      return { number, pin }
    },
    balanceOf: async ({ number, pin }) => {
      const answer = await post('/v1/storedvalue/balance', { card: { number, pin } })
      return Number(answer.body.value?.['balanceMinor'])
    },
    pass: async (ms) => {
      house.advance(ms)
      done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    },
    notDone: () => notDone,
    close: async () => {
      await app.close()
      await house.close()
    },
  }
}

/** Rule 7: whatever is not a success says whether to come again, and what to do next. */
function expectNextAction({ body }: Pick<Answer, 'body'>): 0 | 1 {
  if (body.ok) return 0
  const { code } = body.refusal ?? body.error ?? { code: 'none' }
  const { retryable, nextAction } = { ...REFUSALS, ...ERRORS }[code as keyof typeof ERRORS]
  expect(body.refusal ?? body.error).toMatchObject({ code, retryable, nextAction })
  return 1
}

export const EUR = { currency: 'EUR' }
export const REDEEM = '/v1/storedvalue/redeem'
export const FUND = '/v1/storedvalue/fund'
export const ACTIVATE = '/v1/storedvalue/fund-and-activate'
export const VOID = '/v1/storedvalue/void'
export const REFUND = '/v1/storedvalue/refund'

/** `409 CODE` of an answer that is no success, `done` of one that is. */
export function endOf({ status, body }: Answer): string {
  const code = body.refusal?.code ?? body.error?.code
  return code === undefined ? 'done' : `${status} ${code}`
}

/** The stored answer of a first answer, byte for byte. */
export function replayOf({ text }: Answer): string {
  return text.replace('"replayed":false', '"replayed":true')
}
