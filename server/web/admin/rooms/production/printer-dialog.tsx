import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useForm } from 'react-hook-form'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface Fields {
  readonly name: string
  readonly recipient: string
  readonly withLrc: boolean
}

/** Adds whoever prints, with the key to which their files are encrypted. */
export function PrinterDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('add-printer', ({ name }) => {
    tell(t('printers.added', { name }))
    onClose()
  })
  const form = useForm<Fields>({ defaultValues: { name: '', recipient: '', withLrc: false } })
  const { errors } = form.formState
  const isText = { validate: (text: string) => text.trim() !== '' }
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('printers.addTitle')}
      submit={t('printers.add')}
      onSend={sending.send}
    >
      <TextInput
        label={t('form.name')}
        maxLength={TEXT_LENGTH_MAX}
        data-autofocus
        error={errors.name && t('form.needed')}
        {...form.register('name', isText)}
      />
      <Textarea
        label={t('printers.key')}
        description={t('printers.keyAbout')}
        autosize
        minRows={2}
        maxRows={4}
        spellCheck={false}
        error={errors.recipient && t('form.needed')}
        {...form.register('recipient', isText)}
      />
      <Checkbox
        label={t('printers.lrc')}
        description={t('printers.lrcAbout')}
        {...form.register('withLrc')}
      />
    </SendingDialog>
  )
}
