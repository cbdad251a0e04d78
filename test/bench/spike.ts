import { readFileSync } from 'node:fs'
import type { Scale } from './scale.ts'
import { type LoadFigures, loadStations } from './stations.ts'
import { type Row, row } from './table.ts'
import { type Station64, withStations } from './way.ts'
import type { Place } from './world.ts'

/** A busy network's usual load, and a hundred times that. */
const USUAL_PER_SECOND = 150
const SPIKE_PER_SECOND = 100 * USUAL_PER_SECOND
const USUAL_MS = 3_000
const SAMPLE_MS = 250
/** Answers with which the server says that it did not take a redemption on. */
const NOT_ADMITTED = new Set(['UNAVAILABLE', 'RATE_LIMITED'])

/** Sends a hundred times the usual load for a minute, whatever is answered, and watches the memory. */
export function measureSpike(place: Place, scale: Scale): Promise<Row[]> {
  return withStations(place, scale, async (stations) => {
    const runs: Spike[] = []
    const offered = ({ figures }: Spike) => (figures.sent * 1000) / scale.spikeMs
    for (let run = 0; run < scale.runs; run += 1) runs.push(await spikeOnce(stations, scale))
    return [
      row(
        'spike.offered',
        runs.map(offered),
        runs.map((run) => offered(run) / SPIKE_PER_SECOND),
      ),
      row(
        'spike.approved',
        runs.map(({ figures }) => figures.perSecond),
      ),
      row(
        'spike.admitted',
        runs.map(({ figures }) => admittedPercent(figures)),
      ),
      row(
        'spike.memory',
        runs.map(({ memory }) => Math.max(...memory)),
        runs.map(({ memory }) => growth(memory)),
      ),
    ]
  })
}

interface Spike {
  readonly figures: LoadFigures
  readonly memory: readonly number[]
}

async function spikeOnce({ plan, server }: Station64, { spikeMs }: Scale): Promise<Spike> {
  const open = { url: server.url, outstanding: 1, warmUpMs: 0 }
  await loadStations(plan, { ...open, perSecond: USUAL_PER_SECOND, measureMs: USUAL_MS })
  const watch = watchMemory(server.pid)
  try {
    const spike = { ...open, perSecond: SPIKE_PER_SECOND, measureMs: spikeMs }
    const figures = await loadStations(plan, spike)
    const { notDone, unanswered, closed } = figures
    console.error(`not approved in the spike: ${JSON.stringify({ notDone, unanswered, closed })}`)
    return { figures, memory: watch.samples }
  } finally {
    watch.end()
  }
}

/** Of the redemptions that were not turned away: those approved. What was never answered was not. */
export function admittedPercent({
  sent,
  approved,
  notDone,
}: Pick<LoadFigures, 'sent' | 'approved' | 'notDone'>): number {
  const turnedAway = Object.entries(notDone)
    .filter(([code]) => NOT_ADMITTED.has(code))
    .reduce((sum, [, count]) => sum + count, 0)
  return (100 * approved) / (sent - turnedAway)
}

/** The most of the last quarter to the most of the quarter before it. */
export function growth(samples: readonly number[]): number {
  const most = (from: number, to: number) =>
    Math.max(...samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)))
  return most(0.75, 1) / most(0.5, 0.75)
}

/** Samples what a process has of the memory, in MiB. */
function watchMemory(pid: number): {
  readonly samples: readonly number[]
  readonly end: () => void
} {
  const samples: number[] = []
  const timer = setInterval(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    samples.push(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024)
  }, SAMPLE_MS)
  return { samples, end: () => clearInterval(timer) }
}
