import { IconArrowLeft } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useRead } from '../../api/admin.tsx'
import { STALE_AFTER_MS } from '../../api/limits.ts'
import { usePages } from '../../api/pages.ts'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AnswerTable } from './answer-table.tsx'
import styles from './bank-answers.module.css'

const route = getRouteApi('/inside/bank-answers/$fileId')

/** One file of a bank: each answer in it, and what it did. */
export function AnswerFileRoom() {
  const { t } = useWords()
  const { fileId } = route.useParams()
  const files = useRead('list-bank-answer-files', {})
  const file = files.data?.files.find((one) => one.fileId === fileId)
  const query = usePages('list-bank-answers', { fileId }, STALE_AFTER_MS)
  useTitle(file ? `${file.name} · ${t('nav.bankAnswers')}` : t('nav.bankAnswers'))
  return (
    <>
      <RoomLink to="/bank-answers" size="sm" className={styles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('nav.bankAnswers')}
      </RoomLink>
      <PageHead title={file?.name ?? t('answers.file')} about={t('answers.fileRoomAbout')} />
      <Panel>
        <Loaded query={query}>
          {({ pages }) => {
            const answers = pages.flatMap((page) => page.answers)
            return answers.length === 0 ? (
              <p>{t('answers.nothingNew')}</p>
            ) : (
              <AnswerTable label={t('answers.list')} answers={answers} />
            )
          }}
        </Loaded>
        <MorePages query={query} />
      </Panel>
    </>
  )
}
