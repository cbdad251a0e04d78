import { Stack } from '@mantine/core'
import type { BankDeliveryView } from '../../../../../src/contract/admin/bank-delivery.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Notice } from '../../show/notice.tsx'
import { Secret } from '../../show/secret.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface HostKeyDialogProps {
  readonly destination: BankDeliveryView
  readonly onClose: () => void
}

/** Shows the key of an SFTP server, to be compared with what the bank wrote. */
export function HostKeyDialog({ destination, onClose }: HostKeyDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { deliveryId, name, hostKey, seenHostKey } = destination
  const sending = useSending('confirm-host-key', () => {
    tell(t('delivery.keyKept'))
    onClose()
  })
  const seen = seenHostKey ?? ''
  const isOther = hostKey !== null
  return (
    <FormDialog
      title={t('delivery.keyTitle', { name })}
      submit={t('delivery.keyConfirm')}
      onSubmit={() => void sending.send({ deliveryId, hostKey: seen })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
      danger={isOther}
    >
      <Stack gap="md">
        <Notice
          tone={isOther ? 'refused' : 'know'}
          title={t(isOther ? 'delivery.keyOther' : 'delivery.keyFirst')}
        >
          {t(isOther ? 'delivery.keyOtherText' : 'delivery.keyFirstText')}
        </Notice>
        <Secret label={t('delivery.keySeen')} shown={seen} value={seen} isLong />
        {hostKey !== null && (
          <Secret label={t('delivery.keyBefore')} shown={hostKey} value={hostKey} isLong />
        )}
      </Stack>
    </FormDialog>
  )
}
