import { Button, Group, Modal, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import type { Failure } from '../api/admin.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { WindowHead } from '../show/window-head.tsx'
import { useWords } from '../words/words.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly size?: string
}

/** A dialog that is mounted when it opens and unmounted when it closes, so that it starts empty. */
export function Dialog({ title, onClose, children, size = 'md' }: DialogProps) {
  const { t } = useWords()
  return (
    <Modal.Root opened onClose={onClose} size={size} centered closeOnClickOutside={false}>
      <Modal.Overlay />
      <Modal.Content>
        <WindowHead>
          <Modal.Title fz={17} fw={650}>
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label={t('action.close')} />
        </WindowHead>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

interface FormDialogProps extends DialogProps {
  readonly submit: string
  readonly onSubmit: () => void
  readonly busy: boolean
  /** Why the last sending was not done: shown above the fields. */
  readonly failure?: Failure | undefined
  /** Red for what takes something away. */
  readonly danger?: boolean
}

/** A dialog with fields, a button that does it and one that leaves it. */
export function FormDialog(props: FormDialogProps) {
  const { title, onClose, children, submit, onSubmit, busy, failure, danger = false } = props
  const { t } = useWords()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onSubmit()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={send}>
        <Stack gap="md">
          {failure && <FailureNotice failure={failure} />}
          {children}
        </Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" color={danger ? 'refused' : 'choose'} loading={busy}>
            {submit}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
