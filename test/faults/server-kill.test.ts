import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveLedger } from '../../commands/books.ts'
import { FREE_PORTS, type House, openHouse } from '../../demo/house.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { readOperations } from './ledger-file.ts'

const KILLS = 50
const CALLERS = 6
const AMOUNT_MINOR = 1

const folder = mkdtempSync(join(tmpdir(), 'countermark-server-kill-'))
let house: House

beforeAll(async () => {
  house = await openHouse(folder, { ports: FREE_PORTS })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the callers saw: acknowledged answers by request id, and how often an answer was lost. */
interface Load {
  readonly acknowledged: Map<string, OperationAnswer>
  lostAnswers: number
  running: boolean
}

async function call(load: Load, caller: number): Promise<void> {
  const card = house.cards[caller % 5]
  for (let index = 0; load.running; index += 1) {
    const requestId = `caller-${caller}-${index}`
    load.acknowledged.set(requestId, await untilAnswered(load, requestId, card))
  }
}

/** Sends the same request under the same id until there is an answer. */
async function untilAnswered(
  load: Load,
  requestId: string,
  card: unknown,
): Promise<OperationAnswer> {
  for (;;) {
    try {
      const { number, pin } = card as { number: string; pin: string }
      return await house.api.call('redeem', {
        requestId,
        card: { number, pin },
        amountMinor: AMOUNT_MINOR,
        currency: house.network.currency,
        partial: 'deny',
      })
    } catch (error) {
      if (!(error instanceof TypeError) && !/UNAVAILABLE|IN_PROGRESS|TIMEOUT/.test(String(error)))
        throw error
      load.lostAnswers += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

describe('server killed under load', () => {
  test(`${KILLS} kills: nothing acknowledged is lost, nothing is taken twice, the proof holds`, async () => {
    const load: Load = { acknowledged: new Map(), lostAnswers: 0, running: true }
    const callers = Array.from({ length: CALLERS }, (_, caller) => call(load, caller))
    for (let kill = 0; kill < KILLS; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 300))
      await house.restartServer('kill')
    }
    load.running = false
    await Promise.all(callers)
    await house.close()

    const stored = new Map<string, number>()
    for (const operation of readOperations(house.serverDirectory, 'redeem')) {
      stored.set(
        operation.requestId,
        (stored.get(operation.requestId) ?? 0) + operation.amountMinor,
      )
    }
    const lost = [...load.acknowledged.keys()].filter((id) => !stored.has(id))
    const double = [...stored].filter(([, amountMinor]) => amountMinor !== AMOUNT_MINOR)
    expect({ lost, double }).toEqual({ lost: [], double: [] })
    expect(stored.size).toBe(load.acknowledged.size)
    expect(load.lostAnswers, 'requests that were under way when the server died').toBeGreaterThan(
      KILLS,
    )
    expect(proveLedger(house.serverDirectory).problem).toBeNull()
  })
})
