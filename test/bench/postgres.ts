import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { verifyPostgres } from '../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { EVENLY, runCallers } from './callers.ts'
import { runChild } from './child.ts'
import { measureHot } from './hot.ts'
import { makePgledger, type PgledgerSize } from './pgledger-schema.ts'
import type { Scale } from './scale.ts'
import { type Row, ratios, row } from './table.ts'
import { measurePostgresWay } from './way.ts'
import { makeWorld, type Place, type World, withContext } from './world.ts'

export interface PgledgerPlan extends PgledgerSize, Pick<Scale, 'warmUpMs' | 'measureMs'> {
  readonly url: string
  readonly connections: number
}

export interface PgledgerFigures {
  readonly perSecond: number
}

const CALLERS = 256
const FEW_CALLERS = 64
const CONNECTIONS = [16, 32, 64] as const
/** Counters of the server's processes are seen by others within a second. */
const COUNTED_WITHIN_MS = 1_500

/** Room for both sides to work in memory, and no checkpoint within a run; durable as it comes. */
const SETTINGS = {
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  max_connections: '120',
}

/** Fsyncs of the log by all processes of the server. */
const SYNCS = `SELECT sum(fsyncs)::float8 AS syncs FROM pg_stat_io WHERE object = 'wal'`

/** The engine on PostgreSQL, beside pgledger's transfer on the same server. */
export async function measurePostgres(folder: string, scale: Scale): Promise<Row[]> {
  return withPostgres(folder, async (server, place) => {
    const world = await withContext(place, (context) => makeWorld(context, scale))
    const pgledger = await server.createDatabase()
    await makePgledger(pgledger, { cards: scale.cards, locations: world.locations.length })
    const engine: number[] = []
    const theirs: number[] = []
    const rest = () => restServer(server, [place.databaseUrl ?? '', pgledger])
    for (let run = 0; run < scale.runs; run += 1) {
      await rest()
      engine.push((await call(place, world, scale, CALLERS)).perSecond)
      theirs.push(await measurePgledger(pgledger, { world, scale, rest }))
    }
    const rows = [
      row('postgres.pgledger', theirs),
      row('postgres.256', engine, ratios(engine, theirs)),
      ...(await measureHot('postgres', place, world, scale, rest)),
      ...(await measurePostgresSyncs(server, place, world, scale)),
    ]
    const proof = await verifyPostgres(place.databaseUrl ?? '')
    if (!proof.ok)
      throw new Error(`the ledger is wrong after the benchmark: ${JSON.stringify(proof)}`)
    return rows
  })
}

/** The whole way of a redemption, with the ledger on PostgreSQL. */
export function measureWayOnPostgres(folder: string, scale: Scale): Promise<Row[]> {
  return withPostgres(folder, (server, place) => {
    const rest = () => restServer(server, [place.databaseUrl ?? ''])
    return measurePostgresWay(place, scale, rest)
  })
}

/**
 * Has the server do what it does now and again of itself, before each measurement of either side: clean
 * its tables, look at them for its plans, and take what it needs of its log into use again. Otherwise
 * one side does it in the other one's time.
 */
async function restServer(server: TestPostgres, databases: readonly string[]): Promise<void> {
  for (const url of databases) {
    await server.query(url, 'VACUUM ANALYZE')
    await server.query(url, 'CHECKPOINT')
  }
}

async function withPostgres<Value>(
  folder: string,
  work: (server: TestPostgres, place: Place) => Promise<Value>,
): Promise<Value> {
  const dataDirectory = join(folder, 'server')
  mkdirSync(dataDirectory, { recursive: true })
  const server = await startPostgres({ settings: SETTINGS })
  try {
    return await work(server, { dataDirectory, databaseUrl: await server.createDatabase() })
  } finally {
    await server.end()
  }
}

function call(place: Place, world: World, scale: Scale, callers: number) {
  const { warmUpMs, measureMs } = scale
  const load = { callers, spread: EVENLY, withPayment: false, warmUpMs, measureMs }
  return runCallers({ place, world, ...load })
}

/** Its best of three numbers of connections. */
async function measurePgledger(
  url: string,
  { world, scale, rest }: { world: World; scale: Scale; rest: () => Promise<void> },
): Promise<number> {
  const size = { cards: world.cards, locations: world.locations.length }
  const { warmUpMs, measureMs } = scale
  const figures: number[] = []
  for (const connections of CONNECTIONS) {
    const plan: PgledgerPlan = { url, connections, ...size, warmUpMs, measureMs }
    await rest()
    figures.push((await runChild<PgledgerFigures>('pgledger-child.ts', plan)).perSecond)
  }
  return Math.max(...figures)
}

async function measurePostgresSyncs(
  server: TestPostgres,
  place: Place,
  world: World,
  scale: Scale,
): Promise<Row[]> {
  const url = place.databaseUrl ?? ''
  const count = async () => {
    await delay(COUNTED_WITHIN_MS)
    const [counted] = await server.query(url, SYNCS)
    return Number(counted?.['syncs'])
  }
  const perOperation: number[] = []
  for (let run = 0; run < scale.runs; run += 1) {
    const before = await count()
    const { acknowledged } = await call(place, world, scale, FEW_CALLERS)
    const syncs = (await count()) - before
    if (!(syncs > 0)) throw new Error('the server counted no fsync of its log')
    perOperation.push(syncs / acknowledged)
  }
  return [row('postgres.syncs', perOperation)]
}
