import { readFileSync } from 'node:fs'
import type { Scale } from './scale.ts'
import { type LoadFigures, loadStations } from './stations.ts'
import { type Row, row } from './table.ts'
import { withStations } from './way.ts'
import type { Place } from './world.ts'

/** A busy network's usual load, and a hundred times that. */
const USUAL_PER_SECOND = 200
const SPIKE_PER_SECOND = 100 * USUAL_PER_SECOND
const USUAL_MS = 3_000
const SAMPLE_MS = 250
/** Answers with which the server says that it did not take a redemption on. */
const NOT_ADMITTED = new Set(['UNAVAILABLE', 'RATE_LIMITED'])

/** Sends a hundred times the usual load for a minute, whatever is answered, and watches the memory. */
export function measureSpike(place: Place, scale: Scale): Promise<Row[]> {
  return withStations(place, scale, async ({ plan, server }) => {
    const usual = { url: server.url, outstanding: 1, perSecond: USUAL_PER_SECOND }
    await loadStations(plan, { ...usual, warmUpMs: 0, measureMs: USUAL_MS })
    const memory = watchMemory(server.pid)
    const spike = { url: server.url, outstanding: 1, perSecond: SPIKE_PER_SECOND }
    const figures = await loadStations(plan, { ...spike, warmUpMs: 0, measureMs: scale.spikeMs })
    const samples = memory.end()
    console.error(`the spike: ${JSON.stringify(figures)}`)
    return [
      row('spike.offered', [(figures.sent * 1000) / scale.spikeMs]),
      row('spike.approved', [figures.perSecond]),
      row('spike.admitted', [admittedPercent(figures)]),
      row('spike.memory', [Math.max(...samples)], [growth(samples)]),
    ]
  })
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
function watchMemory(pid: number): { readonly end: () => readonly number[] } {
  const samples: number[] = []
  const timer = setInterval(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    samples.push(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024)
  }, SAMPLE_MS)
  return {
    end: () => {
      clearInterval(timer)
      return samples
    },
  }
}
