import { IconAlertTriangle, IconCircleCheckFilled } from '@tabler/icons-react'
import { assertNever } from '../../contract/parse.ts'
import type { LessonView } from '../../contract/screen/lesson.ts'
import { useWords } from '../words/words.tsx'
import { ChosenRows } from './lesson-choose.tsx'
import { DoneLesson } from './lesson-done.tsx'
import { AskedSale, Pictures } from './lesson-first.tsx'
import { ProvedOther, ProvedSale } from './lesson-proof.tsx'
import type { Picked } from './lesson-room.tsx'

interface LessonStepsProps {
  readonly lesson: LessonView
  readonly picked: Picked
  /** What the next tap on the receipt chooses. */
  readonly wants: 'label' | 'amount'
  readonly onWants: (wants: 'label' | 'amount') => void
  /** Once done: the row that says what the paper is. */
  readonly markRow: number | undefined
  readonly onLeave: () => void
}

/** What to do now. */
export function LessonSteps(props: LessonStepsProps) {
  const { lesson } = props
  switch (lesson.stage) {
    case 'first':
      return lesson.problem === 'pictures-only' ? <Pictures /> : <AskedSale lesson={lesson} />
    case 'choose':
      return <ChosenRows {...props} />
    case 'second':
      return <ProvedSale {...props} />
    case 'without':
      return <ProvedOther {...props} />
    case 'done':
      return <DoneLesson {...props} />
    default:
      return assertNever(lesson.stage)
  }
}

/** What stands in the way, if anything does. */
export function LessonTrouble({ lesson }: { readonly lesson: LessonView }) {
  const { t, money } = useWords()
  const { problem } = lesson
  if (problem === null) return null
  const amount = money(lesson.amountMinor, lesson.currency)
  const label = lesson.found[0]?.label ?? ''
  return (
    <p className="lesson-trouble" role="alert">
      <IconAlertTriangle size={26} aria-hidden />
      <span>{t(`setup.lesson.problems.${problem}`, { amount, label })}</span>
    </p>
  )
}

/** A thing that was found to be right. */
export function LessonGood({ children }: { readonly children: React.ReactNode }) {
  return (
    <p className="lesson-good" role="status">
      <IconCircleCheckFilled size={30} aria-hidden />
      <span>{children}</span>
    </p>
  )
}
