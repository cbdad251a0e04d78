import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LedgerReply } from '../../../../server/ledger/engine.ts'
import type { LedgerRequest } from '../../../../server/ledger/request.ts'
import { moveLedger, verifyPostgres } from '../../../../server/storage/index.ts'
import { openPostgres } from '../../../../server/storage/postgres/open.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { openRandom } from '../../../helpers/random.ts'
import { merge, replace } from '../../ledger/moves.ts'
import { cardWith, openTestNetwork, stockedCard, type TestNetwork } from '../../ledger/network.ts'
import { activate, fund, newCard, redeem, refund, voidRequest } from '../../ledger/requests.ts'
import { settle } from '../../ledger/settling.ts'
import { openStory, tell } from '../planting/full-story.ts'
import { addLargeRows, fillEmptyTables } from './fill-empty.ts'
import { compareSides, STAYS } from './sides.ts'

const OPERATIONS = 120
const SEED = Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_260)

let postgres: TestPostgres
let network: TestNetwork
beforeAll(async () => {
  postgres = await startPostgres()
  network = await openTestNetwork({ load_max_minor: 50_000, balance_max_minor: 90_000_000 })
}, 60_000)
afterAll(async () => {
  await network.end()
  await postgres.end()
})

/** One of each sort, the first of two on the same cards, with what was answered. */
async function doSome(): Promise<[LedgerRequest, LedgerReply][]> {
  const { station, webstore, programId } = network
  const [first, second, lost] = [
    await cardWith(network, 5000),
    await cardWith(network, 700),
    await cardWith(network, 900),
  ]
  const taken = redeem(station, second, 300, { payment: { key: 'till-1', json: '{"till":1}' } })
  const requests: LedgerRequest[] = [
    activate(webstore, { by: 'new', card: newCard(programId) }, 4000),
    taken,
    refund(station, { by: 'request', requestId: taken.requestId }, 100),
    redeem(station, second, 9_000_000),
    voidRequest(station, taken.requestId),
    merge(station, first, second),
    replace(webstore, lost, await stockedCard(network)),
    fund(station, second, 1000),
    settle(network, 'fee', 700),
  ]
  const done: [LedgerRequest, LedgerReply][] = []
  for (const request of requests)
    done.push([request, await network.database.ledger.execute(request)])
  return done
}

function move(databaseUrl: string, onProgress: (text: string) => void = () => undefined) {
  return moveLedger({ dataDirectory: network.folder, databaseUrl, onProgress })
}

test('a ledger with operations of every kind and rows in every table: each row and answer moves', {
  timeout: 120_000,
}, async () => {
  const random = openRandom(SEED)
  const story = await openStory(network)
  await tell(network, random, OPERATIONS)
  await story.checkpoint()
  const early = await doSome()
  await network.database.close()
  expect(fillEmptyTables(network.folder, STAYS)).not.toEqual([])
  addLargeRows(network.folder)
  await network.reopen()
  const databaseUrl = await postgres.createDatabase()
  // What goes on during a move is copied in a second pass.
  const cut = move(databaseUrl, (text) => {
    if (text.includes('proving')) throw new Error('cut here')
  })
  await expect(cut).rejects.toThrow('cut here')
  await tell(network, random, OPERATIONS)
  await story.checkpoint()
  const late = await doSome()
  await network.database.close()
  await move(databaseUrl)

  const counts = await compareSides(network.folder, databaseUrl)
  expect([...counts].flatMap(([table, rows]) => (rows === 0 ? [table] : []))).toEqual([])
  expect(await verifyPostgres(databaseUrl)).toMatchObject({ ok: true })
  const moved = await openPostgres({
    databaseUrl,
    clockBehind: 'hold',
    nowMs: () => network.clock.nowMs,
  })
  try {
    for (const [request, { reply }] of [...early, ...late]) {
      const again = await moved.ledger.execute(request)
      expect(again.reply, request.kind).toEqual(asReplayed(reply))
    }
  } finally {
    await moved.close()
  }
})

function asReplayed(reply: LedgerReply['reply']): unknown {
  return reply.ok ? { ...reply, value: { ...reply.value, replayed: true } } : reply
}
