import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
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
  const command = useCommand('add-printer')
  const [failure, setFailure] = useState<Failure>()
  const form = useForm<Fields>({ defaultValues: { name: '', recipient: '', withLrc: false } })
  const { errors } = form.formState
  const submit = async (fields: Fields) => {
    const reply = await command.run(fields)
    setFailure(failureOf(reply))
    if (!reply.ok) return
    tell(t('printers.added', { name: reply.value.name }))
    onClose()
  }
  const isText = { validate: (text: string) => text.trim() !== '' }
  return (
    <FormDialog
      title={t('printers.addTitle')}
      submit={t('printers.add')}
      onSubmit={() => void form.handleSubmit(submit)()}
      onClose={onClose}
      busy={command.busy}
    >
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
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
      </Stack>
    </FormDialog>
  )
}
