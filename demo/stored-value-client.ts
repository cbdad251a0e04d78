import type { OperationAnswer } from '../src/contract/operations.ts'
import { type Reply, replyCode } from '../src/contract/refusals.ts'

/** The operations of the stored-value API that scripts use. */
export type StoredValueName =
  | 'fund-and-activate'
  | 'fund'
  | 'balance'
  | 'redeem'
  | 'void'
  | 'refund'

/** The stored-value API in the hand of a script. */
export interface StoredValueClient {
  /** The whole reply, refusals included. */
  readonly ask: (name: StoredValueName, body: unknown) => Promise<Reply<Record<string, unknown>>>
  /** The answer; throws with the code when it was not done. */
  readonly call: (name: StoredValueName, body: unknown) => Promise<OperationAnswer>
}

/** Talks to the API of a server with a key. */
export function storedValueClient(serverUrl: string, key: string): StoredValueClient {
  const ask = async (name: StoredValueName, body: unknown) => {
    const response = await fetch(`${serverUrl}/v1/storedvalue/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Reply<Record<string, unknown>>
  }
  return {
    ask,
    call: async (name, body) => {
      const reply = await ask(name, body)
      if (!reply.ok) throw new Error(`${name}: ${replyCode(reply)}`)
      return reply.value as unknown as OperationAnswer
    },
  }
}
