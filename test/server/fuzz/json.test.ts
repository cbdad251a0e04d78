import fs from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ERRORS_PATH } from '../../../server/developer/index.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import { ERRORS, REFUSALS, replySchema } from '../../../src/contract/refusals.ts'
import { type JsonHouse, openJsonHouse } from './json-house.ts'
import { anyRequests, hopelessRequests, type JsonInput } from './json-requests.ts'
import type { JsonRoute } from './json-routes.ts'

/** Full: a million requests, half of which nothing may come of. */
const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const INPUTS = IS_FULL ? 1_000_000 : 10_000
const AT_ONCE = 100
const RUNS = INPUTS / 2 / AT_ONCE
const CARDS = IS_FULL ? 2_000 : 40
const TIMEOUT_MS = 3 * 3_600_000
/** A batch of requests is a second for the server's clock, so that its counters move on. */
const BATCH_MS = 1_000
const MEND_EVERY = 50
/** What requests may name of what answers told. */
const NAMES_KEPT = 100

let house: JsonHouse
beforeAll(async () => {
  house = await openJsonHouse(CARDS)
}, TIMEOUT_MS)
let folder: string | undefined
afterAll(async () => {
  folder ??= await house?.close()
  if (folder !== undefined) fs.rmSync(folder, { recursive: true })
})

const CODES = { ...ERRORS, ...REFUSALS }
type Kind = 'done' | 'refusal' | 'error'

interface Outcome {
  readonly kind: Kind
  readonly code: string
}

const tally = new Map<string, number>()

async function outcomeOf(input: JsonInput): Promise<Outcome> {
  const { url, body, type } = input
  const route = routeOf(input)
  const answer = await house.app.inject({
    ...{ method: route.method as 'POST', url, headers: headersOf(input, type) },
    ...(body === null ? {} : { payload: Buffer.from(body, 'utf8') }),
  })
  const outcome = judged(input, answer.statusCode, answer.headers['content-type'], answer.body)
  tally.set(outcome.code, (tally.get(outcome.code) ?? 0) + 1)
  return outcome
}

function headersOf(input: JsonInput, type: string): Record<string, string> {
  const { who, turn, body } = input
  const route = routeOf(input)
  const head: Record<string, string> = body === null || type === '' ? {} : { 'content-type': type }
  const at = <One>(list: readonly One[]) => list[turn % Math.max(1, list.length)]
  if (route.door === 'admin') {
    if (who !== 'foreign page') head['x-countermark-admin'] = '1'
    head['cookie'] = who === 'right' ? (at(house.cookies()) ?? '') : 'countermark=x'
    // Whoever signs out ends the session, and the others go on.
    if (route.method === 'DELETE' && route.url.endsWith('/session'))
      head['cookie'] = 'countermark=y'
    return head
  }
  if (route.door === 'open') return { ...head, 'x-countermark-admin': '1' }
  if (who === 'right') head['authorization'] = `Bearer ${at(house.keys)}`
  if (who === 'wrong key') head['authorization'] = turn % 2 ? 'Bearer cm_live_x' : 'Basic eDp5'
  if (turn % 5 === 0)
    head['countermark-shopper-address'] = `10.9.${turn & 255}.${(turn >> 8) & 255}`
  return head
}

function routeOf({ route }: JsonInput): JsonRoute {
  const found = house.routes[route]
  if (found === undefined) throw new Error('no such route')
  return found
}

/** Fails unless the answer is one that the documents know. */
function judged(
  input: JsonInput,
  status: number,
  type: string | string[] | number | undefined,
  text: string,
): Outcome {
  const route = routeOf(input)
  if (status < 400 && route.result === null) return { kind: 'done', code: 'page' }
  const what = `${JSON.stringify(input).slice(0, 1_000)}: ${status} ${text.slice(0, 300)}`
  expect(String(type), what).toContain('application/json')
  const body = JSON.parse(text) as unknown
  if (status === 200) {
    const parsed = replyOf(route.result)?.safeParse(body)
    expect(parsed?.success ?? true, `${what} ${parsed?.error?.message}`).toBe(true)
    harvest(body)
    return { kind: 'done', code: 'done' }
  }
  const parsed = notDone.safeParse(body)
  expect(parsed.success, what).toBe(true)
  const reply = parsed.data as { refusal?: { code: string }; error?: { code: string } }
  const code = (reply.refusal?.code ?? reply.error?.code ?? '') as keyof typeof CODES
  expect(CODES[code]?.http, what).toBe(status)
  expect(status < 500 || status === 503, what).toBe(true)
  return { kind: reply.refusal ? 'refusal' : 'error', code }
}

