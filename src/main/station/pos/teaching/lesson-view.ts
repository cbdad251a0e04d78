import { TEXT_LENGTH_MAX } from '../../../../contract/limits.ts'
import type { LessonView } from '../../../../contract/screen/lesson.ts'
import { SHOWN_ROW_LENGTH_MAX, SHOWN_ROWS_MAX } from '../../../../contract/screen/shown-rows.ts'
import type { Lesson } from './lesson.ts'

/** What is known of a lesson beside its papers. */
export interface LessonSurroundings {
  /** The source prints pictures only, as far as it was heard. */
  readonly isPicturesOnly: boolean
  readonly profileName: string | null
}

/** A lesson as the screen draws it. */
export function viewLesson(lesson: Lesson, around: LessonSurroundings): LessonView {
  const { sourceId, stage, currency, amountMinor, paper, reading, marks, markRow } = lesson
  const isDeaf = stage === 'first' && around.isPicturesOnly
  return {
    sourceId,
    stage,
    problem: isDeaf ? 'pictures-only' : lesson.problem,
    currency,
    amountMinor,
    paper: paper && {
      rows: paper.rows.slice(0, SHOWN_ROWS_MAX).map((row) => row.slice(0, SHOWN_ROW_LENGTH_MAX)),
      heardAtMs: paper.heardAtMs,
      kind: reading?.kind ?? 'sale',
    },
    belief: shownBelief(lesson),
    amountRows: (lesson.beliefs?.amountRows ?? []).filter(isShown),
    found: stage === 'choose' ? [] : foundOn(reading),
    learnt: learntOf(lesson),
    markRow: markRow !== null && isShown(markRow) ? markRow : null,
    marks: [...marks],
    profileName: around.profileName,
  }
}

/** Before anything was learnt, what the general profile reads says nothing. */
function foundOn(reading: Lesson['reading']): LessonView['found'] {
  return (reading?.tenders ?? []).slice(0, 50).map(({ label, amountMinor, rows }) => ({
    label: label.slice(0, TEXT_LENGTH_MAX),
    amountMinor,
    rows: rows.filter(isShown).slice(0, 20),
  }))
}

function shownBelief({ beliefs }: Lesson): LessonView['belief'] {
  const best = beliefs?.best ?? null
  return best !== null && isShown(best.labelRow) && isShown(best.amountRow) ? best : null
}

function learntOf({ learnt }: Lesson): LessonView['learnt'] {
  if (learnt === null) return null
  const { labels, amountRow, sign } = learnt.profile
  return { labels: [...labels], amountRow, sign }
}

function isShown(row: number): boolean {
  return row < SHOWN_ROWS_MAX
}
