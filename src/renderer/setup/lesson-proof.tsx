import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LessonView } from '../../contract/screen/lesson.ts'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { LearnButton, PickedRows } from './lesson-choose.tsx'
import type { Picked } from './lesson-room.tsx'
import { LessonGood, LessonTrouble } from './lesson-steps.tsx'
import { useFreeName } from './use-free-name.ts'

interface ProofProps {
  readonly lesson: LessonView
  readonly picked: Picked
  readonly wants: 'label' | 'amount'
  readonly onWants: (wants: 'label' | 'amount') => void
  readonly onLeave: () => void
}

/** Another sale by gift card: it must read as what was rung. */
export function ProvedSale(props: ProofProps) {
  const { lesson, picked } = props
  const { run } = useScreen()
  const { t, money } = useWords()
  const [found] = lesson.found
  if (lesson.paper === null) return <Awaited lesson={lesson} sentence={t('setup.lesson.second')} />
  const isTapped = picked.labelRow !== undefined
  const isRead = lesson.problem === null && found !== undefined && !isTapped
  return (
    <>
      {!isTapped && <LessonTrouble lesson={lesson} />}
      {isRead && (
        <LessonGood>
          <Sentence
            sentence={t('setup.lesson.secondReads', {
              amount: money(found.amountMinor, lesson.currency),
              label: found.label,
            })}
          />
        </LessonGood>
      )}
      {isTapped ? (
        <PickedRows {...props} />
      ) : (
        <p className="lesson-note">{t('setup.lesson.correct')}</p>
      )}
      <div className="lesson-buttons">
        {isTapped && <LearnButton picked={picked} />}
        {isRead && (
          <button
            type="button"
            className="button button-main"
            onClick={() => void run('confirm-reading', { profileName: '-' })}
          >
            {t('setup.lesson.secondYes')}
          </button>
        )}
        <OtherPaper />
      </div>
    </>
  )
}

/** A sale without gift card: nothing may be found on it. Ends the lesson. */
export function ProvedOther({ lesson, onLeave }: ProofProps) {
  const { run } = useScreen()
  const { t } = useWords()
  const free = useFreeName(t('setup.lesson.defaultName'))
  const [typed, setTyped] = useState<string | undefined>(undefined)
  const name = typed ?? free
  if (lesson.paper === null) return <Awaited lesson={lesson} sentence={t('setup.lesson.without')} />
  const isRight = lesson.problem === null
  return (
    <>
      <LessonTrouble lesson={lesson} />
      {isRight && (
        <>
          <LessonGood>
            <Sentence sentence={t('setup.lesson.withoutReads')} />
          </LessonGood>
          <TextInput
            label={t('setup.lesson.name')}
            size="lg"
            value={name}
            maxLength={60}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </>
      )}
      <div className="lesson-buttons">
        {isRight ? (
          <button
            type="button"
            className="button button-main"
            disabled={name.trim() === ''}
            onClick={() => void run('confirm-reading', { profileName: name.trim() })}
          >
            {t('setup.lesson.withoutYes')}
          </button>
        ) : (
          <button type="button" className="button button-main" onClick={onLeave}>
            {t('setup.lesson.again')}
          </button>
        )}
        <OtherPaper />
      </div>
    </>
  )
}

function Awaited(props: { readonly lesson: LessonView; readonly sentence: string }) {
  const { t } = useWords()
  const { learnt } = props.lesson
  return (
    <>
      <p className="lesson-lead">
        <Sentence sentence={props.sentence} />
      </p>
      <p className="lesson-wait" role="status">
        {t('setup.lesson.waiting')}
      </p>
      {learnt && <LearntFacts learnt={learnt} />}
    </>
  )
}

/** What was learnt, in words. */
export function LearntFacts({ learnt }: { readonly learnt: NonNullable<LessonView['learnt']> }) {
  const { t } = useWords()
  return (
    <ul className="lesson-facts">
      <li>{t('setup.lesson.learnt', { labels: learnt.labels.slice(0, 3).join(', ') })}</li>
      <li>{t(`setup.lesson.rows.${learnt.amountRow}`)}</li>
      <li>{t(`setup.lesson.signs.${learnt.sign}`)}</li>
    </ul>
  )
}

function OtherPaper() {
  const { run } = useScreen()
  const { t } = useWords()
  return (
    <button
      type="button"
      className="button button-choose"
      onClick={() => void run('await-paper', {})}
    >
      {t('setup.lesson.other')}
    </button>
  )
}
