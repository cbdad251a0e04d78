import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ExceptionView } from '../../../../../src/contract/admin/exceptions.ts'
import { useRead } from '../../api/admin.tsx'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatDateTime } from '../../show/dates.ts'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface ExceptionTableProps {
  readonly exceptions: readonly ExceptionView[]
  readonly onNoted: () => void
}

/** What the stations told, what their clerks said of it, and what the operator found out. */
export function ExceptionTable({ exceptions, onNoted }: ExceptionTableProps) {
  const { t } = useWords()
  const role = useRead('who-am-i', {}).data?.role
  const [noting, setNoting] = useState<ExceptionView>()
  const columns = [
    ...useColumns(),
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (exception: ExceptionView) =>
        (role === 'operator' || role === 'support') && (
          <Button size="xs" variant="default" onClick={() => setNoting(exception)}>
            {t('exceptions.note')}
          </Button>
        ),
    } satisfies Column<ExceptionView>,
  ]
  return (
    <>
      <DataTable
        label={t('nav.exceptions')}
        columns={columns}
        rows={exceptions}
        rowKey={({ exceptionId }) => exceptionId}
      />
      {noting && (
        <NoteDialog
          exception={noting}
          onClose={() => setNoting(undefined)}
          onNoted={() => {
            setNoting(undefined)
            onNoted()
          }}
        />
      )}
    </>
  )
}

function useColumns(): Column<ExceptionView>[] {
  const { t, locale } = useWords()
  return [
    {
      id: 'what',
      heading: t('exceptions.what'),
      isRowHeading: true,
      cell: ({ kind, lastFour, amountMinor, currency }) => (
        <>
          {t(`exceptionKind.${kind}`)}
          <span className={styles['sub']}>
            {amountMinor !== null && currency !== null && (
              <Money amountMinor={amountMinor} currency={currency} />
            )}
            {lastFour !== null && ` · •••• ${lastFour}`}
          </span>
        </>
      ),
    },
    {
      id: 'where',
      heading: t('exceptions.where'),
      cell: (exception) => <Where exception={exception} />,
    },
    {
      id: 'time',
      heading: t('column.time'),
      cell: ({ atMs }) => formatDateTime(atMs, locale),
    },
    {
      id: 'clerk',
      heading: t('exceptions.clerk'),
      cell: ({ state, reason, note, clerk }) => (
        <>
          <Badge tone={state === 'open' ? 'know' : 'quiet'}>{t(`exceptionState.${state}`)}</Badge>
          <span className={styles['sub']}>
            {[
              reason === null || (reason === 'other' && note !== '')
                ? ''
                : t(`exceptionReason.${reason}`),
              ...(reason === 'belongs_together' ? [] : [note]),
              clerk,
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'owner',
      heading: t('exceptions.owner'),
      cell: ({ ownerNote, ownerName }) =>
        ownerNote === null ? (
          '–'
        ) : (
          <>
            {ownerNote}
            <span className={styles['sub']}>{ownerName}</span>
          </>
        ),
    },
  ]
}

function Where({ exception }: { readonly exception: ExceptionView }) {
  const { t } = useWords()
  const { till, receiptNumber, locationName, deviceCode } = exception
  const parts = [
    ...(till === null ? [] : [t('exceptions.till', { till })]),
    ...(receiptNumber === null ? [] : [t('exceptions.receipt', { number: receiptNumber })]),
  ]
  return (
    <>
      {parts.length === 0 ? '–' : parts.join(' · ')}
      <span className={styles['sub']}>{`${locationName} · ${deviceCode}`}</span>
    </>
  )
}

function NoteDialog(props: {
  readonly exception: ExceptionView
  readonly onClose: () => void
  readonly onNoted: () => void
}) {
  const { t } = useWords()
  const tell = useTell()
  const { exceptionId } = props.exception
  const sending = useSending('note-exception', () => {
    tell(t('exceptions.noted'))
    props.onNoted()
  })
  return (
    <ReasonDialog
      title={t('exceptions.noteTitle')}
      text={t('exceptions.noteText')}
      label={t('exceptions.noteLabel')}
      submit={t('exceptions.noteSubmit')}
      sending={sending}
      onSubmit={(note) => void sending.send({ exceptionId, note })}
      onClose={props.onClose}
    />
  )
}
