import type { PosConnectionView } from '../../../../../src/contract/admin/pos.ts'
import { POS_NAMES } from '../../../../../src/contract/wire/pos.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'

interface RemoveDialogProps {
  readonly connection: PosConnectionView
  readonly onClose: () => void
}

/** Ends a connection and erases its keys. */
export function RemoveDialog({ connection, onClose }: RemoveDialogProps) {
  const { t } = useWords()
  const sending = useSending('remove-pos-connection', onClose)
  const { connectionId, kind, locationName } = connection
  return (
    <FormDialog
      title={t('pos.removeTitle', { kind: POS_NAMES[kind], location: locationName })}
      submit={t('pos.remove')}
      onSubmit={() => void sending.send({ connectionId })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
      danger
    >
      <p style={{ margin: 0 }}>{t('pos.removeText')}</p>
    </FormDialog>
  )
}
