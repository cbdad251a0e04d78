import type { EnrolmentView } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { ActionButton } from '../../forms/action-button.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

/** Activations that were sent and not yet used; nothing is shown when there is none. */
export function Enrolments() {
  const { t } = useWords()
  const query = useRead('list-enrolments', {})
  const open = query.data?.enrolments.filter((enrolment) => enrolment.state === 'open') ?? []
  if (query.error) {
    return <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
  }
  if (open.length === 0) return null
  return (
    <div className={styles['stackItem']}>
      <Panel title={t('devices.openActivations')}>
        <EnrolmentTable enrolments={open} />
      </Panel>
    </div>
  )
}

function EnrolmentTable({ enrolments }: { enrolments: readonly EnrolmentView[] }) {
  const { t } = useWords()
  const times = useTimes()
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
      cell: ({ createdAtMs, locationId }) => times.dateTime(createdAtMs, times.zoneOf(locationId)),
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
      cell: ({ expiresAtMs, locationId }) => times.dateTime(expiresAtMs, times.zoneOf(locationId)),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: ({ enrolmentId, locationName: name }) => (
        <ActionButton
          call="cancel-enrolment"
          params={{ enrolmentId }}
          verb={t('devices.cancelActivation')}
          question={{
            title: t('devices.cancelTitle', { name }),
            text: t('devices.cancelText'),
            danger: true,
          }}
          variant="default"
          size="xs"
        />
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
