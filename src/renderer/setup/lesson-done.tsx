import { type LessonView, PAPER_MARKS } from '../../contract/screen/lesson.ts'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { LearntFacts } from './lesson-proof.tsx'
import { LessonGood, LessonTrouble } from './lesson-steps.tsx'

interface DoneLessonProps {
  readonly lesson: LessonView
  readonly markRow: number | undefined
  readonly onLeave: () => void
}

/** The till is known; copies and voids may still be shown. */
export function DoneLesson({ lesson, markRow, onLeave }: DoneLessonProps) {
  const { t } = useWords()
  return (
    <>
      {lesson.problem === null && (
        <LessonGood>
          <Sentence sentence={t('setup.lesson.done')} /> {t('setup.lesson.doneHint')}
        </LessonGood>
      )}
      <LessonTrouble lesson={lesson} />
      {lesson.paper === null && lesson.learnt && <LearntFacts learnt={lesson.learnt} />}
      {lesson.paper === null ? (
        <p className="lesson-note">
          <Sentence sentence={t('setup.lesson.more')} />
        </p>
      ) : (
        <PaperKind lesson={lesson} markRow={markRow} />
      )}
      {lesson.marks.length > 0 && (
        <p className="lesson-note">
          {t('setup.lesson.taught', {
            kinds: lesson.marks.map((kind) => t(`setup.lesson.kinds.${kind}`)).join(', '),
          })}
        </p>
      )}
      <div className="lesson-buttons">
        <button type="button" className="button button-main" onClick={onLeave}>
          {t('setup.lesson.close')}
        </button>
      </div>
    </>
  )
}

function PaperKind({ lesson, markRow }: Omit<DoneLessonProps, 'onLeave'>) {
  const { run } = useScreen()
  const { t } = useWords()
  const kind = lesson.paper?.kind ?? 'sale'
  if (kind !== 'sale') {
    const words = t(`setup.lesson.kinds.${kind}`)
    return <p className="lesson-note">{t('setup.lesson.knownKind', { kind: words })}</p>
  }
  return (
    <>
      <p className="lesson-note">{t('setup.lesson.askKind')}</p>
      <div className="lesson-kinds">
        {PAPER_MARKS.map((mark) => (
          <button
            key={mark}
            type="button"
            className="button button-choose"
            disabled={markRow === undefined}
            onClick={() =>
              markRow !== undefined && void run('teach-mark', { kind: mark, row: markRow })
            }
          >
            {t(`setup.lesson.kinds.${mark}`)}
          </button>
        ))}
      </div>
    </>
  )
}
