import { failed, type Reply, success } from '../../../contract/refusals.ts'
import type { CounterState, ShiftReport } from '../../../contract/screen/counter.ts'
import type { CountedOperation, ShiftRecord } from '../journal/shifts.ts'
import type { Clock } from '../ports.ts'
import { makeReport, type ReportHead } from './report.ts'

/** Z reports that the screen lists. */
const REPORTS_LISTED = 60

/** Shifts of this counter, and what was done in each. */
export interface Shifts {
  readonly current: () => CounterState['shift']
  readonly open: () => Reply<Record<string, never>>
  readonly close: () => Reply<ShiftReport>
  /** The Z report of that number; what is not closed yet for null. */
  readonly report: (zNumber: number | null) => Reply<ShiftReport>
  readonly list: () => readonly ShiftReport[]
}

/** What a report says of its place. */
export type Place = Pick<ReportHead, 'locationName' | 'deviceName' | 'deviceCode'>

export function createShifts(options: {
  readonly record: ShiftRecord
  readonly clock: Clock
  readonly clerk: () => string
  readonly place: () => Place
}): Shifts {
  const { record, clock } = options
  const clerk = () => (options.clerk() === '' ? null : options.clerk())
  const make = (zNumber: number | null, counted: readonly CountedOperation[]) => {
    const shift = record.open()
    const head: ReportHead = {
      zNumber,
      ...options.place(),
      openedAtMs: shift?.openedAtMs ?? null,
      openedBy: shift?.openedBy ?? null,
      atMs: clock.nowMs(),
      closedBy: zNumber === null ? null : clerk(),
      copyCount: record.copies(),
      openCount: record.notFinal(),
    }
    return makeReport(head, counted)
  }
  return {
    current: () => record.open() ?? null,
    open: () => {
      const begun = record.begin({ openedAtMs: clock.nowMs(), openedBy: clerk() })
      if (!begun.ok) return failed('STORAGE_FULL')
      if (!begun.value) return failed('STATE_CONFLICT', 'A shift is open. Close it first.')
      return success({})
    },
    close: () => {
      if (record.open() === undefined && record.uncounted().length === 0) {
        return failed(
          'STATE_CONFLICT',
          'No shift is open, and nothing was done since the last one.',
        )
      }
      const closed = record.close(make)
      return closed.ok ? success(closed.value) : failed('STORAGE_FULL')
    },
    report: (zNumber) => {
      if (zNumber === null) return success(make(null, record.uncounted()))
      const found = record.report(zNumber)
      return found === undefined ? failed('NOT_FOUND', 'There is no such report.') : success(found)
    },
    list: () => record.reports(REPORTS_LISTED),
  }
}
