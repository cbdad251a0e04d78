import { Button } from '@mantine/core'
import type { PosConnectionView } from '../../../../../src/contract/admin/pos.ts'
import { POS_NAMES } from '../../../../../src/contract/wire/pos.ts'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTell, useWarn } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

/** Callbacks of a shop that sells come every few hours at least. */
const HEARD_WITHIN_MS = 24 * 3_600_000

interface PosTableProps {
  readonly connections: readonly PosConnectionView[]
  readonly onOpen: (kind: 'open' | 'remove', connection: PosConnectionView) => void
}

export function PosTable({ connections, onOpen }: PosTableProps) {
  const { t } = useWords()
  const columns: Column<PosConnectionView>[] = [
    {
      id: 'till',
      heading: t('pos.till'),
      isRowHeading: true,
      cell: (connection) => (
        <>
          {POS_NAMES[connection.kind]}
          <span className={styles['sub']}>{connection.account}</span>
        </>
      ),
    },
    { id: 'location', heading: t('column.location'), cell: ({ locationName }) => locationName },
    {
      id: 'state',
      heading: t('column.state'),
      cell: (connection) => <State connection={connection} />,
    },
    {
      id: 'heard',
      heading: t('pos.heard'),
      cell: (connection) => <Heard connection={connection} />,
    },
    {
      id: 'polled',
      heading: t('pos.polled'),
      cell: ({ lastPollAtMs, locationId }) => <Time atMs={lastPollAtMs} locationId={locationId} />,
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (connection) => <Actions {...{ connection, onOpen }} />,
    },
  ]
  return (
    <DataTable
      label={t('nav.pos')}
      columns={columns}
      rows={connections}
      rowKey={({ connectionId }) => connectionId}
    />
  )
}

type StateName = 'heard' | 'polled' | 'quiet' | 'unset' | 'troubled'

const TONES: Readonly<Record<StateName, Tone>> = {
  heard: 'moved',
  polled: 'know',
  quiet: 'quiet',
  unset: 'refused',
  troubled: 'refused',
}

function stateOf(connection: PosConnectionView): StateName {
  const { lastCallbackAtMs, lastPollAtMs, hasSigning, hasAccess, problem } = connection
  if (problem !== null) return 'troubled'
  if (!hasSigning && !hasAccess) return 'unset'
  if (Date.now() - (lastCallbackAtMs ?? 0) < HEARD_WITHIN_MS) return 'heard'
  return lastPollAtMs === null ? 'quiet' : 'polled'
}

function State({ connection }: { connection: PosConnectionView }) {
  const { t } = useWords()
  const { problem, waiting } = connection
  const state = stateOf(connection)
  return (
    <>
      <Badge tone={TONES[state]}>{t(`posState.${state}`)}</Badge>
      {problem !== null && <span className={styles['sub']}>{t(`posProblem.${problem}`)}</span>}
      {waiting > 0 && <span className={styles['sub']}>{t('pos.waiting', { count: waiting })}</span>}
    </>
  )
}

function Heard({ connection }: { connection: PosConnectionView }) {
  const { t } = useWords()
  const times = useTimes()
  const { lastCallbackAtMs, lastPaymentAtMs, counts, locationId } = connection
  return (
    <>
      <Time atMs={lastCallbackAtMs} locationId={locationId} />
      {lastPaymentAtMs !== null && (
        <span className={styles['sub']}>
          {t('pos.paid', { time: times.dateTime(lastPaymentAtMs, times.zoneOf(locationId)) })}
        </span>
      )}
      <span className={styles['sub']}>{t('pos.counts', counts)}</span>
    </>
  )
}

function Time({ atMs, locationId }: { atMs: number | null; locationId: string }) {
  const { t } = useWords()
  const times = useTimes()
  if (atMs === null) return <span className={styles['quiet']}>{t('pos.never')}</span>
  return <>{times.dateTime(atMs, times.zoneOf(locationId))}</>
}

interface ActionsProps extends Pick<PosTableProps, 'onOpen'> {
  readonly connection: PosConnectionView
}

function Actions({ connection, onOpen }: ActionsProps) {
  const { t } = useWords()
  const may = useMay()
  return (
    <div className={tableStyles['rowActions']}>
      <TestButton connection={connection} />
      {may('change-pos-connection') && (
        <Button variant="default" size="xs" onClick={() => onOpen('open', connection)}>
          {t('pos.open')}
        </Button>
      )}
      {may('remove-pos-connection') && (
        <Button
          variant="light"
          color="refused"
          size="xs"
          onClick={() => onOpen('remove', connection)}
        >
          {t('pos.remove')}
        </Button>
      )}
    </div>
  )
}

/** Asks the POS now and says in the corner what came of it. */
function TestButton({ connection }: { connection: PosConnectionView }) {
  const { t } = useWords()
  const tell = useTell()
  const warn = useWarn()
  return (
    <ActionButton
      call="test-pos-connection"
      params={{ connectionId: connection.connectionId }}
      verb={t('pos.test')}
      onDone={({ problem, found }) =>
        problem === null
          ? tell(t('pos.testOk', { count: found }))
          : warn(t(`posProblem.${problem}`))
      }
      variant="default"
      size="xs"
    />
  )
}
