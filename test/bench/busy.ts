import { once } from 'node:events'
import { ADMIN_PREFIX, STATEMENT_PATH } from '../../src/contract/admin/table.ts'
import { adminBrowser } from '../server/house/admin-browser.ts'
import { startNode } from './child.ts'
import type { Scale } from './scale.ts'
import { type LoadFigures, loadStations } from './stations.ts'
import { type Row, ratios, row } from './table.ts'
import { assertAllDone, OUTSTANDING, type Station64, withStations } from './way.ts'
import { OPERATOR, type Place } from './world.ts'

/** A day on either side of today: whatever the time zone, today's operations are in it. */
const DAY_MS = 24 * 60 * 60 * 1000

/** How often each was done from its beginning to its end. */
interface DoneBeside {
  verifies: number
  reports: number
  exports: number
}

/**
 * The load of 64 stations alone, and while the ledger is proved by another process, its overview and
 * payables are asked for, and statements are written out, each again as soon as it has ended.
 */
export function measureBusy(place: Place, scale: Scale): Promise<Row[]> {
  return withStations(place, scale, async (stations) => {
    const quiet: number[] = []
    const busy: number[] = []
    const load = () =>
      loadStations(stations.plan, {
        ...{ url: stations.server.url, outstanding: OUTSTANDING },
        ...{ warmUpMs: scale.warmUpMs, measureMs: scale.busyMs },
      })
    for (let run = 0; run < scale.runs; run += 1) {
      const alone = await load()
      const beside = await withOthers(place, stations, load)
      for (const figures of [alone, beside]) assertAllDone(figures)
      quiet.push(alone.p99Ms)
      busy.push(beside.p99Ms)
    }
    return [
      row('way.sqlite-quiet-p99', quiet),
      row('way.sqlite-busy-p99', busy, ratios(busy, quiet)),
    ]
  })
}

async function withOthers(
  place: Place,
  stations: Station64,
  load: () => Promise<LoadFigures>,
): Promise<LoadFigures> {
  const done: DoneBeside = { verifies: 0, reports: 0, exports: 0 }
  let isOver = false
  const again = async (name: keyof DoneBeside, work: () => Promise<void>) => {
    while (!isOver) {
      await work()
      done[name] += 1
    }
  }
  const { report, exportStatement } = await reader(stations)
  const others = Promise.all([
    again('verifies', () => verify(place)),
    again('reports', report),
    again('exports', exportStatement),
  ])
  const figures = await load()
  isOver = true
  await others
  console.error(`beside the load: ${JSON.stringify(done)}`)
  return figures
}

/** The proof as an operator runs it, beside the server. */
async function verify({ dataDirectory }: Place): Promise<void> {
  const { child, errors } = startNode([
    ...['commands/countermark.ts', 'verify', '--data', dataDirectory],
  ])
  child.stdout?.resume()
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the proof beside the load failed: ${errors()}`)
}

async function reader({ server, world }: Station64) {
  const browser = adminBrowser(server.url)
  const days = (offset: number) => new Date(Date.now() + offset).toISOString().slice(0, 10)
  const range = { from: days(-DAY_MS), to: days(DAY_MS) }
  const signedIn = await browser.call('sign-in', OPERATOR)
  if (!signedIn.ok) throw new Error('the operator of the benchmark cannot sign in')
  let location = 0
  return {
    report: async () => {
      for (const reply of [
        await browser.call('overview', {}),
        await browser.call('list-payables', range),
      ])
        if (!reply.ok) throw new Error(`a report failed: ${JSON.stringify(reply)}`)
    },
    exportStatement: async () => {
      const locationId = world.locations[location % world.locations.length] ?? ''
      location += 1
      const query = new URLSearchParams({ locationId, ...range })
      const path = STATEMENT_PATH.slice(ADMIN_PREFIX.length)
      const response = await browser.send(`${path}?${query}`)
      if (!response.ok) throw new Error(`an export failed: ${await response.text()}`)
      await response.text()
    },
  }
}
