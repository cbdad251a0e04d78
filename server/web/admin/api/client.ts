import type { z } from 'zod'
import {
  ADMIN,
  ADMIN_PREFIX,
  type AdminName,
  type AdminParams,
  type AdminResult,
  UNATTENDED_HEADER,
} from '../../../../src/contract/admin/table.ts'
import { parseUnknown } from '../../../../src/contract/parse.ts'
import { failed, type Reply, replyCode } from '../../../../src/contract/refusals.ts'
import { adminReplySchema } from '../../../../src/contract/reply-schemas.ts'
import { ANSWER_TIMEOUT_MS } from './limits.ts'

export interface ClientOptions {
  /** Where the server is, without a slash at the end; empty for the page's own origin. */
  readonly baseUrl: string
  readonly fetch: typeof fetch
  /** Called when an answer says that the session is over. */
  readonly onSignedOut: () => void
  /** Whether a person is at the page: without one its reads keep no session open. */
  readonly isAttended: () => boolean
}

/** The admin's API as functions: whatever happens comes back as a Reply, nothing throws. */
export interface AdminClient {
  readonly call: <Name extends AdminName>(
    name: Name,
    params: AdminParams<Name>,
    signal?: AbortSignal,
  ) => Promise<Reply<AdminResult<Name>>>
}

/** The part of a table row that sending needs, whichever row it is. */
interface Row {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly params: z.ZodType
  readonly result: z.ZodType
}

type Params = Readonly<Record<string, unknown>>

/**
 * The client of the table in the contract. A changing call without a readable answer is
 * TIMEOUT_UNKNOWN: it may have been done, so the caller sends the same requestId again.
 */
export function createAdminClient(options: ClientOptions): AdminClient {
  const call = async (name: AdminName, params: Params, signal?: AbortSignal) => {
    const row: Row = ADMIN[name]
    const checked = parseUnknown(row.params, params as unknown)
    if (!checked.ok) {
      return failed('REQUEST_MALFORMED', `${checked.problem.path}: ${checked.problem.message}`)
    }
    const reply = await send(options, row, params, signal)
    if (!reply.ok && replyCode(reply) === 'NOT_SIGNED_IN') options.onSignedOut()
    return reply
  }
  // The table ties each name to its params and result; inside, one row is like another.
  return { call: call as AdminClient['call'] }
}

/** The path and query of a call: `{parts}` filled in, the rest in the query for GET and DELETE. */
export function addressOf(row: Pick<Row, 'method' | 'path'>, params: Params): string {
  const path = row.path.replace(/\{(\w+)\}/g, (_, part: string) =>
    encodeURIComponent(String(params[part])),
  )
  if (hasBody(row)) return `${ADMIN_PREFIX}${path}`
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(besidesPath(row, params))) {
    if (value !== undefined && value !== null) query.set(key, String(value))
  }
  const text = query.toString()
  return `${ADMIN_PREFIX}${path}${text === '' ? '' : `?${text}`}`
}

async function send(
  options: ClientOptions,
  row: Row,
  params: Params,
  signal?: AbortSignal,
): Promise<Reply<unknown>> {
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  let status: number
  let answer: unknown
  try {
    const response = await options.fetch(`${options.baseUrl}${addressOf(row, params)}`, {
      method: row.method,
      credentials: 'same-origin',
      headers: headersOf(row, options.isAttended()),
      ...(hasBody(row) ? { body: JSON.stringify(besidesPath(row, params)) } : {}),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    status = response.status
    answer = await response.json()
  } catch {
    return row.method === 'GET' ? failed('NOT_CONNECTED') : failed('TIMEOUT_UNKNOWN')
  }
  return readReply(row, status, answer)
}

function readReply(row: Row, status: number, answer: unknown): Reply<unknown> {
  const parsed = parseUnknown(adminReplySchema(row.result), answer)
  if (parsed.ok) return parsed.value
  if (status === 401) return failed('NOT_SIGNED_IN')
  return failed('INTERNAL', `The answer was not of the expected form: ${parsed.problem.message}`)
}

function headersOf(row: Row, isAttended: boolean): Record<string, string> {
  return {
    accept: 'application/json',
    // A foreign page can make the browser send our cookie, but not this header.
    ...(row.method === 'GET' ? {} : { 'x-countermark-admin': '1' }),
    ...(isAttended ? {} : { [UNATTENDED_HEADER]: '1' }),
    ...(hasBody(row) ? { 'content-type': 'application/json' } : {}),
  }
}

function hasBody(row: Pick<Row, 'method'>): boolean {
  return row.method === 'POST' || row.method === 'PATCH'
}

function besidesPath(row: Pick<Row, 'path'>, params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([key]) => !row.path.includes(`{${key}}`)),
  )
}
