import type { BankDeliveryView } from '../../../../../src/contract/admin/bank-delivery.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'

interface RemoveDialogProps {
  readonly destination: BankDeliveryView
  readonly onClose: () => void
}

/** Ends a destination and erases its keys. */
export function RemoveDialog({ destination, onClose }: RemoveDialogProps) {
  const { t } = useWords()
  const sending = useSending('remove-bank-delivery', onClose)
  const { deliveryId, name } = destination
  return (
    <FormDialog
      title={t('delivery.removeTitle', { name })}
      submit={t('delivery.remove')}
      onSubmit={() => void sending.send({ deliveryId })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
      danger
    >
      <p style={{ margin: 0 }}>{t('delivery.removeText')}</p>
    </FormDialog>
  )
}
