import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { databaseFile, verifyLedger, verifySince } from '../../../server/storage/index.ts'
import { openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { activate, newCard } from '../ledger/requests.ts'

const HOUR_MS = 60 * 60_000

let network: TestNetwork
afterEach(() => network.end())

/** Issues a card whose sealed answer is good for so long; returns how often its bytes are on the disk. */
async function issue(hours: number): Promise<() => number> {
  const sealed = randomBytes(150)
  const expiresAtMs = network.clock.nowMs + hours * HOUR_MS
  const card = { by: 'new', card: newCard(network.programId) } as const
  const sealedAnswer = { sealed, expiresAtMs }
  await run(network, activate(network.webstore, card, 5000, { sealedAnswer }))
  return () => countOf(sealed)
}

function countOf(bytes: Buffer): number {
  const file = databaseFile(network.folder)
  const files = [file, `${file}-wal`].filter((name) => existsSync(name))
  return files.filter((name) => readFileSync(name).includes(bytes)).length
}

const rows = async () =>
  (await network.database.read.selectFrom('sealed_answer').select('journal_id').execute()).length

describe('sealed answers', () => {
  test('out of their window at a start: their bytes are on the disk no more', async () => {
    network = await openTestNetwork()
    const [old, young] = [await issue(72), await issue(80)]
    await network.reopen()
    expect([old(), young(), await rows()]).toEqual([1, 1, 2])
    network.clock.nowMs += 73 * HOUR_MS
    await network.reopen()
    expect([old(), young(), await rows()]).toEqual([0, 1, 1])
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true })
  })

  test('erased under a clock that was ahead: gone rightly, also when the clock is right again', async () => {
    network = await openTestNetwork()
    await issue(72)
    const startMs = network.clock.nowMs
    network.clock.nowMs += 96 * HOUR_MS
    await network.reopen()
    await issue(72)
    expect(await rows()).toBe(1)
    const rightAgain = { nowMs: startMs + HOUR_MS }
    expect(verifyLedger(network.folder, rightAgain)).toMatchObject({ ok: true })
    expect(verifySince(network.folder, { ...rightAgain, parts: 1 })).toMatchObject({ ok: true })
  })

  test('while the server runs: erased in turn, from the log too', async () => {
    network = await openTestNetwork({}, { eraseEveryMs: 20 })
    const old = await issue(72)
    expect(old()).toBeGreaterThan(0)
    network.clock.nowMs += 73 * HOUR_MS
    const young = await issue(72)
    await expect.poll(old, { timeout: 10_000 }).toBe(0)
    expect(await rows()).toBe(1)
    expect(young()).toBeGreaterThan(0)
  })

  test('with a clock that cannot be right nothing is erased', async () => {
    network = await openTestNetwork({}, { eraseEveryMs: 20 })
    const young = await issue(72)
    network.clock.wrongMs = 1000 * HOUR_MS
    expect(network.database.trouble()).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await rows()).toBe(1)
    expect(young()).toBeGreaterThan(0)
  })
})
