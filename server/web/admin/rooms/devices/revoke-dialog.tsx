import type { DeviceView } from '../../../../../src/contract/admin/views.ts'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface RevokeDialogProps {
  readonly device: DeviceView
  readonly onClose: () => void
}

/** Takes a station's permission away at once, with the reason for whoever asks later. */
export function RevokeDialog({ device, onClose }: RevokeDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { deviceId, name } = device
  const sending = useSending('revoke-device', () => {
    tell(t('devices.revoked', { name }))
    onClose()
  })
  return (
    <ReasonDialog
      title={t('devices.revokeTitle', { name })}
      text={t('devices.revokeText', { location: device.locationName })}
      submit={t('action.revoke')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ deviceId, reason })}
      onClose={onClose}
      danger
    />
  )
}
