import { Button, type ButtonProps } from '@mantine/core'
import { useState } from 'react'
import type { SignedInName } from '../../../../src/contract/admin/roles.ts'
import type { AdminParams, AdminResult } from '../../../../src/contract/admin/table.ts'
import { useMay } from '../api/may.ts'
import { FormDialog } from './dialog.tsx'
import { useAction } from './use-action.tsx'
import { useSending } from './use-sending.ts'

interface ActionButtonProps<Name extends SignedInName>
  extends Pick<ButtonProps, 'size' | 'variant' | 'color' | 'leftSection'> {
  readonly call: Name
  readonly params: AdminParams<Name>
  /** What it does; the button of the question says it once more. */
  readonly verb: string
  /** What the button is called where several have the same verb. */
  readonly label?: string
  /** Asked before what cannot be undone. */
  readonly question?: Question
  readonly onDone?: (result: AdminResult<Name>) => void
}

interface Question {
  /** Whether this is to be done to that. */
  readonly title: string
  /** What happens then, and that it stays. */
  readonly text: string
  /** Red for what takes something away. */
  readonly danger?: boolean
}

/**
 * A button that makes one changing call. It is left out for whoever may not make it, asks first where
 * there is a question, and says of a failure why, and what to do next.
 */
export function ActionButton<Name extends SignedInName>(props: ActionButtonProps<Name>) {
  const may = useMay()
  if (!may(props.call)) return null
  return props.question ? (
    <AskingButton {...props} question={props.question} />
  ) : (
    <PressedButton {...props} />
  )
}

function PressedButton<Name extends SignedInName>(props: ActionButtonProps<Name>) {
  const { call, params, verb, label, question: _, onDone, ...looks } = props
  const { run, busy, notice } = useAction(call, onDone)
  return (
    <>
      <Button {...looks} {...named(label)} loading={busy} onClick={() => void run(verb, params)}>
        {verb}
      </Button>
      {notice}
    </>
  )
}

type Asked<Name extends SignedInName> = ActionButtonProps<Name> & { readonly question: Question }

function AskingButton<Name extends SignedInName>(props: Asked<Name>) {
  const { call: _, params: __, verb, label, question: ___, onDone: ____, ...looks } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button {...looks} {...named(label)} onClick={() => setOpen(true)}>
        {verb}
      </Button>
      {isOpen && <QuestionDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function QuestionDialog<Name extends SignedInName>(
  props: Asked<Name> & { readonly onClose: () => void },
) {
  const { call, params, verb, question, onDone, onClose } = props
  const { title, text, danger = false } = question
  const sending = useSending(call, (result) => {
    onClose()
    onDone?.(result)
  })
  return (
    <FormDialog
      {...{ title, onClose, danger }}
      submit={verb}
      onSubmit={() => void sending.send(params)}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{text}</p>
    </FormDialog>
  )
}

function named(label: string | undefined) {
  return label === undefined ? {} : { 'aria-label': label }
}
