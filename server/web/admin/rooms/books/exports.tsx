import { Button } from '@mantine/core'
import { IconPlus, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import type { BookSchedule } from '../../../../../src/contract/admin/book-exports.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { FORMAT_NAMES } from './format-names.ts'
import { MadeExports } from './made-exports.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'

/** What goes out of the books by itself, and what became of it. */
export function Exports() {
  const { t } = useWords()
  const query = useRead('list-book-schedules', {})
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  return (
    <Loaded query={query}>
      {({ schedules, exports, canMail }) => (
        <>
          <div className={styles['stackItem']}>
            <Panel
              title={t('books.tab.exports')}
              action={
                may('add-book-schedule') && (
                  <Button
                    size="xs"
                    leftSection={<IconPlus size={15} aria-hidden="true" />}
                    onClick={() => setAdding(true)}
                  >
                    {t('exports.add')}
                  </Button>
                )
              }
            >
              <p className={styles['pageAbout']}>{t('exports.about')}</p>
              {schedules.length === 0 ? (
                <EmptyState
                  icon={<IconSend size={24} />}
                  title={t('exports.none')}
                  text={t('exports.noneText')}
                />
              ) : (
                <ScheduleTable schedules={schedules} />
              )}
            </Panel>
          </div>
          <MadeExports exports={exports} />
          {isAdding && <ScheduleDialog canMail={canMail} onClose={() => setAdding(false)} />}
        </>
      )}
    </Loaded>
  )
}

function ScheduleTable({ schedules }: { schedules: readonly BookSchedule[] }) {
  const { t } = useWords()
  const tell = useTell()
  const columns: Column<BookSchedule>[] = [
    {
      id: 'file',
      heading: t('books.file'),
      isRowHeading: true,
      cell: ({ what, format }) => (
        <>
          {t(`bookFile.${what}`)}
          <span className={styles['sub']}>{FORMAT_NAMES[format]}</span>
        </>
      ),
    },
    {
      id: 'every',
      heading: t('exports.every'),
      cell: ({ every }) => t(`exportEvery.${every}`),
    },
    {
      id: 'place',
      heading: t('exports.place'),
      cell: ({ deliveryName }) => deliveryName ?? t('exports.noPlace'),
    },
    {
      id: 'emails',
      heading: t('exports.emails'),
      cell: ({ emails }) => emails.map((email) => <div key={email}>{email}</div>),
    },
    {
      id: 'remove',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: ({ scheduleId, what }) => (
        <ActionButton
          call="remove-book-schedule"
          params={{ scheduleId }}
          verb={t('exports.remove')}
          label={t('exports.removeOf', { file: t(`bookFile.${what}`) })}
          question={{
            title: t('exports.removeTitle', { file: t(`bookFile.${what}`) }),
            text: t('exports.removeText'),
            danger: true,
          }}
          onDone={() => tell(t('exports.removed'))}
          size="xs"
          variant="default"
        />
      ),
    },
  ]
  return (
    <DataTable
      label={t('books.tab.exports')}
      columns={columns}
      rows={schedules}
      rowKey={({ scheduleId }) => scheduleId}
    />
  )
}
