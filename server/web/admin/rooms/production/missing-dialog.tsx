import { TextInput } from '@mantine/core'
import { useForm } from 'react-hook-form'
import type { AllocationView } from '../../../../../src/contract/admin/production.ts'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'
import { rangesText, typedRanges } from './serial-text.ts'

interface MissingDialogProps {
  readonly allocation: AllocationView
  readonly onClose: () => void
}

/** Says which serials of an allocation are gone; none, when all were found. */
export function MissingDialog({ allocation, onClose }: MissingDialogProps) {
  const { t } = useWords()
  const sending = useSending('report-missing', onClose)
  const form = useForm({ defaultValues: { serials: rangesText(allocation.missing) } })
  const { allocationId } = allocation
  const submit = ({ serials }: { serials: string }) =>
    sending.send({ allocationId, missing: typedRanges(serials) ?? [] })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('allocation.missingTitle')}
      submit={t('action.save')}
      onSend={submit}
    >
      <TextInput
        label={t('allocation.serials')}
        description={t('allocation.missingAbout')}
        data-autofocus
        error={form.formState.errors.serials && t('allocation.missingWrong')}
        {...form.register('serials', { validate: (text) => typedRanges(text) !== undefined })}
      />
    </SendingDialog>
  )
}
