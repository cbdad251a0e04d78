/** The stations of a load, all in this process: their plan in, what they saw out. */
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises'
import { readInput, writeResult } from './child.ts'
import type { LoadFigures, LoadOptions, StationPlan } from './stations.ts'
import { openBareStation, openStation, type Station } from './stations-socket.ts'
import { percentile } from './table.ts'

const { plan, options } = readInput<{ plan: StationPlan; options: LoadOptions }>()

/** How long answers are waited for after the last was sent: longer than the server may take. */
const LAST_ANSWERS_MS = 10_000

/** Redemptions that are sent without looking for answers. */
const PORTION = 100

const latencies: number[] = []
const notDone: Record<string, number> = {}
let fromMs = 0
let toMs = 0
let sent = 0
let underWay = 0
let closed = 0

/**
 * Sends one and counts what comes of it: in a closed loop when it was answered within the time, in
 * an open loop when it was due within it.
 */
function send(station: Station, dueAtMs: number, onAnswer: () => void): void {
  const isOpen = options.perSecond !== undefined
  const within = (atMs: number) => atMs >= fromMs && atMs <= toMs
  if (within(dueAtMs)) sent += 1
  underWay += 1
  station.redeem((code) => {
    const nowMs = performance.now()
    underWay -= 1
    if (within(isOpen ? dueAtMs : nowMs)) {
      if (code === 'ok') latencies.push(nowMs - dueAtMs)
      else notDone[code] = (notDone[code] ?? 0) + 1
    }
    onAnswer()
  })
}

/** Keeps so many under way until the time is over; resolves when the last is answered. */
function closedLoop(station: Station): Promise<void> {
  const done = Promise.withResolvers<void>()
  let own = 0
  const next = () => {
    const nowMs = performance.now()
    if (nowMs > toMs) {
      if (own === 0) done.resolve()
      return
    }
    own += 1
    send(station, nowMs, () => {
      own -= 1
      next()
    })
  }
  station.onClose(done.resolve)
  for (let at = 0; at < options.outstanding; at += 1) next()
  return done.promise
}

/** Sends what is due, whether or not anything was answered. */
async function openLoop(stations: readonly Station[], perSecond: number): Promise<void> {
  const beganAtMs = performance.now()
  for (let count = 0; performance.now() < toMs; ) {
    const due = ((performance.now() - beganAtMs) * perSecond) / 1000
    // In portions: answers are read between them also when more is due than can be sent.
    for (const end = Math.min(due, count + PORTION); count < end; count += 1) {
      const station = stations[count % stations.length]
      if (station) send(station, beganAtMs + (count * 1000) / perSecond, () => undefined)
    }
    // Not a loop without rest: on a small machine that would take a processor from the server.
    await (count < due ? immediate() : delay(1))
  }
  const patientUntilMs = performance.now() + LAST_ANSWERS_MS
  while (underWay > 0 && closed < stations.length && performance.now() < patientUntilMs)
    await delay(10)
}

const open = options.against === 'echo' ? openBareStation : openStation
const stations = await Promise.all(plan.stations.map((station) => open(options.url, plan, station)))
for (const station of stations) {
  station.onClose(() => {
    closed += 1
  })
}
fromMs = performance.now() + (options.warmUpMs ?? 1_000)
toMs = fromMs + options.measureMs
if (options.perSecond === undefined) await Promise.all(stations.map(closedLoop))
else await openLoop(stations, options.perSecond)

writeResult({
  sent,
  approved: latencies.length,
  perSecond: (latencies.length * 1000) / options.measureMs,
  p50Ms: percentile(latencies, 50),
  p95Ms: percentile(latencies, 95),
  p99Ms: percentile(latencies, 99),
  notDone,
  unanswered: underWay,
  closed,
  reply: stations[0]?.last().reply ?? '',
} satisfies LoadFigures)
