import { z } from 'zod'
import { parseJson } from '../../../../src/contract/parse.ts'
import { type Reply, type ReplyCode, replyCode } from '../../../../src/contract/refusals.ts'

/** The part of the browser's Storage that is needed. */
export interface IntentStorage {
  readonly getItem: (key: string) => string | null
  readonly setItem: (key: string, value: string) => void
  readonly removeItem: (key: string) => void
}

/** One intended operation: what was asked, and the id that makes asking again harmless. */
export interface Intent {
  readonly requestId: string
  /** The form's texts as they were sent, so that exactly the same can be sent again. */
  readonly content: Readonly<Record<string, string>>
}

export interface Intents {
  /** The intent that was sent under this key and has no final answer yet. */
  readonly unfinished: (key: string) => Intent | undefined
  /**
   * The id to send this content under: the one of an unfinished intent with the same content, else
   * a new one. Stored before it is returned, so that a reload in between does not lose it.
   */
  readonly begin: (key: string, content: Intent['content']) => Intent
  /**
   * Ends this intent when the answer is final. Once an outcome was not known, only a success or a
   * refusal is final: an error says that this sending was not judged, and nothing of the earlier one.
   */
  readonly settle: (key: string, requestId: string, reply: Reply<unknown>) => void
  /** Gives up an intent whose outcome a person has looked up. */
  readonly forget: (key: string) => void
}

const intentSchema = z.strictObject({
  requestId: z.string().min(1).max(128),
  content: z.record(z.string().max(50), z.string().max(300)),
  /** True when it is sent once more, after a sending whose outcome is not known. */
  again: z.boolean().default(false),
})
type StoredIntent = z.infer<typeof intentSchema>

/** Keeps the ids of operations that people started, in the storage of this browser tab. */
export function createIntents(storage: IntentStorage, newRequestId: () => string): Intents {
  const stored = (key: string): StoredIntent | undefined => {
    const text = storage.getItem(storageKey(key))
    if (text === null) return undefined
    const parsed = parseJson(intentSchema, text)
    return parsed.ok ? parsed.value : undefined
  }
  return {
    unfinished: (key) => shown(stored(key)),
    begin: (key, content) => {
      const earlier = stored(key)
      const isAgain = earlier !== undefined && sameContent(earlier.content, content)
      const requestId = isAgain ? earlier.requestId : newRequestId()
      const intent: StoredIntent = { requestId, content, again: isAgain }
      storage.setItem(storageKey(key), JSON.stringify(intent))
      return { requestId, content }
    },
    settle: (key, requestId, reply) => {
      const intent = stored(key)
      if (intent?.requestId !== requestId) return
      if (isFinal(reply, intent.again)) storage.removeItem(storageKey(key))
    },
    forget: (key) => storage.removeItem(storageKey(key)),
  }
}

/** True when the operation may have been done all the same: only the same id may be sent again. */
export function isUnknown(code: ReplyCode): boolean {
  return code === 'TIMEOUT_UNKNOWN' || code === 'INTERNAL' || code === 'REQUEST_IN_PROGRESS'
}

function isFinal(reply: Reply<unknown>, isAgain: boolean): boolean {
  if (reply.ok) return true
  return !isUnknown(replyCode(reply)) && ('refusal' in reply || !isAgain)
}

function shown(intent: StoredIntent | undefined): Intent | undefined {
  return intent && { requestId: intent.requestId, content: intent.content }
}

function storageKey(key: string): string {
  return `countermark.intent.${key}`
}

function sameContent(left: Intent['content'], right: Intent['content']): boolean {
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => left[key] === right[key])
}
