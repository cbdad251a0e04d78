import {
  ADMIN,
  ADMIN_PREFIX,
  type AdminName,
  type AdminParams,
  type AdminResult,
} from '../../../src/contract/admin/table.ts'
import { parseUnknown } from '../../../src/contract/parse.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { adminReplySchema } from '../../../src/contract/reply-schemas.ts'

/** What a browser is to the admin's API: it keeps the cookie and sends the header. */
export interface AdminBrowser {
  /** One call of the table; fails when the answer is not of the table's form. */
  readonly call: <Name extends AdminName>(
    name: Name,
    params: AdminParams<Name>,
  ) => Promise<Reply<AdminResult<Name>>>
  /** Any request below the admin's prefix, as given. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>
  readonly cookie: () => string
}

export function adminBrowser(url: string): AdminBrowser {
  let cookie = ''

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie)
    const response = await fetch(`${url}${ADMIN_PREFIX}${path}`, { ...init, headers })
    const set = response.headers.getSetCookie()[0]
    if (set !== undefined) cookie = set.split(';', 1)[0] ?? ''
    return response
  }

  const call = async (name: AdminName, params: Record<string, unknown>) => {
    const { method, path, result } = ADMIN[name]
    const rest = { ...params }
    const filled = path.replace(/\{(\w+)\}/g, (_, part: string) => {
      const value = String(rest[part])
      delete rest[part]
      return encodeURIComponent(value)
    })
    const inQuery = method === 'GET' || method === 'DELETE'
    const query = new URLSearchParams(inQuery ? (rest as Record<string, string>) : {}).toString()
    const response = await send(query === '' ? filled : `${filled}?${query}`, {
      method,
      headers: {
        'x-countermark-admin': '1',
        ...(inQuery ? {} : { 'content-type': 'application/json' }),
      },
      ...(inQuery ? {} : { body: JSON.stringify(rest) }),
    })
    const answer: unknown = await response.json()
    const parsed = parseUnknown(adminReplySchema(result), answer)
    if (!parsed.ok) throw new Error(`${name}: ${parsed.problem.path}: ${parsed.problem.message}`)
    return parsed.value
  }
  return { send, call: call as AdminBrowser['call'], cookie: () => cookie }
}
