import { useState } from 'react'
import type { AdminName, AdminParams, AdminResult } from '../../../../src/contract/admin/table.ts'
import { type Failure, failureOf, useCommand } from '../api/admin.tsx'

/** How far a dialog's one call has come, as {@link FormDialog} shows it. */
export interface Sending {
  readonly busy: boolean
  readonly failure: Failure | undefined
}

/** The one changing call of a dialog: `onDone` hears of its success, the dialog shows its failure. */
export function useSending<Name extends AdminName>(
  name: Name,
  onDone: (result: AdminResult<Name>) => void,
): Sending & { readonly send: (params: AdminParams<Name>) => Promise<void> } {
  const command = useCommand(name)
  const [failure, setFailure] = useState<Failure>()
  const send = async (params: AdminParams<Name>) => {
    const reply = await command.run(params)
    setFailure(failureOf(reply))
    if (reply.ok) onDone(reply.value)
  }
  return { busy: command.busy, failure, send }
}
