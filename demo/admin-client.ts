import {
  ADMIN,
  ADMIN_PREFIX,
  type AdminName,
  type AdminParams,
  type AdminResult,
} from '../src/contract/admin/table.ts'
import type { Reply } from '../src/contract/refusals.ts'

/** The admin's API in the hand of a script: signed in once, then one call a name of the table. */
export interface AdminClient {
  readonly call: <Name extends AdminName>(
    name: Name,
    params: AdminParams<Name>,
  ) => Promise<AdminResult<Name>>
}

/** Signs in and returns the client. Its calls throw with the server's own message when refused. */
export async function signIn(
  serverUrl: string,
  email: string,
  password: string,
): Promise<AdminClient> {
  let cookie = ''
  const send = async (name: AdminName, params: Record<string, unknown>) => {
    const { url, init } = request(serverUrl, name, params)
    const response = await fetch(url, { ...init, headers: { ...init.headers, cookie } })
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    const reply = (await response.json()) as Reply<unknown>
    if (reply.ok) return reply.value
    throw new Error(`${name}: ${'refusal' in reply ? reply.refusal.message : reply.error.message}`)
  }
  await send('sign-in', { email, password })
  return {
    call: async (name, params) => (await send(name, params as Record<string, unknown>)) as never,
  }
}

function request(serverUrl: string, name: AdminName, params: Record<string, unknown>) {
  const { method, path } = ADMIN[name]
  const rest = { ...params }
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(rest[key])
    delete rest[key]
    return encodeURIComponent(value)
  })
  const inQuery = method === 'GET' || method === 'DELETE'
  const query = new URLSearchParams(
    Object.entries(rest).map(([key, value]) => [key, String(value)]),
  )
  const url = `${serverUrl}${ADMIN_PREFIX}${filled}${inQuery && query.size > 0 ? `?${query}` : ''}`
  const headers: Record<string, string> = { 'x-countermark-admin': '1' }
  if (inQuery) return { url, init: { method, headers } }
  return {
    url,
    init: {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(rest),
    },
  }
}
