import { Button } from '@mantine/core'
import type {
  BankDeliveryView,
  DeliverySettings,
} from '../../../../../src/contract/admin/bank-delivery.ts'
import { useMay } from '../../api/may.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { TestButton } from './test-button.tsx'

interface DestinationTableProps {
  readonly destinations: readonly BankDeliveryView[]
  readonly onOpen: (kind: 'open' | 'remove' | 'key', destination: BankDeliveryView) => void
}

export function DestinationTable({ destinations, onOpen }: DestinationTableProps) {
  const { t } = useWords()
  const columns: Column<BankDeliveryView>[] = [
    {
      id: 'name',
      heading: t('delivery.name'),
      isRowHeading: true,
      cell: ({ name, settings }) => (
        <>
          {name}
          <span className={styles['sub']}>{t(`deliveryKind.${settings.kind}`)}</span>
        </>
      ),
    },
    {
      id: 'where',
      heading: t('delivery.where'),
      cell: ({ settings }) => <span style={BREAKS}>{placeOf(settings)}</span>,
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: (destination) => <State destination={destination} />,
    },
    {
      id: 'delivered',
      heading: t('delivery.last'),
      onlyWide: true,
      cell: ({ deliveredAtMs }) => <Time atMs={deliveredAtMs} />,
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (destination) => <Actions {...{ destination, onOpen }} />,
    },
  ]
  return (
    <DataTable
      label={t('delivery.destinations')}
      columns={columns}
      rows={destinations}
      rowKey={({ deliveryId }) => deliveryId}
    />
  )
}

/** Hosts and folders have no blanks to break at. */
const BREAKS = { overflowWrap: 'anywhere' } as const

/** Where it is, in one line. */
function placeOf(settings: DeliverySettings): string {
  switch (settings.kind) {
    case 'folder':
      return settings.folder
    case 'sftp': {
      const { user, host, port, folder } = settings
      return `${user}@${host}${port === 22 ? '' : `:${port}`} ${folder}`
    }
    case 'bambora':
      return settings.merchantId
    case 'forte':
      return `${settings.organizationId} / ${settings.locationId}`
  }
}

type StateName = 'good' | 'untried' | 'unset' | 'troubled'

const TONES: Readonly<Record<StateName, Tone>> = {
  good: 'moved',
  untried: 'quiet',
  unset: 'refused',
  troubled: 'refused',
}

function stateOf({
  settings,
  has,
  problem,
  testedAtMs,
  deliveredAtMs,
}: BankDeliveryView): StateName {
  const isApi = settings.kind === 'bambora' || settings.kind === 'forte'
  if (isApi && !(has.access && has.second)) return 'unset'
  if (settings.kind === 'sftp' && !(has.password || has.privateKey)) return 'unset'
  if (problem !== null) return 'troubled'
  return testedAtMs === null && deliveredAtMs === null ? 'untried' : 'good'
}

function State({ destination }: { destination: BankDeliveryView }) {
  const { t } = useWords()
  const state = stateOf(destination)
  const { problem } = destination
  return (
    <>
      <Badge tone={TONES[state]}>{t(`deliveryState.${state}`)}</Badge>
      {problem !== null && <span className={styles['sub']}>{t(`deliveryProblem.${problem}`)}</span>}
    </>
  )
}

function Time({ atMs }: { atMs: number | null }) {
  const { t } = useWords()
  const times = useTimes()
  if (atMs === null) return <span className={styles['quiet']}>{t('delivery.never')}</span>
  return <>{times.dateTime(atMs)}</>
}

interface ActionsProps extends Pick<DestinationTableProps, 'onOpen'> {
  readonly destination: BankDeliveryView
}

function Actions({ destination, onOpen }: ActionsProps) {
  const { t } = useWords()
  const may = useMay()
  const { problem, seenHostKey } = destination
  const isKeyAsked =
    seenHostKey !== null && (problem === 'host-key-unknown' || problem === 'host-key-changed')
  return (
    <div className={tableStyles['rowActions']}>
      <TestButton destination={destination} />
      {isKeyAsked && may('confirm-host-key') && (
        <Button size="xs" onClick={() => onOpen('key', destination)}>
          {t('delivery.key')}
        </Button>
      )}
      {may('change-bank-delivery') && (
        <Button variant="default" size="xs" onClick={() => onOpen('open', destination)}>
          {t('delivery.open')}
        </Button>
      )}
      {may('remove-bank-delivery') && (
        <Button
          variant="light"
          color="refused"
          size="xs"
          onClick={() => onOpen('remove', destination)}
        >
          {t('delivery.remove')}
        </Button>
      )}
    </div>
  )
}
