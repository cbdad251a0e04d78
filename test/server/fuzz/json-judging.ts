import { expect } from 'vitest'
import { z } from 'zod'
import { ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import { ERRORS, REFUSALS } from '../../../src/contract/refusals.ts'
import { adminReplySchema, apiRefusalSchema } from '../../../src/contract/reply-schemas.ts'
import type { JsonHouse } from './json-house.ts'
import type { JsonInput } from './json-requests.ts'
import type { JsonRoute } from './json-routes.ts'

/** What requests may name of what answers told. */
const NAMES_KEPT = 100

const CODES = { ...ERRORS, ...REFUSALS }
/** What became of a request. */
export type Kind = 'done' | 'refusal' | 'error'

export interface Outcome {
  readonly kind: Kind
  readonly code: string
}

/** Sends a request, and fails when the answer is none of those that the documents know. */
export async function outcomeOf(house: JsonHouse, input: JsonInput): Promise<Outcome> {
  const { url, body, type } = input
  const route = routeOf(house, input)
  const answer = await house.app.inject({
    ...{ method: route.method as 'POST', url, headers: headersOf(house, input, type) },
    ...(body === null ? {} : { payload: Buffer.from(body, 'utf8') }),
  })
  return judged(house, input, answer.statusCode, answer.headers['content-type'], answer.body)
}

function headersOf(house: JsonHouse, input: JsonInput, type: string): Record<string, string> {
  const { who, turn, body } = input
  const route = routeOf(house, input)
  const head: Record<string, string> = body === null || type === '' ? {} : { 'content-type': type }
  const at = <One>(list: readonly One[]) => list[turn % Math.max(1, list.length)]
  if (route.door === 'admin') {
    if (who !== 'foreign page') head['x-countermark-admin'] = '1'
    head['cookie'] = who === 'right' ? (at(house.cookies()) ?? '') : 'countermark=x'
    // Whoever signs out ends the session, and the others go on.
    if (route.method === 'DELETE' && route.url.endsWith('/session'))
      head['cookie'] = 'countermark=y'
    return head
  }
  if (route.door === 'open') return { ...head, 'x-countermark-admin': '1' }
  if (who === 'right') head['authorization'] = `Bearer ${at(house.keys)}`
  if (who === 'wrong key') head['authorization'] = turn % 2 ? 'Bearer cm_live_x' : 'Basic eDp5'
  if (turn % 5 === 0)
    head['countermark-shopper-address'] = `10.9.${turn & 255}.${(turn >> 8) & 255}`
  return head
}

function routeOf(house: JsonHouse, { route }: JsonInput): JsonRoute {
  const found = house.routes[route]
  if (found === undefined) throw new Error('no such route')
  return found
}

/** Fails unless the answer is one that the documents know. */
function judged(
  house: JsonHouse,
  input: JsonInput,
  status: number,
  type: string | string[] | number | undefined,
  text: string,
): Outcome {
  const route = routeOf(house, input)
  if (status < 400 && route.result === null) return { kind: 'done', code: 'page' }
  // A page for people says in words what went wrong.
  const isPage = route.params === null && String(type).startsWith('text/html')
  if (isPage && status < 500) return { kind: 'error', code: 'page' }
  const what = `${JSON.stringify(input).slice(0, 1_000)}: ${status} ${text.slice(0, 300)}`
  expect(String(type), what).toContain('application/json')
  const body = JSON.parse(text) as unknown
  if (status === 200) {
    const parsed = replyOf(route.result)?.safeParse(body)
    expect(parsed?.success ?? true, `${what} ${parsed?.error?.message}`).toBe(true)
    harvest(house, body)
    return { kind: 'done', code: 'done' }
  }
  // The pages of the admin read refusals strictly; the API tells more of them.
  const isApi = !route.url.startsWith(ADMIN_PREFIX)
  const parsed = (isApi ? notDoneAtApi : notDone).safeParse(body)
  expect(parsed.success, what).toBe(true)
  const reply = parsed.data as { refusal?: { code: string }; error?: { code: string } }
  const code = (reply.refusal?.code ?? reply.error?.code ?? '') as keyof typeof CODES
  expect(CODES[code]?.http, what).toBe(status)
  expect(status < 500 || status === 503, what).toBe(true)
  return { kind: reply.refusal ? 'refusal' : 'error', code }
}

const schemas = new Map<z.ZodType, z.ZodType>()
function replyOf(result: z.ZodType | null): z.ZodType | undefined {
  if (result === null) return undefined
  const known = schemas.get(result) ?? adminReplySchema(result)
  schemas.set(result, known)
  return known
}
const notDone = adminReplySchema(z.never())
const notDoneAtApi = z.union([
  z.strictObject({ ok: z.literal(false), refusal: apiRefusalSchema }),
  notDone,
])

/** Remembers ids that answers tell, so that later requests can name what there is. */
function harvest(house: JsonHouse, value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 4) return
  for (const [name, one] of Object.entries(value)) {
    if (typeof one === 'string' && /Id$/.test(name)) {
      const list = house.names.get(name) ?? []
      house.names.set(name, list)
      if (!list.includes(one)) list.push(one)
      if (list.length > NAMES_KEPT) list.splice(1, 1)
    } else harvest(house, one, depth + 1)
  }
}
