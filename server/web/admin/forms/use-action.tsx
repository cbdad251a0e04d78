import { type ReactNode, useState } from 'react'
import type { AdminName, AdminParams, AdminResult } from '../../../../src/contract/admin/table.ts'
import { type Failure, failureOf, useCommand } from '../api/admin.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { Dialog } from './dialog.tsx'

export interface Action<Name extends AdminName> {
  /** Makes the call; `verb` is what was pressed, and heads what is said of a failure. */
  readonly run: (verb: string, params: AdminParams<Name>) => Promise<void>
  readonly busy: boolean
  /** What is said of a failure: to be rendered outside of a menu that closes. */
  readonly notice: ReactNode
}

/** A changing call of one press, without a dialog of its own: its failure opens one, with the reason. */
export function useAction<Name extends AdminName>(
  name: Name,
  onDone: (result: AdminResult<Name>) => void = () => undefined,
): Action<Name> {
  const command = useCommand(name)
  const [failed, setFailed] = useState<Failed>()
  const run = async (verb: string, params: AdminParams<Name>): Promise<void> => {
    setFailed(undefined)
    const reply = await command.run(params)
    const failure = failureOf(reply)
    if (failure) setFailed({ failure, verb, again: () => void run(verb, params) })
    if (reply.ok) onDone(reply.value)
  }
  const notice = failed && <FailedDialog failed={failed} onClose={() => setFailed(undefined)} />
  return { run, busy: command.busy, notice }
}

interface Failed {
  readonly failure: Failure
  readonly verb: string
  readonly again: () => void
}

function FailedDialog({ failed, onClose }: { failed: Failed; onClose: () => void }) {
  const { failure, verb, again } = failed
  return (
    <Dialog title={verb} onClose={onClose}>
      <FailureNotice failure={failure} {...(failure.retryable && { onRetry: again })} />
    </Dialog>
  )
}
