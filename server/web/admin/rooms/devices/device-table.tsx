import { Button } from '@mantine/core'
import type { DeviceView } from '../../../../../src/contract/admin/views.ts'
import { useMay } from '../../api/may.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { DeviceStateBadge } from '../../show/device-state.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

interface DeviceTableProps {
  readonly devices: readonly DeviceView[]
  readonly onOpen: (kind: 'rename' | 'revoke', device: DeviceView) => void
}

export function DeviceTable({ devices, onOpen }: DeviceTableProps) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<DeviceView>[] = [
    {
      id: 'name',
      heading: t('column.device'),
      isRowHeading: true,
      cell: (device) => (
        <>
          {device.name}
          <span className={`${styles['sub']} figures`}>{device.code}</span>
        </>
      ),
    },
    { id: 'location', heading: t('column.location'), cell: (device) => device.locationName },
    {
      id: 'state',
      heading: t('column.state'),
      cell: (device) => <DeviceStateBadge device={device} />,
    },
    {
      id: 'activated',
      heading: t('column.activated'),
      cell: ({ activatedAtMs, locationId }) =>
        times.dateTime(activatedAtMs, times.zoneOf(locationId)),
    },
    {
      id: 'seen',
      heading: t('devices.lastSeen'),
      cell: (device) =>
        device.lastSeenAtMs === null ? (
          <span className={styles['quiet']}>{t('devices.neverSeen')}</span>
        ) : (
          times.dateTime(device.lastSeenAtMs, times.zoneOf(device.locationId))
        ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (device) => <Actions device={device} onOpen={onOpen} />,
    },
  ]
  return (
    <DataTable
      label={t('devices.activated')}
      columns={columns}
      rows={devices}
      rowKey={(device) => device.deviceId}
    />
  )
}

function Actions({ device, onOpen }: Pick<DeviceTableProps, 'onOpen'> & { device: DeviceView }) {
  const { t } = useWords()
  const may = useMay()
  if (device.state === 'revoked') return null
  return (
    <div className={tableStyles['rowActions']}>
      {may('rename-device') && (
        <Button variant="default" size="xs" onClick={() => onOpen('rename', device)}>
          {t('devices.rename')}
        </Button>
      )}
      {may('revoke-device') && (
        <Button variant="light" color="refused" size="xs" onClick={() => onOpen('revoke', device)}>
          {t('action.revoke')}
        </Button>
      )}
    </div>
  )
}
