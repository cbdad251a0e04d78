import { spawn } from 'node:child_process'
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { StorageError, verifyLedger } from '../../../server/storage/index.ts'
import type { RequestId } from '../../../src/contract/ids.ts'
import { newId } from '../ledger/names.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { redeem } from '../ledger/requests.ts'
import { childArguments, readNotes } from './notes.ts'

let network: TestNetwork
afterEach(() => network.end())

async function outcomes(count: number, card: Parameters<typeof redeem>[1]) {
  const requests = Array.from({ length: count }, () => redeem(network.station, card, 1))
  const settled = await Promise.allSettled(
    requests.map((request) => network.database.ledger.execute(request)),
  )
  return { requests, settled }
}

/** For some of the redemptions, and not for all. */
const ROOM_PAGES = 40

async function pagesNow(): Promise<number> {
  const { read } = network.database
  const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(read)
  return Number(rows[0]?.page_count)
}

describe('a full disk', () => {
  test('a group that does not fit is not done, and nobody in it is told otherwise', async () => {
    network = await openTestNetwork()
    const card = await cardWith(network, 50_000)
    await network.reopen({ pagesMax: (await pagesNow()) + ROOM_PAGES })
    let [acknowledged, refused] = [0, 0]
    for (let round = 0; round < 24; round += 1) {
      const { settled } = await outcomes(64, card)
      for (const result of settled) {
        if (result.status === 'fulfilled') acknowledged += 1
        else {
          expect(result.reason).toBeInstanceOf(StorageError)
          expect(result.reason).toMatchObject({ code: 'cannot_write', outcome: 'not_done' })
          refused += 1
        }
      }
    }
    expect(acknowledged).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    const proof = { ok: true, figures: { operations: acknowledged + 1 } }
    expect(verifyLedger(network.folder)).toMatchObject(proof)
    // With room again the same server, and the same id, goes on.
    await network.reopen({ pagesMax: 100_000 })
    const { settled } = await outcomes(64, card)
    expect(settled.every((result) => result.status === 'fulfilled')).toBe(true)
    expect(verifyLedger(network.folder)).toMatchObject({
      ok: true,
      figures: { operations: acknowledged + 65 },
    })
  })
})

describe('a full disk under a report', () => {
  test('what needs no room is answered while the report reads on', async () => {
    network = await openTestNetwork()
    const card = await cardWith(network, 50_000)
    const { reports, ledger } = await network.reopen({ pagesMax: (await pagesNow()) + ROOM_PAGES })
    const [reading, isRead] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const report = reports.transaction().execute(async (snapshot) => {
      await snapshot.selectFrom('card').select('id').execute()
      reading.resolve()
      await isRead.promise
    })
    await reading.promise
    let last: PromiseSettledResult<unknown>[] = []
    while (last.every(({ status }) => status === 'fulfilled'))
      last = (await outcomes(64, card)).settled
    try {
      const asked = await ledger.outcome(network.station.key, newId<RequestId>())
      expect(asked).toBeUndefined()
    } finally {
      isRead.resolve()
      await report
    }
  })
})

describe('a disk that fails in the middle of a write', () => {
  test('what was acknowledged is there, and what was not has one end when asked again', async () => {
    network = await openTestNetwork()
    const card = await cardWith(network, 50_000)
    await network.database.close()
    // A limit on the size of files makes real writes fail with EFBIG in the middle of a commit.
    const limited = ['-c', 'ulimit -f 1200; exec "$0" "$@"', process.execPath]
    const child = spawn('bash', [...limited, ...childArguments(network, card.cardId)], {
      stdio: 'inherit',
    })
    await new Promise((resolve) => child.once('exit', resolve))
    const byId = { by: 'id', cardId: card.cardId } as const
    const { asked, done, failed, broken, lines } = readNotes(network)
    expect(done.length).toBeGreaterThan(0)
    expect(failed.length).toBeGreaterThanOrEqual(64)
    // Of one group nobody can say; whatever was asked after it was not done, and the child knew.
    expect(failed.some(({ outcome }) => outcome === 'unknown')).toBe(true)
    expect(failed.filter(({ outcome }) => outcome === 'unknown').length).toBeLessThanOrEqual(16)
    expect(broken).toHaveLength(1)
    expect(lines.slice(lines.findIndex((line) => line.startsWith('failed')))).not.toContainEqual(
      expect.stringMatching(/^done/),
    )
    network.clock.nowMs = Date.now()
    const { ledger } = await network.reopen()
    for (const requestId of done)
      expect((await ledger.outcome(network.station.key, requestId))?.reply.ok).toBe(true)
    for (const { requestId, outcome } of failed)
      if (outcome === 'not_done')
        expect(await ledger.outcome(network.station.key, requestId)).toBeUndefined()
    for (const requestId of asked)
      await run(network, redeem(network.station, byId, 1, { requestId }))
    expect(verifyLedger(network.folder)).toMatchObject({
      ok: true,
      figures: { operations: asked.length + 1 },
    })
  })
})
