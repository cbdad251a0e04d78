import { useState } from 'react'
import type { ImportView } from '../../../../../src/contract/admin/imports.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { useWords } from '../../words/words.tsx'

/** Gives up what was taken in and not committed. */
export function DropDialog({ found, onClose }: { found: ImportView; onClose: () => void }) {
  const { t } = useWords()
  const command = useCommand('drop-import')
  const [failure, setFailure] = useState<Failure>()
  const submit = async () => {
    const reply = await command.run({ importId: found.importId })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('imports.dropTitle', { source: found.source })}
      submit={t('imports.drop')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
      failure={failure}
      danger
    >
      <p style={{ margin: 0 }}>{t('imports.dropText')}</p>
    </FormDialog>
  )
}
