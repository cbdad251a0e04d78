import { Button } from '@mantine/core'
import { IconTruckDelivery } from '@tabler/icons-react'
import type { AllocationView } from '../../../../../src/contract/admin/production.ts'
import { useCommand } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatDay } from '../../show/dates.ts'
import { EmptyState } from '../../show/notices.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useWords } from '../../words/words.tsx'
import { AllocationStateBadge } from './batch-state.tsx'
import { rangesText } from './serial-text.ts'

interface AllocationTableProps {
  readonly allocations: readonly AllocationView[]
  readonly onMissing: (allocation: AllocationView) => void
}

/** Which serials are where. */
export function AllocationTable({ allocations, onMissing }: AllocationTableProps) {
  const { t, locale } = useWords()
  if (allocations.length === 0) {
    return (
      <EmptyState
        icon={<IconTruckDelivery size={24} />}
        title={t('allocation.none')}
        text={t('allocation.noneText')}
      />
    )
  }
  const figure = new Intl.NumberFormat(locale).format
  const columns: Column<AllocationView>[] = [
    {
      id: 'serials',
      heading: t('allocation.serials'),
      isRowHeading: true,
      cell: (allocation) => (
        <>
          {rangesText([allocation])}
          <Missing allocation={allocation} />
        </>
      ),
    },
    {
      id: 'count',
      heading: t('nav.cards'),
      align: 'end',
      cell: ({ firstSerial, lastSerial }) => figure(lastSerial - firstSerial + 1),
    },
    { id: 'location', heading: t('column.location'), cell: ({ locationName }) => locationName },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state }) => <AllocationStateBadge state={state} />,
    },
    {
      id: 'since',
      heading: t('production.since'),
      cell: ({ allocatedAtMs, shippedAtMs, receivedAtMs }) =>
        formatDay(receivedAtMs ?? shippedAtMs ?? allocatedAtMs, locale),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (allocation) => <Actions allocation={allocation} onMissing={onMissing} />,
    },
  ]
  return (
    <DataTable
      label={t('allocation.title')}
      columns={columns}
      rows={allocations}
      rowKey={({ allocationId }) => allocationId}
    />
  )
}

function Missing({ allocation }: { allocation: AllocationView }) {
  const { t } = useWords()
  if (allocation.missing.length === 0) return null
  return (
    <span className={styles['sub']}>
      {t('allocation.missing', { serials: rangesText(allocation.missing) })}
    </span>
  )
}

interface ActionsProps {
  readonly allocation: AllocationView
  readonly onMissing: (allocation: AllocationView) => void
}

/** Only what the allocation's state allows. */
function Actions({ allocation, onMissing }: ActionsProps) {
  const { t } = useWords()
  const ship = useCommand('ship-allocation')
  const receive = useCommand('receive-allocation')
  const withdraw = useCommand('withdraw-allocation')
  const { allocationId, missing, state } = allocation
  const report = (
    <Button size="xs" variant="default" onClick={() => onMissing(allocation)}>
      {t('allocation.reportMissing')}
    </Button>
  )
  // What is gone may be found after its allocation was withdrawn, too.
  if (state === 'withdrawn') return missing.length === 0 ? null : report
  const [next, step] =
    state === 'allocated' ? [ship, 'ship' as const] : [receive, 'receive' as const]
  return (
    <div className={tableStyles['rowActions']}>
      {state !== 'received' && (
        <Button size="xs" loading={next.busy} onClick={() => void next.run({ allocationId })}>
          {t(`allocation.${step}`)}
        </Button>
      )}
      {report}
      <Button
        size="xs"
        variant="default"
        loading={withdraw.busy}
        onClick={() => void withdraw.run({ allocationId })}
      >
        {t('allocation.withdraw')}
      </Button>
    </div>
  )
}
