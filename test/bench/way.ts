import { measureSyncs } from './raw.ts'
import type { Scale } from './scale.ts'
import {
  type Listening,
  type LoadFigures,
  type LoadOptions,
  loadStations,
  prepareStations,
  type StationPlan,
  startEcho,
  startServerProcess,
} from './stations.ts'
import { type Row, ratios, row } from './table.ts'
import { makeWorld, type Place, type World, withContext } from './world.ts'

export const OUTSTANDING = 4
/** Redemptions a second of the open loop. */
const OPEN_PER_SECOND = 4_000
/** Enough to see what a reply is. */
const LOOK_MS = 300

/** A server on a ledger with stations, and their echo beside it. */
export interface Station64 {
  readonly world: World
  readonly plan: StationPlan
  readonly server: Listening
  readonly echo: Listening
}

/** Makes a ledger with stations and starts the server and the echo; ends both afterwards. */
export async function withStations<Value>(
  place: Place,
  scale: Scale,
  work: (stations: Station64) => Promise<Value>,
): Promise<Value> {
  const { world, plan } = await withContext(place, async (context) => {
    const made = await makeWorld(context, { ...scale, cards: scale.stationCards })
    return { world: made, plan: await prepareStations(context, made, scale.stations) }
  })
  const server = await startServerProcess(place)
  try {
    const looked = await loadStations(plan, {
      ...{ url: server.url, outstanding: 1, warmUpMs: 0, measureMs: LOOK_MS },
    })
    const echo = await startEcho(looked.reply)
    try {
      return await work({ world, plan, server, echo })
    } finally {
      await echo.stop()
    }
  } finally {
    await server.stop()
  }
}

/** What of a load is to be said. */
type Load = Omit<LoadOptions, 'url' | 'against' | 'measureMs' | 'warmUpMs'>

interface Sides {
  readonly echo: LoadFigures
  readonly server: LoadFigures
}

const FULL_LOAD: Load = { outstanding: OUTSTANDING }

/** The whole way of a redemption from a station's socket to the disk and back, on SQLite. */
export function measureWay(place: Place, scale: Scale): Promise<Row[]> {
  return withStations(place, scale, async (stations) => {
    const many: Sides[] = []
    const lone: Sides[] = []
    const open: Sides[] = []
    const syncs: number[] = []
    const [first] = stations.plan.stations
    const one = { ...stations.plan, stations: first ? [first] : [] }
    for (let run = 0; run < scale.runs; run += 1) {
      many.push(await bothSides(stations, stations.plan, FULL_LOAD, scale))
      syncs.push(measureSyncs(place.dataDirectory).p50Ms)
      lone.push(await bothSides(stations, one, { outstanding: 1 }, scale))
      const perSecond = OPEN_PER_SECOND
      open.push(await bothSides(stations, stations.plan, { outstanding: 1, perSecond }, scale))
    }
    return [...manyRows(many), ...loneRows(lone, syncs), ...openRows(open)]
  })
}

/** The same on PostgreSQL, of which only the whole load is asked; `rest` before each run. */
export function measurePostgresWay(
  place: Place,
  scale: Scale,
  rest: () => Promise<void>,
): Promise<Row[]> {
  return withStations(place, scale, async (stations) => {
    const many: Sides[] = []
    for (let run = 0; run < scale.runs; run += 1) {
      await rest()
      many.push(await bothSides(stations, stations.plan, FULL_LOAD, scale))
    }
    const rates = ratesOf(many)
    return [
      row('way.echo-postgres', rates.echo),
      row('way.postgres', rates.server, ratios(rates.server, rates.echo)),
    ]
  })
}

/** One after the other, the same stations: the echo and the server. */
async function bothSides(
  { server, echo }: Station64,
  plan: StationPlan,
  load: Load,
  { warmUpMs, measureMs }: Scale,
): Promise<Sides> {
  const options = { ...load, warmUpMs, measureMs }
  const echoed = await loadStations(plan, { ...options, url: echo.url, against: 'echo' })
  const served = await loadStations(plan, { ...options, url: server.url })
  assertAllDone(served)
  return { echo: echoed, server: served }
}

/** A figure over redemptions that were refused would say nothing. */
export function assertAllDone({ notDone, unanswered, closed }: LoadFigures): void {
  if (Object.keys(notDone).length + unanswered + closed === 0) return
  const what = JSON.stringify({ notDone, unanswered, closed })
  throw new Error(`not every redemption of the load was approved: ${what}`)
}

function ratesOf(runs: readonly Sides[]) {
  return {
    echo: runs.map(({ echo }) => echo.perSecond),
    server: runs.map(({ server }) => server.perSecond),
  }
}

function manyRows(runs: readonly Sides[]): Row[] {
  const { echo, server } = ratesOf(runs)
  return [row('way.echo', echo), row('way.sqlite', server, ratios(server, echo))]
}

function loneRows(runs: readonly Sides[], syncs: readonly number[]): Row[] {
  const echo = runs.map((run) => run.echo.p50Ms)
  const server = runs.map((run) => run.server.p50Ms)
  const limit = echo.map((value, run) => value + (syncs[run] ?? Number.NaN))
  return [row('way.echo-lone-p50', echo), row('way.sqlite-lone-p50', server, ratios(server, limit))]
}

function openRows(runs: readonly Sides[]): Row[] {
  const echo = runs.map((run) => run.echo.p99Ms)
  const server = runs.map((run) => run.server.p99Ms)
  return [row('way.echo-open-p99', echo), row('way.sqlite-open-p99', server, ratios(server, echo))]
}
