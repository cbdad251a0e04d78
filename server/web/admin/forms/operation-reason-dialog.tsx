import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '../words/words.tsx'
import { FormDialog } from './dialog.tsx'
import { REASON_LENGTH_MAX } from './limits.ts'
import { OperationNotice } from './operation-notice.tsx'
import type { Operation } from './use-operation.ts'

interface OperationReasonDialogProps {
  readonly title: string
  readonly submit: string
  /** Its content is `{ reason }`. */
  readonly operation: Operation
  readonly onClose: () => void
  readonly danger?: boolean
  /** What is to be done, above the reason. */
  readonly children: ReactNode
}

/** Asks why an operation is to be done, and sends it; once without a final answer it is only sent again. */
export function OperationReasonDialog(props: OperationReasonDialogProps) {
  const { title, submit, operation, onClose, danger = false, children } = props
  const { t } = useWords()
  const [reason, setReason] = useState(operation.unfinished?.['reason'] ?? '')
  const [wrong, setWrong] = useState(false)
  const locked = operation.unfinished !== undefined
  const send = () => {
    setWrong(reason.trim() === '')
    if (reason.trim() !== '') void operation.send({ reason: reason.trim() })
  }
  return (
    <FormDialog
      {...{ title, onClose, danger }}
      submit={locked ? t('operation.sendAgain') : submit}
      onSubmit={send}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      {children}
      <TextInput
        label={t('form.reason')}
        description={t('form.reasonAbout')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={REASON_LENGTH_MAX}
        error={wrong && t('form.needed')}
        disabled={locked}
        data-autofocus
      />
    </FormDialog>
  )
}
