/**
 * The stations of a load, all in this process. Argument: a file with the plan and the options.
 * Prints the figures as one line of JSON.
 */
import { readFileSync } from 'node:fs'
import type { LoadFigures, LoadOptions, StationPlan } from './stations.ts'
import { openBareStation, openStation, type Station } from './stations-socket.ts'
import { percentile } from './table.ts'

const { plan, options } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  plan: StationPlan
  options: LoadOptions
}

const startedAtMs = performance.now()
const fromMs = startedAtMs + (options.warmUpMs ?? 1_000)
const toMs = fromMs + options.measureMs
const latencies: number[] = []
const notDone: Record<string, number> = {}
let closed = 0
let firstMs = Number.POSITIVE_INFINITY
let lastMs = 0

function note(dueAtMs: number, code: string): void {
  const nowMs = performance.now()
  if (nowMs < fromMs || nowMs > toMs) return
  firstMs = Math.min(firstMs, nowMs)
  lastMs = nowMs
  if (code === 'ok') latencies.push(nowMs - dueAtMs)
  else notDone[code] = (notDone[code] ?? 0) + 1
}

/** Keeps so many under way until the time is over; resolves when the last is answered. */
function closedLoop(station: Station): Promise<void> {
  const done = Promise.withResolvers<void>()
  let underWay = 0
  const next = () => {
    if (performance.now() > toMs) {
      if (underWay === 0) done.resolve()
      return
    }
    const dueAtMs = performance.now()
    underWay += 1
    station.redeem((code) => {
      underWay -= 1
      note(dueAtMs, code)
      next()
    })
  }
  station.onClose(() => {
    closed += 1
    done.resolve()
  })
  for (let at = 0; at < options.outstanding; at += 1) next()
  return done.promise
}

/** Sends what is due, whether or not anything was answered. */
async function openLoop(stations: readonly Station[], perSecond: number): Promise<void> {
  for (const station of stations) {
    station.onClose(() => {
      closed += 1
    })
  }
  const beganAtMs = performance.now()
  let sent = 0
  while (performance.now() < toMs) {
    const dueCount = ((performance.now() - beganAtMs) * perSecond) / 1000
    for (; sent < dueCount; sent += 1) {
      const dueAtMs = beganAtMs + (sent * 1000) / perSecond
      stations[sent % stations.length]?.redeem((code) => note(dueAtMs, code))
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const open = options.against === 'echo' ? openBareStation : openStation
const stations = await Promise.all(plan.stations.map((station) => open(options.url, plan, station)))
if (options.perSecond === undefined) await Promise.all(stations.map(closedLoop))
else await openLoop(stations, options.perSecond)

const figures: LoadFigures = {
  approved: latencies.length,
  perSecond: latencies.length / ((lastMs - firstMs) / 1000),
  p50Ms: percentile(latencies, 50),
  p95Ms: percentile(latencies, 95),
  p99Ms: percentile(latencies, 99),
  notDone,
  closed,
  requestSize: stations[0]?.sizes().request ?? 0,
  replySize: stations[0]?.sizes().reply ?? 0,
}
process.stdout.write(`${JSON.stringify(figures)}\n`)
process.exit(0)
