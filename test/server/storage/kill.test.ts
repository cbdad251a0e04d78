import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { redeem } from '../ledger/requests.ts'
import { childArguments, readNotes } from './notes.ts'

const ROUNDS = 8
/** The child is killed at a random moment of this time after its first answers. */
const KILL_WITHIN_MS = 250

let network: TestNetwork
afterEach(() => network.end())

test('a server killed at random moments: acknowledged lost 0, double 0, every id final', async () => {
  network = await openTestNetwork({ load_max_minor: 1_000_000, balance_max_minor: 1_000_000 })
  const card = await cardWith(network, 1_000_000)
  const byId = { by: 'id', cardId: card.cardId } as const
  let kills = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    await network.database.close()
    kills += await killWhileRedeeming(card.cardId)
    // The child has the machine's clock.
    network.clock.nowMs = Date.now()
    const { ledger } = await network.reopen()
    for (const requestId of readNotes(network).done) {
      const stored = await ledger.outcome(network.station.key, requestId)
      expect(stored?.reply, `acknowledged ${requestId}`).toMatchObject({ ok: true })
    }
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true })
  }
  expect(kills).toBe(ROUNDS)

  const { asked, done, failed } = readNotes(network)
  expect(failed).toEqual([])
  expect(done.length).toBeGreaterThan(ROUNDS)
  for (const requestId of asked) await run(network, redeem(network.station, byId, 1, { requestId }))
  const last = await run(network, redeem(network.station, card, 1))
  expect(last.balanceMinor).toBe(1_000_000 - asked.length - 1)
  expect(verifyLedger(network.folder)).toMatchObject({
    ok: true,
    figures: { operations: asked.length + 2 },
  })
})

async function killWhileRedeeming(cardId: string): Promise<number> {
  const before = readNotes(network).done.length
  const child = spawn(process.execPath, childArguments(network, cardId), { stdio: 'inherit' })
  const ended = new Promise<string | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  )
  while (readNotes(network).done.length < before + 16 && child.exitCode === null) await sleep(5)
  await sleep(randomInt(KILL_WITHIN_MS))
  child.kill('SIGKILL')
  return (await ended) === 'SIGKILL' ? 1 : 0
}
