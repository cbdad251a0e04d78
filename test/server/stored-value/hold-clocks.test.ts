import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { createLog } from '../../../server/log.ts'
import { startServer } from '../../../server/server.ts'
import { HOLD_LOOK_EVERY_MS } from '../../../server/stored-value/limits.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { type ApiHouse, openApiHouse } from './api-house.ts'

/** Within what the clock of a server may be from that of its database. */
const APART_MS = 240_000
const WITHIN = { timeout: 15_000, interval: 200 }

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres({ version: 18 })
}, 120_000)
afterAll(() => postgres?.end())

async function availableOf(house: ApiHouse, card: object): Promise<unknown> {
  const answer = await house.post('/v1/storedvalue/balance', { card })
  return answer.body.value?.['availableMinor']
}

const holdOf = (card: object) => {
  return { requestId: 'short', card, amountMinor: 1000, currency: 'EUR', ttlMs: 1_000 }
}

test('a hold of a server whose clock is behind, and that is gone: the other one ends it', async () => {
  const settings = ['--database-url', await postgres.createDatabase()]
  const house = await openApiHouse(settings)
  try {
    const { number, pin } = await house.activeCard(2500)
    house.advance(APART_MS)
    await delay(HOLD_LOOK_EVERY_MS + 1_000)
    const reading = readConfig(['--data', house.folder, '--port', '0', ...settings], {})
    if (reading.kind !== 'config') throw new Error('the settings are no settings')
    const behind = await startServer(reading.config, { log: createLog('fatal') })
    const held = await fetch(`${behind.url}/v1/storedvalue/hold`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${house.key}` },
      body: JSON.stringify(holdOf({ number, pin })),
    })
    await behind.close()
    expect(held.status).toBe(200)
    await expect.poll(() => availableOf(house, { number, pin }), WITHIN).toBe(2500)
  } finally {
    await house.close()
  }
}, 60_000)
