import { maskNumber } from '../../src/contract/card-number.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import { maskDigits } from '../log.ts'
import { REQUEST_LOG_CLIENTS_MAX, REQUEST_LOG_ENTRIES_MAX } from './limits.ts'

/** One call of a key, and what it was answered. */
export interface LoggedRequest {
  /** Server time in ms since 1970 UTC. */
  readonly atMs: number
  readonly operation: string
  /** What was asked: numbers masked, PINs left out. */
  readonly asked: unknown
  /** What was answered, likewise. */
  readonly answered: unknown
  readonly code: string
  readonly tookMs: number
}

/**
 * What keys asked of late. Kept in the memory of one server process: what was done is in the ledger
 * for ever, and this is for whoever looks for a mistake in a program.
 */
export interface RequestLog {
  readonly add: (clientId: string, entry: Omit<LoggedRequest, 'code'>) => void
  /** Newest first. */
  readonly read: (clientId: string) => readonly LoggedRequest[]
}

export function createRequestLog(): RequestLog {
  const logs = new Map<string, LoggedRequest[]>()
  return {
    add: (clientId, { asked, answered, ...entry }) => {
      const entries = logs.get(clientId) ?? []
      logs.delete(clientId)
      const oldest = logs.size >= REQUEST_LOG_CLIENTS_MAX ? logs.keys().next() : undefined
      if (oldest?.done === false) logs.delete(oldest.value)
      logs.set(clientId, entries)
      const code = codeOf(answered as Reply<unknown>)
      entries.push({
        ...entry,
        code,
        asked: withoutSecrets(asked),
        answered: withoutSecrets(answered),
      })
      if (entries.length > REQUEST_LOG_ENTRIES_MAX) entries.shift()
    },
    read: (clientId) => (logs.get(clientId) ?? []).toReversed(),
  }
}

function codeOf(reply: Reply<unknown>): string {
  if (reply.ok) return 'OK'
  return 'refusal' in reply ? reply.refusal.code : reply.error.code
}

/** The same without what only a holder may see: a number's last four digits stay, a PIN nothing. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value === 'string') return maskDigits(value)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).map(([name, part]) => {
    if (name === 'pin') return [name, '••••']
    if (name === 'number') return [name, maskNumber(String(part))]
    if (name === 'requestId') return [name, part]
    return [name, withoutSecrets(part)]
  })
  return Object.fromEntries(kept)
}
