import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words/words.tsx'
import { FormDialog } from './dialog.tsx'
import { REASON_LENGTH_MAX } from './limits.ts'
import type { Sending } from './use-sending.ts'

interface ReasonDialogProps {
  readonly title: string
  readonly text: string
  readonly submit: string
  /** What the field is called; the reason when not given. */
  readonly label?: string
  readonly description?: string
  readonly sending: Sending
  /** Given the reason, without blanks around it. */
  readonly onSubmit: (reason: string) => void
  readonly onClose: () => void
  readonly danger?: boolean
}

/** Asks whether something is really to be done, and why. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, text, submit, label, description, sending, onSubmit, onClose, danger } = props
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState(false)
  const send = () => {
    setWrong(reason.trim() === '')
    if (reason.trim() !== '') onSubmit(reason.trim())
  }
  return (
    <FormDialog
      {...{ title, submit, onClose }}
      busy={sending.busy}
      failure={sending.failure}
      onSubmit={send}
      danger={danger ?? false}
    >
      <p style={{ margin: 0 }}>{text}</p>
      <TextInput
        label={label ?? t('form.reason')}
        description={description ?? t('form.reasonAbout')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={REASON_LENGTH_MAX}
        error={wrong && t('form.needed')}
        data-autofocus
      />
    </FormDialog>
  )
}
