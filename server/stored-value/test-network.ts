import { failed, type Reply, refused } from '../../src/contract/refusals.ts'
import type { StoredValueName } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { callerKey } from './counter.ts'
import { givenCards } from './guarded.ts'
import { TIMED_OUT_REMEMBERED_MAX } from './limits.ts'
import {
  MAGIC_ERRORS,
  MAGIC_REFUSALS,
  magicOf,
  TIMEOUT_DONE_MINOR,
  TIMEOUT_NOT_DONE_MINOR,
} from './magic.ts'
import type { NumberedOperations } from './operations.ts'

type Operation = (client: ApiClient, params: unknown) => Promise<Reply<unknown>>

/** What an operation may name, of all that magic looks at. */
interface Named {
  readonly requestId?: string
  readonly amountMinor?: number
}

/**
 * The same operations, in which a client of a test network forces what it wants to see by magic
 * numbers and amounts. For every other client they are what they were.
 */
export function withMagic(operations: NumberedOperations): NumberedOperations {
  const timedOut = new Set<string>()
  const names = Object.keys(operations) as StoredValueName[]
  const rows = names.map((name) => {
    // The table ties each name to its params and result; inside, one row is like another.
    const operate = operations[name] as Operation
    return [name, magical(operate, timedOut)]
  })
  return Object.fromEntries(rows) as NumberedOperations
}

function magical(operate: Operation, timedOut: Set<string>): Operation {
  return async (client, params) => {
    if (!client.isTest) return operate(client, params)
    const named = params as Named
    const forced = forcedByNumber(params)
    if (forced !== undefined) return forced
    const { amountMinor, requestId } = named
    if (amountMinor === TIMEOUT_NOT_DONE_MINOR && requestId !== undefined) {
      const isFirst = remember(timedOut, `${callerKey(client)} ${requestId}`)
      return isFirst ? failed('TIMEOUT_UNKNOWN') : operate(client, params)
    }
    const reply = await operate(client, params)
    const isLost = amountMinor === TIMEOUT_DONE_MINOR && isDoneNow(reply)
    return isLost ? failed('TIMEOUT_UNKNOWN') : reply
  }
}

function forcedByNumber(params: unknown): Reply<never> | undefined {
  const magic = givenCards(params)
    .map(({ number }) => magicOf(number))
    .find((digits) => digits !== undefined)
  if (magic === undefined) return undefined
  const refusal = MAGIC_REFUSALS[magic]
  if (refusal !== undefined) return refused(refusal)
  const error = MAGIC_ERRORS[magic]
  return error && failed(error)
}

/** True when it was not remembered before. The oldest is forgotten beyond the bound. */
function remember(timedOut: Set<string>, id: string): boolean {
  if (timedOut.has(id)) return false
  const oldest = timedOut.size >= TIMED_OUT_REMEMBERED_MAX ? timedOut.keys().next() : undefined
  if (oldest?.done === false) timedOut.delete(oldest.value)
  timedOut.add(id)
  return true
}

function isDoneNow(reply: Reply<unknown>): boolean {
  if (!reply.ok || typeof reply.value !== 'object' || reply.value === null) return false
  return 'replayed' in reply.value && reply.value.replayed === false
}