const schemas = new Map<z.ZodType, z.ZodType>()
function replyOf(result: z.ZodType | null): z.ZodType | undefined {
  if (result === null) return undefined
  const known = schemas.get(result) ?? replySchema(result)
  schemas.set(result, known)
  return known
}
const notDone = replySchema(z.never())

/** Remembers ids that answers tell, so that later requests can name what there is. */
function harvest(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 4) return
  for (const [name, one] of Object.entries(value)) {
    if (typeof one === 'string' && /Id$/.test(name)) {
      const list = house.names.get(name) ?? []
      house.names.set(name, list)
      if (!list.includes(one)) list.push(one)
      if (list.length > NAMES_KEPT) list.splice(1, 1)
    } else harvest(one, depth + 1)
  }
}

const batches = (one: fc.Arbitrary<JsonInput>) =>
  fc.array(one, { minLength: AT_ONCE, maxLength: AT_ONCE })

const count = (outcomes: readonly Outcome[], kind: Kind) =>
  outcomes.filter((one) => one.kind === kind).length

describe('JSON requests: whatever comes', () => {
  test(
    'a request that nothing may come of: a documented error, and nothing anywhere was written',
    async () => {
      const state = house.state()
      await fc.assert(
        fc.asyncProperty(batches(hopelessRequests(house)), async (all) => {
          house.advance(BATCH_MS)
          const outcomes = await Promise.all(all.map(outcomeOf))
          const wrong = outcomes.findIndex(({ kind }) => kind !== 'error')
          expect(all[wrong], outcomes[wrong]?.code).toBeUndefined()
          expect(house.state()).toBe(state)
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    TIMEOUT_MS,
  )

  test(
    'any request: a documented answer; what was refused moved nothing, what failed left no row',
    async () => {
      let { last } = house.postedAndAll(0)
      let runs = 0
      const totals = { done: 0, refusal: 0, error: 0 }
      await fc.assert(
        fc.asyncProperty(batches(anyRequests(house, INPUTS / 2)), async (all) => {
          house.advance(BATCH_MS)
          runs += 1
          if (runs % MEND_EVERY === 0) {
            await house.mend()
            last = house.postedAndAll(last).last
          }
          const outcomes = await Promise.all(all.map(outcomeOf))
          const added = house.postedAndAll(last)
          last = added.last
          const done = count(outcomes, 'done')
          expect(added.posted).toBeLessThanOrEqual(done)
          expect(added.all).toBeLessThanOrEqual(done + count(outcomes, 'refusal'))
          for (const { kind } of outcomes) totals[kind] += 1
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
      for (const kind of Object.values(totals)) expect(kind).toBeGreaterThan(INPUTS / 200)
      const figures = JSON.stringify({ ...totals, codes: Object.fromEntries(tally) })
      process.stdout.write(`${INPUTS} JSON requests: ${figures}\n`)
    },
    TIMEOUT_MS,
  )

  test('every code that was answered has its page, and nothing was an error of ours', async () => {
    for (const code of tally.keys()) {
      if (code === 'done' || code === 'page') continue
      const page = await house.app.inject({ method: 'GET', url: `${ERRORS_PATH}/${code}` })
      expect(page.statusCode, code).toBe(200)
    }
    expect(house.logged()).not.toMatch(/"level":"(error|fatal)"/)
  })

  test(
    'the ledger is proved after all of it',
    async () => {
      folder = await house.close()
      const proved = verifyLedger(folder, { nowMs: house.context.nowMs() })
      expect(proved.ok ? null : proved.difference).toBeNull()
    },
    TIMEOUT_MS,
  )
})
