import type { Currency, Minor } from '../../../../contract/money.ts'
import { failed, type Reply, success } from '../../../../contract/refusals.ts'
import type { LessonView } from '../../../../contract/screen/lesson.ts'
import type { SourceView } from '../../../../contract/screen/sources.ts'
import type { CapturedPaper } from '../../ports.ts'
import type { ProfileShelf } from '../profiles/shelf.ts'
import type { ChosenRows } from './learn.ts'
import {
  awaitPaper,
  beginLesson,
  chooseRows,
  confirmReading,
  hearPaper,
  type Lesson,
  teachMark,
} from './lesson.ts'
import { viewLesson } from './lesson-view.ts'
import type { MarkKind } from './marks.ts'

/** The lesson that a person gives this station about one of its tills; at most one at a time. */
export interface Teaching {
  readonly view: () => LessonView | null
  /** Of any source: those of another one are not part of the lesson. */
  readonly hear: (paper: CapturedPaper) => void
  readonly begin: (sourceId: string, amountMinor: Minor) => Done
  readonly choose: (rows: ChosenRows) => Done
  /** On the last proof this keeps the profile and reads the source with it from now on. */
  readonly confirm: (profileName: string) => Done
  readonly awaitPaper: () => Done
  readonly mark: (kind: MarkKind, row: number) => Done
  readonly end: () => Done
}
type Done = Reply<Record<string, never>>

/** What {@link createTeaching} needs. */
export interface TeachingOptions {
  readonly shelf: ProfileShelf
  readonly sources: () => readonly SourceView[]
  /** The shop's; null before the station is activated. */
  readonly currency: () => Currency | null
  readonly onChange: () => void
}

export function createTeaching({ shelf, sources, currency, onChange }: TeachingOptions): Teaching {
  let lesson: Lesson | null = null
  let profileName: string | null = null

  const change = (next: Lesson | null): Done => {
    lesson = next
    onChange()
    return success({})
  }
  const withLesson = (step: (present: Lesson) => Done): Done =>
    lesson === null ? failed('STATE_CONFLICT', NO_LESSON) : step(lesson)
  const sourceOf = (id: string) => sources().find(({ config }) => config.id === id)
  const keep = (done: Lesson, name: string): Done => {
    if (done.learnt === null) return failed('STATE_CONFLICT', NO_LESSON)
    const kept = shelf.keep({ title: name, profile: { ...done.learnt.profile, name } })
    return kept.ok ? shelf.choose(done.sourceId, name) : kept
  }
  return {
    view: () =>
      lesson &&
      viewLesson(lesson, {
        isPicturesOnly: sourceOf(lesson.sourceId)?.health.problem === 'prints-pictures',
        profileName,
      }),
    hear: ({ source, rows, endedAtMs }) => {
      if (lesson?.sourceId === source) change(hearPaper(lesson, { rows, heardAtMs: endedAtMs }))
    },
    begin: (sourceId, amountMinor) => {
      const source = sourceOf(sourceId)
      if (source === undefined) return failed('NOT_FOUND', NO_SOURCE)
      const shop = currency()
      if (shop === null) return failed('STATE_CONFLICT', NO_CURRENCY)
      const profile = shelf.ofSource(sourceId, source.config.profile)
      const keepsLabels = shelf.isLearnt(profile.name)
      profileName = null
      return change(beginLesson({ sourceId, currency: shop, amountMinor, profile, keepsLabels }))
    },
    choose: (rows) => withLesson((present) => change(chooseRows(present, rows))),
    confirm: (name) =>
      withLesson((present) => {
        const next = confirmReading(present)
        if (next.stage !== 'done' || present.stage === 'done') return change(next)
        const kept = keep(next, name)
        if (!kept.ok) return kept
        profileName = name
        return change(next)
      }),
    awaitPaper: () => withLesson((present) => change(awaitPaper(present))),
    mark: (kind, row) =>
      withLesson((present) => {
        const next = teachMark(present, kind, row)
        const kept =
          next.problem === null && profileName !== null ? keep(next, profileName) : success({})
        return kept.ok ? change(next) : kept
      }),
    end: () => change(null),
  }
}

const NO_LESSON = 'There is no lesson under way. Begin one.'
const NO_SOURCE = 'There is no such source. Load the list again.'
const NO_CURRENCY = 'The shop’s currency is not known yet. Activate the station first.'
