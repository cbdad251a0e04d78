import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDoorEnter, IconDoorOff, IconDots, IconPencil, IconReceipt } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { LocationView } from '../../../../../src/contract/admin/views.ts'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import tableStyles from '../../show/table.module.css'
import { useWords } from '../../words/words.tsx'

type Action = 'edit' | 'activation' | 'state'

interface LocationTableProps {
  readonly locations: readonly LocationView[]
  readonly onOpen: (action: Action, location: LocationView) => void
}

export function LocationTable({ locations, onOpen }: LocationTableProps) {
  const { t } = useWords()
  const columns: Column<LocationView>[] = [
    {
      id: 'name',
      heading: t('column.location'),
      isRowHeading: true,
      cell: (location) => (
        <>
          {location.name}
          <span className={styles['sub']}>{location.email}</span>
        </>
      ),
    },
    {
      id: 'zone',
      heading: t('locations.zone'),
      cell: (location) => (
        <>
          {location.timeZone}
          <span className={styles['sub']}>{location.currency}</span>
        </>
      ),
    },
    {
      id: 'devices',
      heading: t('nav.devices'),
      cell: (location) => <Devices location={location} />,
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state }) => (
        <Badge tone={state === 'open' ? 'moved' : 'quiet'}>{t(`locationState.${state}`)}</Badge>
      ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (location) => (
        <div className={tableStyles['rowActions']}>
          <SendActivation location={location} onOpen={onOpen} />
          <MoreActions location={location} onOpen={onOpen} />
        </div>
      ),
    },
  ]
  return (
    <DataTable
      label={t('nav.locations')}
      columns={columns}
      rows={locations}
      rowKey={(location) => location.locationId}
    />
  )
}

function Devices({ location }: { location: LocationView }) {
  const { t } = useWords()
  return (
    <>
      {t('locations.devicesActive', { count: location.devicesActive })}
      {location.enrolmentsOpen > 0 && (
        <span className={styles['sub']}>
          {t('overview.openActivations', { count: location.enrolmentsOpen })}
        </span>
      )}
    </>
  )
}

interface RowProps {
  readonly location: LocationView
  readonly onOpen: (action: Action, location: LocationView) => void
}

function SendActivation({ location, onOpen }: RowProps) {
  const { t } = useWords()
  const may = useMay()
  if (location.state !== 'open' || !may('send-activation')) return null
  return (
    <Button variant="light" size="xs" onClick={() => onOpen('activation', location)}>
      {t('locations.sendActivation')}
    </Button>
  )
}

function MoreActions({ location, onOpen }: RowProps) {
  const { t } = useWords()
  const mayChange = useMay()('update-location')
  const isOpen = location.state === 'open'
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={t('locations.moreFor', { name: location.name })}
        >
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayChange && (
          <Menu.Item
            leftSection={<IconPencil size={17} aria-hidden="true" />}
            onClick={() => onOpen('edit', location)}
          >
            {t('action.edit')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconReceipt size={17} aria-hidden="true" />}
          renderRoot={(props) => (
            <Link to="/redemptions" search={{ locationId: location.locationId }} {...props} />
          )}
        >
          {t('locations.redemptions')}
        </Menu.Item>
        {mayChange && (
          <Menu.Item
            leftSection={
              isOpen ? (
                <IconDoorOff size={17} aria-hidden="true" />
              ) : (
                <IconDoorEnter size={17} aria-hidden="true" />
              )
            }
            onClick={() => onOpen('state', location)}
          >
            {t(isOpen ? 'locations.close' : 'locations.reopen')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
