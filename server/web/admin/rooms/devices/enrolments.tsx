import { Button } from '@mantine/core'
import { useState } from 'react'
import type { EnrolmentView } from '../../../../../src/contract/admin/views.ts'
import { type Failure, failureOf, useCommand, useRead } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatDateTime } from '../../show/dates.ts'
import { FailureNotice } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** Activations that were sent and not yet used; nothing is shown when there is none. */
export function Enrolments() {
  const { t } = useWords()
  const query = useRead('list-enrolments', {})
  const cancel = useCommand('cancel-enrolment')
  const [failure, setFailure] = useState<Failure>()
  const open = query.data?.enrolments.filter((enrolment) => enrolment.state === 'open') ?? []
  if (query.error) {
    return <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
  }
  if (open.length === 0) return null
  const onCancel = async ({ enrolmentId }: EnrolmentView) => {
    setFailure(failureOf(await cancel.run({ enrolmentId })))
  }
  return (
    <div className={styles['stackItem']}>
      <Panel title={t('devices.openActivations')}>
        {failure && <FailureNotice failure={failure} />}
        <EnrolmentTable
          enrolments={open}
          busy={cancel.busy}
          onCancel={(enrolment) => void onCancel(enrolment)}
        />
      </Panel>
    </div>
  )
}

interface EnrolmentTableProps {
  readonly enrolments: readonly EnrolmentView[]
  readonly busy: boolean
  readonly onCancel: (enrolment: EnrolmentView) => void
}

function EnrolmentTable({ enrolments, busy, onCancel }: EnrolmentTableProps) {
  const { t, locale } = useWords()
  const columns: Column<EnrolmentView>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: (enrolment) => enrolment.locationName,
    },
    {
      id: 'sent',
      heading: t('devices.sent'),
      cell: (enrolment) => formatDateTime(enrolment.createdAtMs, locale),
    },
    {
      id: 'to',
      heading: t('devices.sentTo'),
      cell: (enrolment) =>
        enrolment.emailedTo ?? <span className={styles['quiet']}>{t('devices.shownHere')}</span>,
    },
    {
      id: 'until',
      heading: t('devices.validUntil'),
      cell: (enrolment) => formatDateTime(enrolment.expiresAtMs, locale),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (enrolment) => (
        <Button variant="default" size="xs" disabled={busy} onClick={() => onCancel(enrolment)}>
          {t('devices.cancelActivation')}
        </Button>
      ),
    },
  ]
  return (
    <DataTable
      label={t('devices.openActivations')}
      columns={columns}
      rows={enrolments}
      rowKey={(enrolment) => enrolment.enrolmentId}
    />
  )
}
