import { POS_ACCOUNT_FORMS, POS_HOSTS, type PosProblem } from '../../src/contract/admin/pos.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import type { PosAnswer, PosRequest } from './adapter.ts'
import { ADAPTERS } from './adapters.ts'
import { type Connection, openSecrets } from './connections.ts'
import { ANSWER_BYTES_MAX, ANSWER_TIMEOUT_MS, RETRY_MAX_MS } from './limits.ts'

/** An answer, or why there is none and how long the POS wants to be left alone. */
export type Asked =
  | { readonly ok: true; readonly answer: PosAnswer }
  | {
      readonly ok: false
      readonly problem: PosProblem
      readonly waitMs: number
      readonly status: number
    }

/** Asks the API of one POS after another; keeps the sessions of those that have them. */
export interface Asking {
  readonly ask: (connection: Connection, request: (token: string) => PosRequest) => Promise<Asked>
}

interface Session {
  readonly token: string
  readonly untilMs: number
  readonly sealed: Uint8Array
}

export function createAsking(context: ServerContext): Asking {
  const sessions = new Map<string, Session>()

  const tokenOf = async (connection: Connection): Promise<Asked | string> => {
    const secrets = openSecrets(context, connection)
    const { login } = ADAPTERS[connection.kind]
    if (login === undefined) return secrets.access
    const open = sessions.get(connection.connectionId)
    const isSame = open !== undefined && Buffer.compare(open.sealed, connection.sealed) === 0
    if (isSame && open.untilMs > context.nowMs()) return open.token
    const asked = await send(context, connection, login.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(login.body(secrets)),
    })
    if (!asked.ok) return asked
    const read = login.read(asked.answer.text)
    if (read === undefined) return failed('not-understood')
    const { token, goodMs } = read
    // A tenth earlier, so that none ends on the way.
    const untilMs = context.nowMs() + Math.floor(goodMs * 0.9)
    sessions.set(connection.connectionId, { token, untilMs, sealed: connection.sealed })
    return token
  }

  return {
    ask: async (connection, request) => {
      const token = await tokenOf(connection)
      if (typeof token !== 'string') return token
      const { path, headers } = request(token)
      const asked = await send(context, connection, path, { method: 'GET', headers })
      if (!asked.ok && asked.problem === 'credentials') sessions.delete(connection.connectionId)
      return asked
    },
  }
}

/** The documented host of this connection's API, and no other: what is kept is checked once more. */
export function originOf(
  { posOrigin }: Pick<ServerContext, 'posOrigin'>,
  connection: Pick<Connection, 'kind' | 'account' | 'host'>,
): string {
  const { kind, account, host } = connection
  invariant(POS_ACCOUNT_FORMS[kind].test(account), 'an account is of the form of its POS')
  const hosts: readonly string[] | null = POS_HOSTS[kind]
  if (hosts !== null) {
    invariant(host !== null && hosts.includes(host), 'a host is one that its POS documents')
  }
  const named = hosts === null ? accountHost(kind, account) : host
  return posOrigin?.(kind) ?? `https://${named}`
}

function accountHost(kind: Connection['kind'], account: string): string {
  return kind === 'lightspeed' ? `${account}.retail.lightspeed.app` : account
}

async function send(
  context: ServerContext,
  connection: Connection,
  path: string,
  request:
    | { readonly method: string; readonly headers: Record<string, string>; readonly body?: string }
    | { readonly method: 'GET'; readonly headers: PosRequest['headers'] },
): Promise<Asked> {
  try {
    const response = await fetch(`${originOf(context, connection)}${path}`, {
      ...request,
      headers: { accept: 'application/json', ...request.headers },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    const text = await readBounded(response)
    if (!response.ok) return refusedBy(response, context.nowMs())
    if (text === undefined) return failed('not-understood')
    return { ok: true, answer: { text, header: (name) => response.headers.get(name) ?? '' } }
  } catch (error) {
    context.log.debug({ err: error, pos: connection.kind }, 'a POS could not be asked')
    return failed('unreachable')
  }
}

/** Undefined when there is more than any list has. */
async function readBounded(response: Response): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > ANSWER_BYTES_MAX) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function refusedBy({ status, headers }: Response, nowMs: number): Asked {
  const waitMs = waitOf(headers.get('retry-after'), nowMs)
  if (status === 401 || status === 403) return failed('credentials', waitMs, status)
  if (status === 429) return failed('rate-limited', waitMs, status)
  return failed(status >= 500 ? 'unreachable' : 'not-understood', waitMs, status)
}

/** Seconds (also `2.0`), or a date; bounded, as an answer must not silence a connection for good. */
function waitOf(retryAfter: string | null, nowMs: number): number {
  if (retryAfter === null) return 0
  const seconds = /^\d{1,6}(\.\d+)?$/.test(retryAfter) ? Math.ceil(Number(retryAfter)) : undefined
  const waitMs = seconds === undefined ? Date.parse(retryAfter) - nowMs : seconds * 1_000
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), RETRY_MAX_MS) : 0
}

function failed(problem: PosProblem, waitMs = 0, status = 0): Asked {
  return { ok: false, problem, waitMs, status }
}
