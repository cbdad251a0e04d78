import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyPostgres, verifyPostgresSince } from '../../../../server/storage/index.ts'
import { postgresEngine } from '../../conformance/engines.ts'
import { openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { activate, newCard } from '../../ledger/requests.ts'

const HOUR_MS = 60 * 60_000

let databaseUrl = ''
const newest = postgresEngine(18)
const engine = {
  ...newest,
  makePlace: async () => {
    const place = await newest.makePlace()
    databaseUrl = place.options.databaseUrl ?? ''
    return place
  },
}
let network: TestNetwork
beforeAll(async () => {
  await engine.start()
  network = await openTestNetwork({}, {}, engine)
})
afterAll(async () => {
  await network.end()
  await engine.end()
})

/** Issues a card with a sealed answer that is good for three days. */
async function issue(): Promise<void> {
  const expiresAtMs = network.clock.nowMs + 72 * HOUR_MS
  const card = { by: 'new', card: newCard(network.programId) } as const
  const sealedAnswer = { sealed: randomBytes(150), expiresAtMs }
  await run(network, activate(network.webstore, card, 5000, { sealedAnswer }))
}

test('erased under a clock that was ahead: gone rightly, also when the clock is right again', async () => {
  await issue()
  const startMs = network.clock.nowMs
  network.clock.nowMs += 96 * HOUR_MS
  await network.reopen()
  await issue()
  const rows = network.database.read.selectFrom('sealed_answer').select('journal_id')
  expect(await rows.execute()).toHaveLength(1)
  const rightAgain = { nowMs: startMs + HOUR_MS }
  expect(await verifyPostgres(databaseUrl, rightAgain)).toMatchObject({ ok: true })
  const since = await verifyPostgresSince(databaseUrl, { ...rightAgain, parts: 1 })
  expect(since).toMatchObject({ ok: true })
})
