import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { BatchView } from '../../../../../src/contract/admin/production.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'

/** Gives a batch up for ever. */
export function SpoilDialog({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const { t } = useWords()
  const command = useCommand('spoil-batch')
  const [failure, setFailure] = useState<Failure>()
  const form = useForm({ defaultValues: { reason: '' } })
  const submit = async ({ reason }: { reason: string }) => {
    const reply = await command.run({ batchId: batch.batchId, reason })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('batch.spoilTitle', { name: batch.name })}
      submit={t('batch.spoil')}
      onSubmit={() => void form.handleSubmit(submit)()}
      onClose={onClose}
      busy={command.busy}
      danger
    >
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
        <p style={{ margin: 0 }}>{t('batch.spoilText')}</p>
        <TextInput
          label={t('form.reason')}
          description={t('batch.reasonAbout')}
          maxLength={TEXT_LENGTH_MAX}
          data-autofocus
          error={form.formState.errors.reason && t('form.needed')}
          {...form.register('reason', { validate: (text) => text.trim() !== '' })}
        />
      </Stack>
    </FormDialog>
  )
}
