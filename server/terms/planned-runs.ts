import { PLANNED_RUNS_SHOWN, type PlannedRun } from '../../src/contract/admin/terms.ts'
import type { PayWay, Schedule } from '../../src/contract/schedule.ts'
import { payDayOf } from './cut-offs.ts'
import { type DueRun, type NetworkSchedule, nextRuns } from './due-runs.ts'

/** The next cut-offs after an instant, each with the days on which money arrives. */
export function plannedRuns(schedule: NetworkSchedule, afterMs: number): PlannedRun[] {
  return nextRuns(schedule, afterMs, PLANNED_RUNS_SHOWN).map(plannedRun)
}

function plannedRun({ cutOffMs, day, schedule }: DueRun): PlannedRun {
  return { cutOffMs, day, payDays: payDays(schedule, day) }
}

function payDays({ calendar, leadDays }: Schedule, day: string): PlannedRun['payDays'] {
  const by = (way: PayWay) => payDayOf({ calendar, day, leadDays: leadDays[way] })
  return {
    ...{ nacha: by('nacha'), cpa005: by('cpa005'), bambora: by('bambora') },
    ...{ forte: by('forte'), sepa: by('sepa'), manual: by('manual') },
  }
}
