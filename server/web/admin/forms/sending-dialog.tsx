import type { ReactNode } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { FormDialog } from './dialog.tsx'
import type { Sending } from './use-sending.ts'

interface SendingDialogProps<Fields extends FieldValues> {
  readonly title: string
  readonly submit: string
  readonly form: UseFormReturn<Fields>
  readonly sending: Sending
  /** Called with what the fields hold, once all of them are right. */
  readonly onSend: (fields: Fields) => Promise<void>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog whose fields are checked, then sent in one call. */
export function SendingDialog<Fields extends FieldValues>(props: SendingDialogProps<Fields>) {
  const { title, submit, form, sending, onSend, onClose, children } = props
  return (
    <FormDialog
      {...{ title, submit, onClose }}
      onSubmit={() => void form.handleSubmit(onSend)()}
      busy={sending.busy}
      failure={sending.failure}
    >
      {children}
    </FormDialog>
  )
}
