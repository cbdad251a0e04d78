import type { ApiClientView } from '../../../../../src/contract/admin/views.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'

interface RevokeKeyDialogProps {
  readonly client: ApiClientView
  readonly onClose: () => void
}

/** Ends a key at once. */
export function RevokeKeyDialog({ client, onClose }: RevokeKeyDialogProps) {
  const { t } = useWords()
  const sending = useSending('revoke-api-client', onClose)
  return (
    <FormDialog
      title={t('apiKeys.revokeTitle', { name: client.name })}
      submit={t('action.revoke')}
      onSubmit={() => void sending.send({ clientId: client.clientId })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
      danger
    >
      <p style={{ margin: 0 }}>{t('apiKeys.revokeText')}</p>
    </FormDialog>
  )
}
