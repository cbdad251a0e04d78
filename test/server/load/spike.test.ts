import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Reply, replyCode } from '../../../src/contract/refusals.ts'
import { done } from '../house/open-server.ts'
import type { RawSession } from '../house/raw-station.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { cardTokenOf, openStations, readMetrics } from './stations.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const STATIONS = 8
const LOAD_MINOR = 50_000
/** All at once from each station, more than the 64 that a station may have under way. */
const BURST = 100
const BURST_EVERY_MS = 100
const ROUNDS = IS_FULL ? 600 : 10
/** Far above what a server and its test take at rest, far below what an unbounded queue would. */
const MEMORY_BYTES_MAX = 1.5 * 2 ** 30

let house: ApiHouse
let stations: RawSession[]
beforeEach(async () => {
  house = await openApiHouse(['--station-rate', '100000'])
  stations = await openStations(house, STATIONS)
})
afterEach(async () => {
  for (const station of stations) station.close()
  await house.close()
})

function redemption(cardToken: string): unknown {
  return {
    ...{ requestId: randomUUID(), cardToken, amountMinor: 1, currency: 'EUR', partial: 'deny' },
    ...{ payment: null, clerk: null, stationTimeMs: Date.now() },
  }
}

/** Sends bursts whatever is answered; resolves with how often each code came when all is answered. */
async function spike(station: RawSession, cardToken: string): Promise<Record<string, number>> {
  const send = async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let count = 0; count < BURST; count += 1)
        station.send(station.seal('redeem', redemption(cardToken)))
      await delay(BURST_EVERY_MS)
    }
  }
  const codes: Record<string, number> = {}
  const hear = async () => {
    for (let heard = 0; heard < ROUNDS * BURST; heard += 1) {
      const { reply } = (await station.read()) as { reply: Reply<unknown> }
      const code = reply.ok ? 'ok' : replyCode(reply)
      codes[code] = (codes[code] ?? 0) + 1
    }
  }
  await Promise.all([send(), hear()])
  return codes
}

/** The bursts alone take a tenth of a second each. */
const SPIKE_MS = IS_FULL ? 600_000 : 60_000

test('a spike: what is let in is done, the rest is turned away, and nothing piles up', {
  timeout: SPIKE_MS,
}, async () => {
  const cards = await Promise.all(stations.map(() => house.activeCard(LOAD_MINOR)))
  const tokens = await Promise.all(
    stations.map((station, at) => cardTokenOf(station, cards[at]?.number ?? '')),
  )
  const all = await Promise.all(stations.map((station, at) => spike(station, tokens[at] ?? '')))

  let [approved, turnedAway] = [0, 0]
  for (const codes of all) {
    const { ok = 0, RATE_LIMITED = 0, UNAVAILABLE = 0, ...others } = codes
    expect(others).toEqual({})
    approved += ok
    turnedAway += RATE_LIMITED + UNAVAILABLE
  }
  expect(approved).toBeGreaterThanOrEqual(STATIONS * 64)
  expect(turnedAway).toBeGreaterThan(0)

  const after = await Promise.all(
    stations.map((station, at) => station.ask('redeem', redemption(tokens[at] ?? ''))),
  )
  for (const reply of after) expect(reply).toMatchObject({ ok: true })
  approved += after.length
  const { liabilityMinor } = done(await house.operator.call('overview', {}))
  expect(liabilityMinor).toBe(STATIONS * LOAD_MINOR - approved)

  const value = await readMetrics(house)
  expect(value('process_resident_memory_bytes')).toBeLessThan(MEMORY_BYTES_MAX)
  expect(value('countermark_ledger_waiting')).toBe(0)
  for (const name of ['redeem', 'money', 'balance', 'reports']) {
    expect(value(`countermark_load_waiting{class="${name}"}`)).toBe(0)
    expect(value(`countermark_load_under_way{class="${name}"}`)).toBe(0)
  }
})
