import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DeviceView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'

interface RenameDialogProps {
  readonly device: DeviceView
  readonly onClose: () => void
}

/** Gives a station the name by which the shop knows it. */
export function RenameDialog({ device, onClose }: RenameDialogProps) {
  const { t } = useWords()
  const sending = useSending('rename-device', onClose)
  const [name, setName] = useState(device.name)
  const [wrong, setWrong] = useState(false)
  const submit = () => {
    setWrong(name.trim() === '')
    if (name.trim() !== '') void sending.send({ deviceId: device.deviceId, name: name.trim() })
  }
  return (
    <FormDialog
      title={t('devices.renameTitle', { code: device.code })}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <TextInput
        label={t('form.name')}
        description={t('devices.nameAbout')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={TEXT_LENGTH_MAX}
        error={wrong && t('form.needed')}
        data-autofocus
      />
    </FormDialog>
  )
}
