import { Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import {
  BOOK_FILE_NAMES,
  BOOK_FILE_PATH,
  BOOK_FILES,
  type BookFile,
} from '../../../../../src/contract/admin/books.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import type { Period } from '../payables/period-picker.tsx'
import { FORMAT_NAMES } from './format-names.ts'

/** What can be taken out of the books, in each form that there is of it. */
export function Files({ period }: { period: Period }) {
  const { t } = useWords()
  const columns: Column<BookFile>[] = [
    {
      id: 'file',
      heading: t('books.file'),
      isRowHeading: true,
      cell: (what) => t(`bookFile.${what}`),
    },
    {
      id: 'formats',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (what) => <Formats what={what} period={period} />,
    },
  ]
  return (
    <Panel title={t('books.tab.files')}>
      <p className={styles['pageAbout']}>{t('books.filesAbout')}</p>
      <DataTable
        label={t('books.tab.files')}
        columns={columns}
        rows={BOOK_FILE_NAMES}
        rowKey={(what) => what}
      />
    </Panel>
  )
}

function Formats({ what, period }: { what: BookFile; period: Period }) {
  const { t } = useWords()
  return (
    <Group gap="xs" justify="flex-end">
      {BOOK_FILES[what].map((format) => (
        <Button
          key={format}
          component="a"
          href={`${BOOK_FILE_PATH}?${new URLSearchParams({ what, format, ...period }).toString()}`}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden="true" />}
          aria-label={t('books.download', {
            file: t(`bookFile.${what}`),
            format: FORMAT_NAMES[format],
          })}
        >
          {FORMAT_NAMES[format]}
        </Button>
      ))}
    </Group>
  )
}
