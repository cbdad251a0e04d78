import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DeviceView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
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
  const command = useCommand('revoke-device')
  const [failure, setFailure] = useState<Failure>()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState(false)
  const submit = async () => {
    setWrong(reason.trim() === '')
    if (reason.trim() === '') return
    const reply = await command.run({ deviceId: device.deviceId, reason: reason.trim() })
    setFailure(failureOf(reply))
    if (!reply.ok) return
    tell(t('devices.revoked', { name: device.name }))
    onClose()
  }
  return (
    <FormDialog
      title={t('devices.revokeTitle', { name: device.name })}
      submit={t('action.revoke')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
      danger
    >
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
        <p style={{ margin: 0 }}>{t('devices.revokeText', { location: device.locationName })}</p>
        <TextInput
          label={t('form.reason')}
          description={t('form.reasonAbout')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={TEXT_LENGTH_MAX}
          error={wrong && t('form.needed')}
          data-autofocus
        />
      </Stack>
    </FormDialog>
  )
}
