import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { ROLES, type SignedInName } from '../../src/contract/admin/roles.ts'
import {
  ADMIN,
  ADMIN_PREFIX,
  type AdminName,
  UNATTENDED_HEADER,
} from '../../src/contract/admin/table.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { LoadClass } from '../load/index.ts'
import type { AdminHandlers, SignedIn } from './handlers.ts'
import { clearSessionCookie, requireStaff, sendReply, setSessionCookie } from './session-cookie.ts'
import type { SessionUse } from './sessions.ts'
import { createSignIn } from './sign-in.ts'

/** What a changing call carries besides the cookie: a foreign page cannot send it. */
const ADMIN_HEADER = 'x-countermark-admin'

interface Row {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly params: z.ZodType
}

/**
 * Opens one route for each row of the admin's table: the header against foreign pages, the session,
 * the role, the params, then the handler; out goes its reply with the status of its code.
 */
export function registerAdminRoutes(
  app: FastifyInstance,
  context: ServerContext,
  handlers: AdminHandlers,
): void {
  registerSignIn(app, context)
  for (const name of Object.keys(ADMIN) as AdminName[]) {
    if (name !== 'sign-in') registerRow(app, context, name, handlers)
  }
}

function registerRow(
  app: FastifyInstance,
  context: ServerContext,
  name: SignedInName,
  handlers: AdminHandlers,
): void {
  const row: Row = ADMIN[name]
  // The table ties each name to its params and result; inside, one row is like another.
  const handle = handlers[name] as (who: SignedIn, params: unknown) => Promise<Reply<unknown>>
  app.route({
    method: row.method,
    url: urlOf(row),
    config: { load: classOf(name, row) },
    handler: async (request, reply) => {
      const foreign = refuseForeignPage(request)
      if (foreign) return sendReply(reply, foreign)
      const who = await requireStaff(context, request, ROLES[name], sessionUse(request))
      if (!who.ok) return sendReply(reply, who)
      const params = readParams(row, request)
      if (!params.ok) return sendReply(reply, params)
      const answer = await handle(who.value, params.value)
      if (name === 'sign-out' && answer.ok) clearSessionCookie(context, reply)
      return sendReply(reply, answer)
    },
  })
}

/** A page reads again by itself for as long as it is open: that is nobody at work. */
function sessionUse({ method, headers }: FastifyRequest): SessionUse {
  return method === 'GET' && headers[UNATTENDED_HEADER] === '1' ? 'watch' : 'call'
}

function registerSignIn(app: FastifyInstance, context: ServerContext): void {
  const row = ADMIN['sign-in']
  const signIn = createSignIn(context)
  const config = { load: 'money' as const }
  app.post(urlOf(row), { config }, async (request, reply): Promise<FastifyReply> => {
    const foreign = refuseForeignPage(request)
    if (foreign) return sendReply(reply, foreign)
    const params = parseUnknown(row.params, request.body)
    if (!params.ok) return sendReply(reply, malformed(params.problem))
    const userAgent = request.headers['user-agent'] ?? ''
    const answer = await signIn(params.value, { ip: request.ip, userAgent })
    if (!answer.ok) return sendReply(reply, answer)
    setSessionCookie(context, reply, answer.value.token)
    return sendReply(reply, success(answer.value.view))
  })
}

/** What people look at waits for what they change; an undo comes first, at every door. */
function classOf(name: SignedInName, { method }: Row): LoadClass {
  if (name === 'void-operation') return 'redeem'
  return method === 'GET' || name === 'search-cards' ? 'reports' : 'money'
}

/** `/cards/{cardId}` as Fastify writes it: `/v1/admin/cards/:cardId`. */
function urlOf(row: Pick<Row, 'path'>): string {
  return `${ADMIN_PREFIX}${row.path.replace(/\{(\w+)\}/g, ':$1')}`
}

/** The refusal of a changing call that a foreign page could have sent; for every door of the admin. */
export function refuseForeignPage(request: FastifyRequest): Reply<never> | undefined {
  if (request.method === 'GET' || request.headers[ADMIN_HEADER] === '1') return undefined
  return failed('NOT_PERMITTED', `Changing calls need the header "${ADMIN_HEADER}: 1".`)
}

function readParams(row: Row, request: FastifyRequest): Reply<unknown> {
  const rest: unknown =
    row.method === 'GET' || row.method === 'DELETE' ? request.query : (request.body ?? {})
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) {
    return failed('REQUEST_MALFORMED', 'The body must be a JSON object.')
  }
  const input: unknown = { ...rest, ...(request.params as Record<string, string>) }
  const parsed = parseUnknown(row.params, input)
  return parsed.ok ? success(parsed.value) : malformed(parsed.problem)
}

function malformed(problem: { readonly path: string; readonly message: string }): Reply<never> {
  const place = problem.path === '' ? '' : `${problem.path}: `
  return failed('REQUEST_MALFORMED', `${place}${problem.message}`)
}
