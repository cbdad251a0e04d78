import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERRORS_PATH } from '../../../server/developer/index.ts'
import type { Engine, Place } from '../conformance/engines.ts'
import { type JsonHouse, openJsonHouse } from './json-house.ts'
import { type Kind, type Outcome, outcomeOf } from './json-judging.ts'
import { anyRequests, hopelessRequests, type JsonInput } from './json-requests.ts'

const AT_ONCE = 100
const TIMEOUT_MS = 3 * 3_600_000
const MEND_EVERY = 50

const batches = (one: fc.Arbitrary<JsonInput>) =>
  fc.array(one, { minLength: AT_ONCE, maxLength: AT_ONCE })

const count = (outcomes: readonly Outcome[], kind: Kind) =>
  outcomes.filter((one) => one.kind === kind).length

/** So many requests, half of which nothing may come of, on a ledger of this engine. */
export function describeJsonFuzz(engine: Engine, inputs: number, cards: number): void {
  const numRuns = inputs / 2 / AT_ONCE
  const codes = new Map<string, number>()
  let place: Place
  let house: JsonHouse | undefined
  beforeAll(async () => {
    await engine.start()
    place = await engine.makePlace()
    house = await openJsonHouse(place.options, cards)
  }, TIMEOUT_MS)
  afterAll(async () => {
    await house?.close()
    await place.remove()
    await engine.end()
  })

  const send = async (all: readonly JsonInput[]) => {
    const outcomes = await Promise.all(all.map((one) => outcomeOf(here(house), one)))
    for (const { code } of outcomes) codes.set(code, (codes.get(code) ?? 0) + 1)
    return outcomes
  }

  describe(`JSON requests on ${engine.name}: whatever comes`, () => {
    test('a request that nothing may come of: a documented error, and nothing anywhere was written', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const { state } = here(house)
      const before = await state()
      await fc.assert(
        fc.asyncProperty(batches(hopelessRequests(here(house))), async (all) => {
          const outcomes = await send(all)
          const wrong = outcomes.findIndex(({ kind }) => kind !== 'error')
          expect(all[wrong], outcomes[wrong]?.code).toBeUndefined()
          expect(await state()).toBe(before)
        }),
        { numRuns, endOnFailure: true },
      )
    })

    test('any request: a documented answer; what was refused moved nothing, what failed left no row', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const { postedAndAll, mend } = here(house)
      let { last } = await postedAndAll(0)
      let runs = 0
      const totals = { done: 0, refusal: 0, error: 0 }
      await fc.assert(
        fc.asyncProperty(batches(anyRequests(here(house), inputs / 2)), async (all) => {
          runs += 1
          if (runs % MEND_EVERY === 0) {
            await mend()
            last = (await postedAndAll(last)).last
          }
          const outcomes = await send(all)
          const added = await postedAndAll(last)
          last = added.last
          const done = count(outcomes, 'done')
          expect(added.posted).toBeLessThanOrEqual(done)
          expect(added.all).toBeLessThanOrEqual(done + count(outcomes, 'refusal'))
          for (const { kind } of outcomes) totals[kind] += 1
        }),
        { numRuns, endOnFailure: true },
      )
      for (const kind of Object.values(totals)) expect(kind).toBeGreaterThan(inputs / 200)
      const figures = JSON.stringify({ ...totals, codes: Object.fromEntries(codes) })
      process.stdout.write(`${inputs} JSON requests on ${engine.name}: ${figures}\n`)
    })

    test('every code that was answered has its page, and nothing was an error of ours', async () => {
      const { app, logged } = here(house)
      for (const code of codes.keys()) {
        if (code === 'done' || code === 'page') continue
        const page = await app.inject({ method: 'GET', url: `${ERRORS_PATH}/${code}` })
        expect(page.statusCode, code).toBe(200)
      }
      expect(logged()).not.toMatch(/"level":"(error|fatal)"/)
    })

    test('the ledger is proved after all of it', { timeout: TIMEOUT_MS }, async () => {
      await here(house).close()
      house = undefined
      const proven = await place.verify()
      expect(proven.ok ? null : proven.difference).toBeNull()
    })
  })
}

function here(house: JsonHouse | undefined): JsonHouse {
  if (house === undefined) throw new Error('the house is not open')
  return house
}
