import { Button } from '@mantine/core'
import { IconTruckDelivery } from '@tabler/icons-react'
import type { AllocationView } from '../../../../../src/contract/admin/production.ts'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { EmptyState } from '../../show/notices.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useTimes } from '../../show/times.tsx'
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
  const times = useTimes()
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
      cell: ({ allocatedAtMs, shippedAtMs, receivedAtMs, locationId }) =>
        times.day(receivedAtMs ?? shippedAtMs ?? allocatedAtMs, times.zoneOf(locationId)),
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

/** Only what the allocation's state allows; where its cards are is never taken back, only on. */
function Actions({ allocation, onMissing }: ActionsProps) {
  const { t } = useWords()
  const may = useMay()
  const { missing, state } = allocation
  const report = may('report-missing') && (
    <Button size="xs" variant="default" onClick={() => onMissing(allocation)}>
      {t('allocation.reportMissing')}
    </Button>
  )
  // What is gone may be found after its allocation was withdrawn, too.
  if (state === 'withdrawn') return missing.length === 0 ? null : report
  return (
    <div className={tableStyles['rowActions']}>
      {state === 'allocated' && <Step allocation={allocation} step="ship" />}
      {state === 'shipped' && <Step allocation={allocation} step="receive" />}
      {report}
      <Step allocation={allocation} step="withdraw" />
    </div>
  )
}

interface StepProps {
  readonly allocation: AllocationView
  readonly step: 'ship' | 'receive' | 'withdraw'
}

function Step({ allocation, step }: StepProps) {
  const { t } = useWords()
  const { allocationId, locationName } = allocation
  const about = { serials: rangesText([allocation]), location: locationName }
  const isBack = step === 'withdraw'
  return (
    <ActionButton
      call={`${step}-allocation`}
      params={{ allocationId }}
      verb={t(`allocation.${step}`)}
      question={{
        title: t(`allocation.${step}Title`, about),
        text: t(`allocation.${step}Text`, about),
        danger: isBack,
      }}
      variant={isBack ? 'default' : 'filled'}
      size="xs"
    />
  )
}
