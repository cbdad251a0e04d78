import { useState } from 'react'
import type { AdminName, AdminParams, AdminResult } from '../../../../src/contract/admin/table.ts'
import { type Failure, failureOf, useAdmin, useCommand } from '../api/admin.tsx'
import type { Intent } from '../api/intent.ts'

/** Calls that carry a requestId. */
export type OperationName = {
  [Name in AdminName]: 'requestId' extends keyof AdminParams<Name> ? Name : never
}[AdminName]

interface OperationOptions<Name extends OperationName> {
  readonly name: Name
  /** What the operation is done to, e.g. a card's id: one unfinished intent is kept for each. */
  readonly subject: string
  /** The params of the form's texts, under the given id. */
  readonly paramsOf: (content: Intent['content'], requestId: string) => AdminParams<Name>
  readonly onDone: (result: AdminResult<Name>) => void
}

export interface Operation {
  /** Sends what the form holds; the same content after a lost answer goes under the same id. */
  readonly send: (content: Intent['content']) => Promise<void>
  readonly busy: boolean
  readonly failure: Failure | undefined
  /** The texts that were sent without a final answer: the form shows them locked, to be sent again. */
  readonly unfinished: Intent['content'] | undefined
  /** Unlocks the form after a person has looked up that the unfinished operation was not done. */
  readonly startOver: () => void
}

/** One intended operation of a dialog: its id is made once, stored before it is sent and kept until the answer is final. */
export function useOperation<Name extends OperationName>(
  options: OperationOptions<Name>,
): Operation {
  const { intents } = useAdmin()
  const command = useCommand(options.name)
  const key = `${options.name}:${options.subject}`
  const [failure, setFailure] = useState<Failure>()
  const [unfinished, setUnfinished] = useState(() => intents.unfinished(key)?.content)
  const send = async (content: Intent['content']) => {
    const intent = intents.begin(key, content)
    const reply = await command.run(options.paramsOf(content, intent.requestId))
    intents.settle(key, intent.requestId, reply)
    setFailure(failureOf(reply))
    setUnfinished(intents.unfinished(key)?.content)
    if (reply.ok) options.onDone(reply.value)
  }
  const startOver = () => {
    intents.forget(key)
    setFailure(undefined)
    setUnfinished(undefined)
  }
  return { send, busy: command.busy, failure, unfinished, startOver }
}
