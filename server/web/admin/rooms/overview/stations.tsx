import { IconDeviceDesktop } from '@tabler/icons-react'
import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { DeviceStateBadge } from '../../show/device-state.tsx'
import { RoomButton, RoomLink } from '../../show/links.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useWords } from '../../words/words.tsx'

/** Rows that fit beside the chart; the rest are a click away. */
const ROWS_MAX = 5

type Line =
  | { readonly kind: 'station'; readonly station: Overview['stations'][number] }
  | { readonly kind: 'enrolment'; readonly enrolment: Overview['openEnrolments'][number] }

/** Stations and whether they are there; locations that still wait for one come last. */
export function Stations({ overview }: { overview: Overview }) {
  const { t } = useWords()
  const lines = linesOf(overview)
  const columns: Column<Line>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: (line) => (
        <>
          {locationOf(line)}
          <span className={`${styles['sub']} ${tableStyles['onlyNarrow']}`}>
            <Code line={line} />
          </span>
        </>
      ),
    },
    {
      id: 'device',
      heading: t('column.device'),
      onlyWide: true,
      cell: (line) => <Code line={line} />,
    },
    {
      id: 'state',
      heading: t('column.state'),
      align: 'end',
      cell: (line) => <State line={line} />,
    },
  ]
  return (
    <Panel
      title={t('overview.stations')}
      action={
        lines.length > 0 && (
          <RoomLink to="/devices" size="sm">
            {t('overview.allStations', { all: lines.length })}
          </RoomLink>
        )
      }
    >
      {lines.length === 0 ? (
        <NoStations />
      ) : (
        <DataTable
          label={t('overview.stations')}
          columns={columns}
          rows={lines.slice(0, ROWS_MAX)}
          rowKey={keyOf}
        />
      )}
    </Panel>
  )
}

function NoStations() {
  const { t } = useWords()
  return (
    <EmptyState
      icon={<IconDeviceDesktop size={24} />}
      title={t('overview.noStations')}
      text={t('overview.noStationsText')}
    >
      <RoomButton to="/locations" variant="light">
        {t('overview.toLocations')}
      </RoomButton>
    </EmptyState>
  )
}

function Code({ line }: { line: Line }) {
  const { t } = useWords()
  if (line.kind === 'station') return <span className="figures">{line.station.code}</span>
  return <span className={styles['quiet']}>{t('overview.awaitingLink')}</span>
}

function State({ line }: { line: Line }) {
  const { t } = useWords()
  if (line.kind === 'station') return <DeviceStateBadge device={line.station} />
  return <Badge tone="choose">{t('overview.activate')}</Badge>
}

function linesOf(overview: Overview): Line[] {
  const stations = overview.stations
    .filter((station) => station.state === 'active')
    .map((station): Line => ({ kind: 'station', station }))
  const enrolments = overview.openEnrolments.map(
    (enrolment): Line => ({ kind: 'enrolment', enrolment }),
  )
  return [...stations, ...enrolments]
}

function locationOf(line: Line): string {
  return line.kind === 'station' ? line.station.locationName : line.enrolment.locationName
}

function keyOf(line: Line): string {
  return line.kind === 'station' ? line.station.deviceId : line.enrolment.enrolmentId
}
