import { IconDeviceDesktop } from '@tabler/icons-react'
import { useState } from 'react'
import type { DeviceView } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { LiveBadge } from '../../shell/live-badge.tsx'
import { RoomButton } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { DeviceTable } from './device-table.tsx'
import { Enrolments } from './enrolments.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'

interface OpenDialog {
  readonly kind: 'rename' | 'revoke'
  readonly device: DeviceView
}

/** The activated stations, and the activations that still wait for one. */
export function DevicesRoom() {
  const { t } = useWords()
  useTitle(t('nav.devices'))
  const query = useRead('list-devices', {})
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHead title={t('nav.devices')} about={t('devices.about')} badge={<LiveBadge />} />
      <Enrolments />
      <Panel title={t('devices.activated')}>
        <Loaded query={query}>
          {({ devices }) =>
            devices.length === 0 ? (
              <NoDevices />
            ) : (
              <DeviceTable
                devices={devices}
                onOpen={(kind, device) => setDialog({ kind, device })}
              />
            )
          }
        </Loaded>
      </Panel>
      {dialog?.kind === 'rename' && <RenameDialog device={dialog.device} onClose={close} />}
      {dialog?.kind === 'revoke' && <RevokeDialog device={dialog.device} onClose={close} />}
    </>
  )
}

function NoDevices() {
  const { t } = useWords()
  return (
    <EmptyState
      icon={<IconDeviceDesktop size={24} />}
      title={t('devices.none')}
      text={t('devices.noneText')}
    >
      <RoomButton to="/locations" variant="light">
        {t('overview.toLocations')}
      </RoomButton>
    </EmptyState>
  )
}
