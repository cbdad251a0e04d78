import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DeviceView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'

interface RenameDialogProps {
  readonly device: DeviceView
  readonly onClose: () => void
}

/** Gives a station the name by which the shop knows it. */
export function RenameDialog({ device, onClose }: RenameDialogProps) {
  const { t } = useWords()
  const command = useCommand('rename-device')
  const [failure, setFailure] = useState<Failure>()
  const [name, setName] = useState(device.name)
  const [wrong, setWrong] = useState(false)
  const submit = async () => {
    setWrong(name.trim() === '')
    if (name.trim() === '') return
    const reply = await command.run({ deviceId: device.deviceId, name: name.trim() })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('devices.renameTitle', { code: device.code })}
      submit={t('action.save')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
    >
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
        <TextInput
          label={t('form.name')}
          description={t('devices.nameAbout')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={TEXT_LENGTH_MAX}
          error={wrong && t('form.needed')}
          data-autofocus
        />
      </Stack>
    </FormDialog>
  )
}
