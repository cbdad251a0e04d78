import type { LessonView } from '../../contract/screen/lesson.ts'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import type { Picked } from './lesson-room.tsx'
import { LessonTrouble } from './lesson-steps.tsx'

interface ChosenRowsProps {
  readonly lesson: LessonView
  readonly picked: Picked
  readonly wants: 'label' | 'amount'
  readonly onWants: (wants: 'label' | 'amount') => void
}

/** Which rows of the first receipt are the payment: believed, or tapped. */
export function ChosenRows({ lesson, picked, wants, onWants }: ChosenRowsProps) {
  const { run } = useScreen()
  const { t } = useWords()
  const { belief } = lesson
  const lead = belief === null ? 'noBelief' : belief.isSure ? 'believe' : 'unsure'
  return (
    <>
      <LessonTrouble lesson={lesson} />
      {lesson.problem === null && (
        <p className="lesson-lead">
          <Sentence sentence={t(`setup.lesson.${lead}`)} />
        </p>
      )}
      <PickedRows {...{ lesson, picked, wants, onWants }} />
      <div className="lesson-buttons">
        <LearnButton picked={picked} />
        <button
          type="button"
          className="button button-choose"
          onClick={() => void run('await-paper', {})}
        >
          {t('setup.lesson.other')}
        </button>
      </div>
    </>
  )
}

/** Teaches the rows that are chosen. */
export function LearnButton({ picked }: { readonly picked: Picked }) {
  const { run } = useScreen()
  const { t } = useWords()
  const { labelRow, amountRow } = picked
  const isReady = labelRow !== undefined && amountRow !== undefined
  return (
    <button
      type="button"
      className="button button-main"
      disabled={!isReady}
      onClick={() => isReady && void run('choose-rows', { labelRow, amountRow })}
    >
      {t('setup.lesson.learn')}
    </button>
  )
}

/** What is chosen, and which of the two the next tap chooses. */
export function PickedRows({ lesson, picked, wants, onWants }: ChosenRowsProps) {
  const { t } = useWords()
  const rows = lesson.paper?.rows ?? []
  /** The words of a row with its amount stand at its left, the amount at its right. */
  const textOf = (row: number | undefined, side: 0 | -1) =>
    row === undefined
      ? t('setup.lesson.none')
      : ((rows[row] ?? '').trim().split(/ {2,}/).at(side) ?? '')
  const choices = [
    { want: 'label', title: t('setup.lesson.label'), row: picked.labelRow, side: 0 },
    { want: 'amount', title: t('setup.lesson.amountIs'), row: picked.amountRow, side: -1 },
  ] as const
  return (
    <fieldset className="picked">
      <legend className="heard">{t('setup.paper.rows')}</legend>
      {choices.map(({ want, title, row, side }) => (
        <button
          key={want}
          type="button"
          className={`picked-row picked-${want}`}
          aria-pressed={wants === want}
          onClick={() => onWants(want)}
        >
          <span>{title}</span>
          <b>{textOf(row, side)}</b>
          <small>{t(want === 'label' ? 'setup.lesson.tapLabel' : 'setup.lesson.tapAmount')}</small>
        </button>
      ))}
    </fieldset>
  )
}
