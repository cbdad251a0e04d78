import type { Schedule } from '../../src/contract/schedule.ts'
import { cutOffsAfter } from './cut-offs.ts'
import { DUE_RUNS_MAX } from './limits.ts'

/** A schedule and since when it holds, in ms since 1970 UTC. */
export interface DatedSchedule {
  readonly validFromMs: number
  readonly schedule: Schedule
}

/** All that was decided about when a network pays, the newest first. */
export interface NetworkSchedule {
  readonly versions: readonly DatedSchedule[]
}

/** A period that has ended, and is to be paid. */
export interface DueRun {
  /** The instant at which it ended, in ms since 1970 UTC: what was posted before it belongs to it. */
  readonly cutOffMs: number
  /** The day of the cut-off in the schedule's zone. */
  readonly day: string
  /** As it was decided for that cut-off. */
  readonly schedule: Schedule
}

/**
 * The cut-offs after the last one that was run (null: since there is a schedule) up to now, the
 * earliest first: one a period, however long nobody looked. At most a year of weeks at once; the rest
 * comes when these were run.
 */
export function dueRuns(
  { versions }: NetworkSchedule,
  lastCutOffMs: number | null,
  nowMs: number,
): readonly DueRun[] {
  const oldestFirst = inForce(versions)
  const found: DueRun[] = []
  for (const { schedule, fromMs, toMs } of oldestFirst) {
    const afterMs = Math.max(fromMs - 1, lastCutOffMs ?? Number.NEGATIVE_INFINITY)
    for (const { cutOffMs, day } of cutOffsAfter(schedule, afterMs)) {
      if (cutOffMs > nowMs || cutOffMs >= toMs) break
      found.push({ cutOffMs, day, schedule })
      if (found.length >= DUE_RUNS_MAX) return found
    }
  }
  return found
}

/** The next cut-offs after an instant, as it is decided by now, with changes that are planned. */
export function nextRuns(
  { versions }: NetworkSchedule,
  afterMs: number,
  count: number,
): readonly DueRun[] {
  const found: DueRun[] = []
  for (const { schedule, fromMs, toMs } of inForce(versions)) {
    for (const { cutOffMs, day } of cutOffsAfter(schedule, Math.max(fromMs - 1, afterMs))) {
      if (cutOffMs >= toMs || found.length >= count) break
      found.push({ cutOffMs, day, schedule })
    }
  }
  return found
}

/** The schedule that holds at an instant; undefined before the first. */
export function scheduleInForce(
  { versions }: NetworkSchedule,
  nowMs: number,
): Schedule | undefined {
  return versions.find(({ validFromMs }) => validFromMs <= nowMs)?.schedule
}

interface InForce {
  readonly schedule: Schedule
  readonly fromMs: number
  /** Excluded. */
  readonly toMs: number
}

/** From when to when each version held, oldest first. One that a newer overtook before its time never did. */
function inForce(newestFirst: readonly DatedSchedule[]): readonly InForce[] {
  let toMs = Number.POSITIVE_INFINITY
  const held = newestFirst.flatMap(({ schedule, validFromMs }) => {
    if (validFromMs >= toMs) return []
    const one = { schedule, fromMs: validFromMs, toMs }
    toMs = validFromMs
    return [one]
  })
  return held.reverse()
}
