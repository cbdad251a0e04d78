import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StaffRole } from '../../src/contract/admin/roles.ts'
import { ERRORS, failed, REFUSALS, type Reply, replyCode } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from './handlers.ts'
import { SESSION_ABSOLUTE_MS } from './limits.ts'
import { readSession, type SessionUse } from './sessions.ts'

/** The cookie's name; browsers take the `__Host-` one over TLS only, and from no sister host. */
function cookieName(context: ServerContext): string {
  return isBehindTls(context) ? '__Host-countermark' : 'countermark'
}

function isBehindTls(context: ServerContext): boolean {
  return context.config.publicUrl?.startsWith('https:') ?? false
}

function cookieOptions(context: ServerContext): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: isBehindTls(context) }
}

/** Hands the session to the browser, out of reach of scripts and of foreign pages. */
export function setSessionCookie(context: ServerContext, reply: FastifyReply, token: string): void {
  const maxAge = SESSION_ABSOLUTE_MS / 1000
  reply.setCookie(cookieName(context), token, { ...cookieOptions(context), maxAge })
}

export function clearSessionCookie(context: ServerContext, reply: FastifyReply): void {
  reply.clearCookie(cookieName(context), cookieOptions(context))
}

/**
 * Who makes this request, if their session is good and their role is one of these: NOT_SIGNED_IN or
 * NOT_PERMITTED otherwise. For every door of the admin, also those that are not in the table.
 */
export async function requireStaff(
  context: ServerContext,
  request: FastifyRequest,
  roles: readonly StaffRole[],
  use: SessionUse = 'call',
): Promise<Reply<SignedIn>> {
  const token = request.cookies[cookieName(context)]
  const who = token === undefined ? undefined : await readSession(context, token, request.ip, use)
  if (!who) return failed('NOT_SIGNED_IN')
  if (!roles.includes(who.role)) {
    return failed('NOT_PERMITTED', `Not permitted for the role ${who.role}. Ask an operator.`)
  }
  return { ok: true, value: who }
}

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the reply that was sent, `ok` for a success; undefined where it was none. */
    outcome?: string
  }
}

const CODES = { ...ERRORS, ...REFUSALS }
/** When to try again where nobody knows when it will be better: a restart takes a second or two. */
const UNAVAILABLE_WAIT_S = 5

/** Sends a reply with the HTTP status that its code has in the table, never to be cached. */
export function sendReply(reply: FastifyReply, answer: Reply<unknown>): FastifyReply {
  reply.header('cache-control', 'no-store')
  reply.outcome = answer.ok ? 'ok' : replyCode(answer)
  if (answer.ok) return reply.code(200).send(answer)
  const code = replyCode(answer)
  const { http } = CODES[code]
  const { retryAfterMs: waitMs } = 'error' in answer ? answer.error : answer.refusal
  if (waitMs !== undefined) reply.header('retry-after', String(Math.ceil(waitMs / 1000)))
  else if (http === 503) reply.header('retry-after', String(UNAVAILABLE_WAIT_S))
  return reply.code(http).send(answer)
}
