import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Caller } from '../../../server/ledger/request.ts'
import { createLog } from '../../../server/log.ts'
import { contentHash } from '../../../server/stored-value/content-hash.ts'
import { startHoldExpiry } from '../../../server/stored-value/hold-expiry.ts'
import type { RequestId } from '../../../src/contract/ids.ts'
import { hold, release } from '../ledger/holds.ts'
import { cardWith, openTestNetwork, run, runRefused, type TestNetwork } from '../ledger/network.ts'

const TTL_MS = 1_800_000
/** Longer ago than any two clocks are apart: a look does not go back that far for nothing. */
const HELD_FOR_MS = TTL_MS - 1000

let network: TestNetwork
let job: { readonly close: () => Promise<void> } | undefined
/** By how much the clock of the job is ahead of the ledger's. */
let aheadMs = 0

beforeEach(async () => {
  aheadMs = 0
  network = await openTestNetwork()
})
afterEach(async () => {
  await job?.close()
  await network.end()
})

function startJob(): void {
  const { database, clock } = network
  const nowMs = () => clock.nowMs + aheadMs
  job = startHoldExpiry({ database, log: createLog('fatal'), nowMs })
}

async function heldMinor(): Promise<number | undefined> {
  const query = network.database.read.selectFrom('card').select('held_minor')
  return (await query.executeTakeFirst())?.held_minor
}

async function refusals(): Promise<number> {
  const query = network.database.read.selectFrom('journal').where('outcome', '=', 'refused')
  return (await query.select('id').execute()).length
}

test('a hold that the ledger found not over yet is released when it is', async () => {
  const card = await cardWith(network, 5000)
  await run(network, hold(network.station, card, 4000, { ttlMs: TTL_MS }))
  network.clock.nowMs += HELD_FOR_MS
  aheadMs = 1000
  startJob()
  await expect.poll(refusals).toBe(1)
  expect(await heldMinor()).toBe(4000)
  aheadMs = 0
  network.clock.nowMs += 60_000
  await expect.poll(heldMinor).toBe(0)
})

test('a hold whose release was refused for ever under its one id, of before, is released', async () => {
  const card = await cardWith(network, 5000)
  const { operationId } = await run(network, hold(network.station, card, 4000, { ttlMs: TTL_MS }))
  const caller: Caller = { ...network.webstore, key: 'system:holds', channel: 'admin' }
  const original = { by: 'operation', operationId } as const
  const early = release(caller, original, {
    requestId: `hold-over-${operationId}` as RequestId,
    contentHash: contentHash('release', { original: { operationId } }),
    whenOver: true,
  })
  expect(await runRefused(network, { ...early, caller: { ...caller, wholeNetwork: true } })).toBe(
    'HOLD_NOT_FOUND',
  )
  network.clock.nowMs += TTL_MS
  startJob()
  await expect.poll(heldMinor).toBe(0)
})
