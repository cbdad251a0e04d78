import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import { CLOCK_AHEAD_MAX_MS, CLOCK_BEHIND_MAX_MS } from '../../../server/storage/limits.ts'
import { cardWith, insert, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { redeem, voidRequest } from '../ledger/requests.ts'

const DAY_MS = 24 * 60 * 60_000

let network: TestNetwork
let startMs = 0
beforeEach(async () => {
  network = await openTestNetwork()
  startMs = network.clock.nowMs
})
afterEach(() => network.end())

const execute = (request: ReturnType<typeof redeem>) => network.database.ledger.execute(request)
const REFUSED = { code: 'clock_wrong', outcome: 'not_done' }

describe('a clock that jumps ahead', () => {
  test('nothing is written, what is on record is told, and it goes on when the clock is right', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000)
    const answer = await run(network, first)
    network.clock.wrongMs = 365 * DAY_MS
    const second = redeem(network.station, card, 1000)
    await expect(execute(second)).rejects.toMatchObject(REFUSED)
    expect(network.database.trouble()).toMatch(/clock .* 525600 minutes ahead.*start the server/)
    expect(await run(network, first)).toEqual({ ...answer, replayed: true })
    const outcome = await network.database.ledger.outcome(network.station.key, second.requestId)
    expect(outcome).toBeUndefined()
    network.clock.wrongMs = 0
    network.clock.nowMs += 1000
    expect(network.database.trouble()).toBeNull()
    expect(await run(network, second)).toMatchObject({ committedAtMs: startMs + 1000 })
    const undone = await run(network, voidRequest(network.station, first.requestId))
    expect(undone).toMatchObject({ kind: 'void', committedAtMs: startMs + 1000 })
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true, figures: { operations: 4 } })
  })

  test('by as much as clocks are corrected: taken', async () => {
    const card = await cardWith(network, 5000)
    network.clock.wrongMs = CLOCK_AHEAD_MAX_MS
    const answer = await run(network, redeem(network.station, card, 1000))
    expect(answer.committedAtMs).toBe(startMs + CLOCK_AHEAD_MAX_MS)
    network.clock.wrongMs += CLOCK_AHEAD_MAX_MS + 1
    await expect(execute(redeem(network.station, card, 1000))).rejects.toMatchObject(REFUSED)
  })

  test('a long pause is none: the time really passed', async () => {
    const card = await cardWith(network, 5000)
    network.clock.nowMs += 90 * DAY_MS
    const answer = await run(network, redeem(network.station, card, 1000))
    expect(answer.committedAtMs).toBe(startMs + 90 * DAY_MS)
  })

  test('at the start it is a long pause', async () => {
    const card = await cardWith(network, 5000)
    network.clock.wrongMs = 90 * DAY_MS
    await network.reopen()
    const answer = await run(network, redeem(network.station, card, 1000))
    expect(answer.committedAtMs).toBe(startMs + 90 * DAY_MS)
  })

  test('people can still be let in to look', async () => {
    network.clock.wrongMs = 365 * DAY_MS
    expect(network.database.trouble()).not.toBeNull()
    await insert(network.database, 'network', { id: 'n', name: 'Hill', created_at_ms: 1 })
  })
})

describe('a clock that steps back', () => {
  test('a little: the time of the ledger stands still until the clock has passed it', async () => {
    const card = await cardWith(network, 5000)
    const times: number[] = []
    for (const ms of [0, -CLOCK_BEHIND_MAX_MS, -1, 1]) {
      network.clock.wrongMs = ms
      times.push((await run(network, redeem(network.station, card, 100))).committedAtMs - startMs)
    }
    expect(times).toEqual([0, 0, 0, 1])
  })

  test('far: nothing is written until it is right again', async () => {
    const card = await cardWith(network, 5000)
    network.clock.wrongMs = -CLOCK_BEHIND_MAX_MS - 1
    await expect(execute(redeem(network.station, card, 1000))).rejects.toMatchObject(REFUSED)
    expect(network.database.trouble()).toMatch(/5 minutes behind the last operation/)
    network.clock.wrongMs = 0
    expect(await run(network, redeem(network.station, card, 1000))).toMatchObject({
      committedAtMs: startMs,
    })
  })

  test('behind the ledger at the start: nothing is written, and it says how to go on', async () => {
    const card = await cardWith(network, 5000)
    network.clock.wrongMs = -DAY_MS
    await network.reopen()
    await expect(execute(redeem(network.station, card, 1000))).rejects.toMatchObject(REFUSED)
    const trouble = network.database.trouble() ?? ''
    expect(trouble).toContain('1440 minutes behind')
    expect(trouble).toContain(new Date(startMs).toISOString())
    expect(trouble).toContain('--clock-behind hold')
    network.clock.wrongMs = 0
    expect(await run(network, redeem(network.station, card, 1000))).toMatchObject({
      balanceMinor: 4000,
    })
  })

  test('behind a ledger with times of the future, told to go on: under its last time', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000)
    await run(network, first)
    network.clock.wrongMs = -365 * DAY_MS
    await network.reopen({ clockBehind: 'hold' })
    expect(network.database.trouble()).toBeNull()
    network.clock.nowMs += 60_000
    expect(await run(network, redeem(network.station, card, 1000))).toMatchObject({
      committedAtMs: startMs,
    })
    const undone = await run(network, voidRequest(network.station, first.requestId))
    expect(undone).toMatchObject({ kind: 'void', committedAtMs: startMs })
    network.clock.wrongMs = 365 * DAY_MS
    expect(network.database.trouble()).toMatch(/ahead/)
  })
})
