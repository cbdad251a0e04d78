import { Button } from '@mantine/core'
import { IconFileUpload, IconInbox, IconMailCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { BankAnswerFileView } from '../../../../../src/contract/admin/bank-outcomes.ts'
import { useRead } from '../../api/admin.tsx'
import { STALE_AFTER_MS } from '../../api/limits.ts'
import { useMay } from '../../api/may.ts'
import { usePages } from '../../api/pages.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AnswerTable } from './answer-table.tsx'
import roomStyles from './bank-answers.module.css'
import { TakeDialog } from './take-dialog.tsx'

/** What banks answered: what a person has to see to, and the files that brought it. */
export function BankAnswersRoom() {
  const { t } = useWords()
  useTitle(t('nav.bankAnswers'))
  const may = useMay()
  const [isTaking, setTaking] = useState(false)
  return (
    <>
      <PageHead title={t('nav.bankAnswers')} about={t('answers.about')}>
        {may('send-bank-answers') && (
          <Button
            leftSection={<IconFileUpload size={18} aria-hidden="true" />}
            onClick={() => setTaking(true)}
          >
            {t('answers.take')}
          </Button>
        )}
      </PageHead>
      <div className={roomStyles['stack']}>
        <Queue />
        <Files />
      </div>
      {isTaking && <TakeDialog onClose={() => setTaking(false)} />}
    </>
  )
}

function Queue() {
  const { t } = useWords()
  const query = usePages('list-bank-answers', {}, STALE_AFTER_MS)
  return (
    <Panel title={t('answers.queue')}>
      <Loaded query={query}>
        {({ pages }) => {
          const answers = pages.flatMap((page) => page.answers)
          return answers.length === 0 ? (
            <EmptyState
              icon={<IconMailCheck size={24} />}
              title={t('answers.nothingOpen')}
              text={t('answers.nothingOpenText')}
            />
          ) : (
            <AnswerTable label={t('answers.queue')} answers={answers} />
          )
        }}
      </Loaded>
      <MorePages query={query} />
    </Panel>
  )
}

function Files() {
  const { t } = useWords()
  const query = useRead('list-bank-answer-files', {})
  return (
    <Panel title={t('answers.files')}>
      <Loaded query={query}>
        {({ files }) =>
          files.length === 0 ? (
            <EmptyState
              icon={<IconInbox size={24} />}
              title={t('answers.noFiles')}
              text={t('answers.noFilesText')}
            />
          ) : (
            <FileTable files={files} />
          )
        }
      </Loaded>
    </Panel>
  )
}

function FileTable({ files }: { files: readonly BankAnswerFileView[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<BankAnswerFileView>[] = [
    {
      id: 'name',
      heading: t('answers.file'),
      isRowHeading: true,
      cell: ({ fileId, name, format }) => (
        <>
          <RoomLink to="/bank-answers/$fileId" params={{ fileId }} size="sm">
            {name}
          </RoomLink>
          <span className={styles['sub']}>{format}</span>
        </>
      ),
    },
    {
      id: 'taken',
      heading: t('answers.takenBy'),
      cell: ({ takenBy, takenAtMs }) => (
        <>
          {takenBy === 'system' ? t('answers.byFolder') : takenBy}
          <span className={styles['sub']}>{times.dateTime(takenAtMs)}</span>
        </>
      ),
    },
    {
      id: 'answers',
      heading: t('answers.count'),
      align: 'end',
      cell: ({ answers, repeated }) => (
        <>
          {answers}
          {repeated > 0 && (
            <span className={styles['sub']}>{t('answers.repeated', { count: repeated })}</span>
          )}
        </>
      ),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ waiting, open }) =>
        waiting > 0 ? (
          <Badge tone="choose">{t('answers.working')}</Badge>
        ) : open > 0 ? (
          <Badge tone="know">{t('answers.open', { count: open })}</Badge>
        ) : (
          <Badge tone="moved">{t('answers.allDone')}</Badge>
        ),
    },
  ]
  return (
    <DataTable
      label={t('answers.files')}
      columns={columns}
      rows={files}
      rowKey={({ fileId }) => fileId}
    />
  )
}
