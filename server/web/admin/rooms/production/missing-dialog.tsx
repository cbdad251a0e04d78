import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { AllocationView } from '../../../../../src/contract/admin/production.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'
import { rangesText, typedRanges } from './serial-text.ts'

interface MissingDialogProps {
  readonly allocation: AllocationView
  readonly onClose: () => void
}

/** Says which serials of an allocation are gone; none, when all were found. */
export function MissingDialog({ allocation, onClose }: MissingDialogProps) {
  const { t } = useWords()
  const command = useCommand('report-missing')
  const [failure, setFailure] = useState<Failure>()
  const form = useForm({ defaultValues: { serials: rangesText(allocation.missing) } })
  const submit = async ({ serials }: { serials: string }) => {
    const missing = typedRanges(serials) ?? []
    const reply = await command.run({ allocationId: allocation.allocationId, missing })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('allocation.missingTitle')}
      submit={t('action.save')}
      onSubmit={() => void form.handleSubmit(submit)()}
      onClose={onClose}
      busy={command.busy}
    >
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
        <TextInput
          label={t('allocation.serials')}
          description={t('allocation.missingAbout')}
          data-autofocus
          error={form.formState.errors.serials && t('allocation.missingWrong')}
          {...form.register('serials', { validate: (text) => typedRanges(text) !== undefined })}
        />
      </Stack>
    </FormDialog>
  )
}
