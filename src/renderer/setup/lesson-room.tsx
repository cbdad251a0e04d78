import { IconReceipt2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { LessonView } from '../../contract/screen/lesson.ts'
import { LESSON_STAGES } from '../../contract/screen/lesson.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { LessonSteps } from './lesson-steps.tsx'
import { PaperPicture, type RowMark } from './paper-picture.tsx'
import { RoomFrame } from './room-frame.tsx'
import type { Enter } from './rooms.ts'
import { useLive } from './use-live.ts'

/** The rows that a person chose, as far as they are chosen. */
export interface Picked {
  readonly labelRow: number | undefined
  readonly amountRow: number | undefined
}

/** A lesson, from the first sale to the profile: what to do on the left, the receipt on the right. */
export function LessonRoom({ enter }: { readonly enter: Enter }) {
  const { state, run } = useScreen()
  const { t } = useWords()
  const { lesson } = state.setup
  const { value } = useLive('list-sources', {})
  if (lesson === null) return null
  const source = value?.sources.find(({ config }) => config.id === lesson.sourceId)
  const leave = () => {
    enter({ kind: 'sources' })
    void run('end-lesson', {})
  }
  return (
    <RoomFrame
      title={t('setup.lesson.title', { name: source?.config.name ?? lesson.sourceId })}
      onBack={leave}
    >
      <StepMarks lesson={lesson} />
      <LessonBoard
        key={`${lesson.stage} ${lesson.paper?.heardAtMs ?? ''}`}
        lesson={lesson}
        onLeave={leave}
      />
    </RoomFrame>
  )
}

/** What stands on a row: the amount is taken to be what ends in digits with a mark. */
const ENDS_IN_AMOUNT = /\d[.,]\d{2,3}\D{0,8}$|\d{2,}\s*$/

function LessonBoard(props: { readonly lesson: LessonView; readonly onLeave: () => void }) {
  const { lesson, onLeave } = props
  const { t } = useWords()
  const [picked, setPicked] = useState<Picked>({
    labelRow: lesson.belief?.labelRow,
    amountRow: lesson.belief?.amountRow,
  })
  const [wants, setWants] = useState<'label' | 'amount'>('label')
  const [markRow, setMarkRow] = useState(lesson.markRow ?? undefined)
  const rows = lesson.paper?.rows ?? []
  const tap = (row: number) => {
    if (lesson.stage === 'done') return setMarkRow(row)
    if (wants === 'amount') {
      setWants('label')
      return setPicked((before) => ({ ...before, amountRow: row }))
    }
    const holdsBoth = ENDS_IN_AMOUNT.test(rows[row] ?? '')
    setPicked({ labelRow: row, amountRow: holdsBoth ? row : undefined })
    if (!holdsBoth) setWants('amount')
  }
  const marks = marksOf(lesson, picked, markRow)
  return (
    <div className="lesson">
      <div className="lesson-side">
        <LessonSteps {...{ lesson, picked, wants, markRow, onLeave }} onWants={setWants} />
      </div>
      <div className="lesson-paper">
        <h2 className="heard">{t('setup.paper.title')}</h2>
        {lesson.paper === null ? (
          <div className="paper-none">
            <IconReceipt2 size={96} stroke={1.1} aria-hidden />
            <p>{t('setup.paper.empty')}</p>
          </div>
        ) : (
          <PaperPicture rows={rows} marks={marks} onTap={tap} />
        )}
      </div>
    </div>
  )
}

function marksOf(
  { stage, found }: LessonView,
  { labelRow, amountRow }: Picked,
  markRow: number | undefined,
): ReadonlyMap<number, RowMark> {
  const marks = new Map<number, RowMark>()
  const isPicked = labelRow !== undefined || amountRow !== undefined
  if (!isPicked) for (const { rows } of found) for (const row of rows) marks.set(row, 'found')
  if (stage === 'done') {
    if (markRow !== undefined) marks.set(markRow, 'says')
    return marks
  }
  if (labelRow !== undefined) marks.set(labelRow, 'label')
  if (amountRow !== undefined) marks.set(amountRow, amountRow === labelRow ? 'both' : 'amount')
  return marks
}

/** Where in the lesson we are. */
function StepMarks({ lesson }: { readonly lesson: LessonView }) {
  const { t } = useWords()
  const at = LESSON_STAGES.indexOf(lesson.stage)
  return (
    <ol className="lesson-marks">
      {LESSON_STAGES.map((stage, index) => (
        <li
          key={stage}
          aria-current={index === at ? 'step' : undefined}
          data-past={index < at || lesson.stage === 'done'}
        >
          <span aria-hidden>{index + 1}</span> {t(`setup.lesson.steps.${stage}`)}
        </li>
      ))}
    </ol>
  )
}
