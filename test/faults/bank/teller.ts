import type { StoredValueName } from '../../../demo/stored-value-client.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import { type Reply, replyCode } from '../../../src/contract/refusals.ts'

/** What a caller knows of one operation: done, certainly not done, or neither. */
export type Told =
  | { readonly is: 'yes'; readonly answer: OperationAnswer }
  | { readonly is: 'no'; readonly code: string; readonly isFinal: boolean }
  | { readonly is: 'unknown'; readonly why: string }

/** A caller waits this long: long enough for a slow machine, short beside a frozen server. */
const PATIENCE_MS = 15_000

/** Codes that say for certain that nothing was done, though the same request may be done later. */
const NOT_DONE = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'OVERLOADED'])
/** Codes that leave the outcome open. */
const OPEN = new Set(['INTERNAL', 'TIMEOUT_UNKNOWN', 'REQUEST_IN_PROGRESS'])

/** Sends one operation once and says what its caller knows after that. */
export async function ask(
  url: string,
  key: string,
  name: StoredValueName,
  body: Readonly<Record<string, unknown>>,
): Promise<Told> {
  let reply: Reply<OperationAnswer>
  try {
    const response = await fetch(`${url}/v1/storedvalue/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    reply = (await response.json()) as Reply<OperationAnswer>
  } catch (error) {
    if (isUnreachable(error)) return { is: 'no', code: 'UNREACHABLE', isFinal: false }
    return { is: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
  if (reply.ok) return { is: 'yes', answer: reply.value }
  const code = replyCode(reply)
  if (OPEN.has(code)) return { is: 'unknown', why: code }
  return { is: 'no', code, isFinal: !NOT_DONE.has(code) }
}

/** Nobody listens: then nothing was sent either. */
function isUnreachable(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}
