import { useState } from 'react'
import type { ApiClientView } from '../../../../../src/contract/admin/views.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'

interface RevokeKeyDialogProps {
  readonly client: ApiClientView
  readonly onClose: () => void
}

/** Ends a key at once. */
export function RevokeKeyDialog({ client, onClose }: RevokeKeyDialogProps) {
  const { t } = useWords()
  const command = useCommand('revoke-api-client')
  const [failure, setFailure] = useState<Failure>()
  const submit = async () => {
    const reply = await command.run({ clientId: client.clientId })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('apiKeys.revokeTitle', { name: client.name })}
      submit={t('action.revoke')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
      danger
    >
      {failure && <FailureNotice failure={failure} />}
      <p style={{ margin: 0 }}>{t('apiKeys.revokeText')}</p>
    </FormDialog>
  )
}
