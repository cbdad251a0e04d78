import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { seedExampleNetwork } from '../../commands/seed.ts'
import type { Caller, NewCard } from '../../server/ledger/request.ts'
import { type Database, openDatabase } from '../../server/storage/index.ts'
import { type CardId, type ProgramId, type RequestId, uuidV7 } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { type Row, row } from './table.ts'

const USD = currency('USD')
const CARDS = 10_000
const CALLERS = 64
const RUNS = 3
const RUN_MS = 4_000
const LOAD_MINOR = minor(50_000)
const ONE_CENT = minor(1)

/**
 * Redemptions a second through the whole engine (rules, journal, hash chain, answer), with 64 callers
 * that wait for their answers: all that queued in one commit, beside one commit for each. Both with
 * the same durability, in turn, and the bare disk beside them.
 */
export async function measureEngine(folder: string): Promise<Row[]> {
  const directory = join(folder, 'engine')
  const network = await seedExampleNetwork(directory)
  const caller: Caller = {
    key: 'device:bench',
    locationId: network.locations[0]?.locationId ?? null,
    channel: 'station',
    clerk: null,
  }
  const cards = await withDatabase(directory, undefined, (database) =>
    prepareCards(database, network.programId, caller),
  )
  const grouped: number[] = []
  const single: number[] = []
  const ratios: number[] = []
  const syncs: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    syncs.push(measureSyncs(folder))
    const one = await withDatabase(directory, 1, (database) => redeemFor(database, cards, caller))
    const many = await withDatabase(directory, undefined, (database) =>
      redeemFor(database, cards, caller),
    )
    single.push(one)
    grouped.push(many)
    ratios.push(many / one)
  }
  const middle = row('', '', ratios).median
  return [
    row('4 KiB append + fdatasync', '/s', syncs),
    row(`redemptions, ${CALLERS} callers, one commit each`, '/s', single),
    row(`redemptions, ${CALLERS} callers, group commit (ratio to one each)`, '/s', grouped, middle),
  ]
}

async function withDatabase<Value>(
  dataDirectory: string,
  groupMax: number | undefined,
  work: (database: Database) => Promise<Value>,
): Promise<Value> {
  const database = await openDatabase({
    dataDirectory,
    ...(groupMax === undefined ? {} : { groupMax }),
  })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** Stocks and loads the cards; their numbers and PINs are of no matter to the engine. */
async function prepareCards(
  database: Database,
  programId: ProgramId,
  caller: Caller,
): Promise<CardId[]> {
  const cards = Array.from(
    { length: CARDS },
    (): NewCard => ({
      cardId: uuidV7(Date.now(), randomBytes(10)) as CardId,
      ...{
        programId,
        form: 'physical',
        lookup: randomBytes(32),
        sealed: randomBytes(48),
        keyVersion: 1,
      },
      ...{ lastFour: '0000', pinHash: null, batch: 'bench' },
    }),
  )
  for (let from = 0; from < CARDS; from += 500)
    await database.ledger.stock(cards.slice(from, from + 500))
  await Promise.all(
    cards.map(({ cardId }) =>
      database.ledger.execute({
        ...{ kind: 'activate', caller, card: { by: 'id', cardId }, pin: 'absent' },
        ...identity(),
        ...{
          amountMinor: LOAD_MINOR,
          currency: USD,
          fundedBy: 'cash',
          order: null,
          sealedAnswer: null,
        },
      }),
    ),
  )
  return cards.map(({ cardId }) => cardId)
}

function identity(): { requestId: RequestId; contentHash: Uint8Array } {
  const requestId = uuidV7(Date.now(), randomBytes(10)) as RequestId
  return { requestId, contentHash: createHash('sha256').update(requestId).digest() }
}

/** Redeems until the time is over; answers acknowledged redemptions a second. */
async function redeemFor(
  database: Database,
  cards: readonly CardId[],
  caller: Caller,
): Promise<number> {
  const startedAtMs = performance.now()
  let done = 0
  const work = async () => {
    while (performance.now() - startedAtMs < RUN_MS) {
      const cardId = cards[Math.floor(Math.random() * cards.length)]
      if (!cardId) throw new Error('no card')
      const { reply } = await database.ledger.execute({
        ...{ kind: 'redeem', caller, card: { by: 'id', cardId }, pin: 'absent' },
        ...identity(),
        ...{ amountMinor: ONE_CENT, currency: USD, partial: 'deny', order: null, payment: null },
      })
      if (!reply.ok) throw new Error('a redemption was refused in the benchmark')
      done += 1
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, work))
  return done / ((performance.now() - startedAtMs) / 1000)
}

/** What the disk can do at most: 4 KiB writes a second, each made durable. */
function measureSyncs(folder: string): number {
  const file = openSync(join(folder, 'syncs'), 'w')
  const page = Buffer.alloc(4096, 1)
  const startedAtMs = performance.now()
  let count = 0
  for (; performance.now() - startedAtMs < 1000; count += 1) {
    writeSync(file, page)
    fdatasyncSync(file)
  }
  closeSync(file)
  return count
}
