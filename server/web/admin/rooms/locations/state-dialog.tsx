import { useState } from 'react'
import type { LocationView } from '../../../../../src/contract/admin/views.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { useWords } from '../../words/words.tsx'

interface StateDialogProps {
  readonly location: LocationView
  readonly onClose: () => void
}

/** Closes a location, or opens it again. */
export function StateDialog({ location, onClose }: StateDialogProps) {
  const { t } = useWords()
  const command = useCommand('update-location')
  const [failure, setFailure] = useState<Failure>()
  const isOpen = location.state === 'open'
  const submit = async () => {
    const { locationId } = location
    const reply = await command.run({ locationId, state: isOpen ? 'closed' : 'open' })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t(isOpen ? 'locations.closeTitle' : 'locations.reopenTitle', { name: location.name })}
      submit={t(isOpen ? 'locations.close' : 'locations.reopen')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
      failure={failure}
      danger={isOpen}
    >
      <p style={{ margin: 0 }}>{t(isOpen ? 'locations.closeText' : 'locations.reopenText')}</p>
    </FormDialog>
  )
}
