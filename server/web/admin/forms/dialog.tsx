import { Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Failure } from '../api/admin.tsx'
import { useSession } from '../api/session.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { WindowHead } from '../show/window-head.tsx'
import { useWords } from '../words/words.tsx'
import styles from './dialog.module.css'
import { useFocusBack } from './use-focus-back.ts'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly size?: string
  /** False while something would be lost by closing, such as an answer that is shown only once. */
  readonly mayClose?: boolean
  /** Nothing behind it can be read. */
  readonly isVeil?: boolean
}

/** A dialog that is mounted when it opens and unmounted when it closes, so that it starts empty. */
export function Dialog(props: DialogProps) {
  const { title, onClose, children, size = 'md', mayClose = true, isVeil = false } = props
  const { t } = useWords()
  // A key that is meant for the sign-in must not close what waits below it.
  const { isOver } = useSession()
  useFocusBack()
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={size}
      centered
      closeOnClickOutside={false}
      closeOnEscape={mayClose && !isOver}
      returnFocus={false}
    >
      <Modal.Overlay
        {...(isVeil && { backgroundOpacity: 1, color: 'var(--mantine-color-gray-1)' })}
      />
      <Modal.Content>
        <WindowHead>
          <Modal.Title fz={17} fw={650}>
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label={t('action.close')} disabled={!mayClose} />
        </WindowHead>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

interface FormDialogProps extends Omit<DialogProps, 'size' | 'mayClose' | 'isVeil'> {
  readonly submit: string
  readonly onSubmit: () => void
  readonly busy: boolean
  /** Why the last sending was not done: shown beside the buttons, where one has just pressed. */
  readonly failure?: Failure | undefined
  /** What else is to be said of the last sending, at the same place. */
  readonly outcome?: ReactNode
  /** Red for what takes something away. */
  readonly danger?: boolean
}

/** A dialog with fields, a button that does it and one that leaves it. */
export function FormDialog(props: FormDialogProps) {
  const { title, onClose, children, submit, onSubmit, busy, danger = false } = props
  const { t } = useWords()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onSubmit()
  }
  return (
    <Dialog title={title} onClose={onClose} mayClose={!busy}>
      <form noValidate onSubmit={send} onKeyDown={keepEnterInList}>
        <Stack gap="md">
          {children}
          <Outcome busy={busy}>
            {props.failure && <FailureNotice failure={props.failure} />}
            {props.outcome}
          </Outcome>
        </Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose} disabled={busy}>
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

/** Enter in an open list is about the list: what is typed there has chosen nothing yet. */
function keepEnterInList(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
  if (event.target.getAttribute('aria-expanded') === 'true') event.preventDefault()
}

/** What came of a sending; it comes into sight where a long dialog is read at another place. */
function Outcome({ busy, children }: { busy: boolean; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!busy) place.current?.scrollIntoView({ block: 'nearest' })
  }, [busy])
  return (
    <Stack gap="md" ref={place} className={styles['outcome'] ?? ''}>
      {children}
    </Stack>
  )
}
