import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { hold, release } from '../../ledger/holds.ts'
import { cardWith, run } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

/** Long enough for one more task to be decided in memory. */
const DECIDING_MS = 500

test('a group that waits for the one before it: what is asked later is not done as of its time', async () => {
  const { network } = house
  const { station, clock } = network
  const [card, other] = [await cardWith(network, 5000), await cardWith(network, 5000)]
  const ttlMs = 1000
  const { operationId } = await run(network, hold(station, card, 4000, { ttlMs }))
  const head = await house.holdLock('SELECT hold_head()')
  const onItsWay = run(network, redeem(station, other, 1))
  await eventually(() => house.isInTheWay(head))
  const next = run(network, redeem(station, other, 1))
  await delay(DECIDING_MS)
  clock.nowMs += ttlMs
  const original = { by: 'operation', operationId } as const
  const over = run(network, release(station, original, { whenOver: true }))
  await delay(DECIDING_MS)
  await head.query('COMMIT')
  await head.end()
  expect(await over).toMatchObject({ kind: 'release', availableMinor: 5000 })
  await Promise.all([onItsWay, next])
  expect(await proveDatabase(house.url)).toMatchObject({ ok: true })
})
