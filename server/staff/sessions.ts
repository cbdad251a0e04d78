import { createHash } from 'node:crypto'
import type { NetworkId } from '../../src/contract/ids.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from './handlers.ts'
import {
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
  SESSION_TOUCH_MS,
  SESSIONS_LISTED_MAX,
  USER_AGENT_LENGTH_MAX,
} from './limits.ts'

/** Where a browser calls from. */
export interface Visit {
  readonly ip: string
  readonly userAgent: string
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Opens a session and gives its token: 256 random bits, of which only a hash is kept. */
export async function openSession(
  context: ServerContext,
  staffId: string,
  visit: Visit,
): Promise<string> {
  const token = Buffer.from(context.randomBytes(32)).toString('base64url')
  const nowMs = context.nowMs()
  const sessionId = uuidV7(nowMs, context.randomBytes(10))
  const query = context.database.read
    .insertInto('staff_session')
    .values({
      token_hash: hashToken(token),
      id: sessionId,
      staff_id: staffId,
      created_at_ms: nowMs,
      last_seen_at_ms: nowMs,
      expires_at_ms: nowMs + SESSION_ABSOLUTE_MS,
      revoked_at_ms: null,
      ip: visit.ip,
      user_agent: visit.userAgent.slice(0, USER_AGENT_LENGTH_MAX),
    })
    .compile()
  const written = await context.database.write([
    { query, changes: 1 },
    record(context, {
      actor: `staff:${staffId}`,
      action: 'session-open',
      subject: `session:${sessionId}`,
      ip: visit.ip,
    }),
  ])
  if (!written) throw new Error('the session could not be written')
  return token
}

/** A `call` is a person at work and keeps the session from going idle; to `watch` is not. */
export type SessionUse = 'call' | 'watch'

/** Who a session token stands for right now; undefined when it is unknown, over, or its owner disabled. */
export async function readSession(
  context: ServerContext,
  token: string,
  ip: string,
  use: SessionUse,
): Promise<SignedIn | undefined> {
  if (!TOKEN.test(token)) return undefined
  const nowMs = context.nowMs()
  const row = await context.database.read
    .selectFrom('staff_session as session')
    .innerJoin('staff', 'staff.id', 'session.staff_id')
    .innerJoin('network', 'network.id', 'staff.network_id')
    .select([
      'session.id as sessionId',
      'session.last_seen_at_ms as lastSeenAtMs',
      'staff.id as staffId',
      'staff.name',
      'staff.email',
      'staff.role',
      'network.id as networkId',
      'network.name as networkName',
    ])
    .where('session.token_hash', '=', hashToken(token))
    .where('session.revoked_at_ms', 'is', null)
    .where('session.expires_at_ms', '>', nowMs)
    .where('session.last_seen_at_ms', '>', nowMs - SESSION_IDLE_MS)
    .where('staff.state', '=', 'active')
    .executeTakeFirst()
  if (!row) return undefined
  const { lastSeenAtMs, networkId, ...who } = row
  const isStale = nowMs - lastSeenAtMs >= SESSION_TOUCH_MS
  if (use === 'call' && isStale) await touch(context, row.sessionId, nowMs)
  return { ...who, networkId: networkId as NetworkId, ip }
}

/** The sessions of a person that are not over, newest first. */
export function listSessions(context: ServerContext, staffId: string) {
  const nowMs = context.nowMs()
  return context.database.read
    .selectFrom('staff_session')
    .select(['id', 'created_at_ms', 'last_seen_at_ms', 'ip', 'user_agent'])
    .where('staff_id', '=', staffId)
    .where('revoked_at_ms', 'is', null)
    .where('expires_at_ms', '>', nowMs)
    .where('last_seen_at_ms', '>', nowMs - SESSION_IDLE_MS)
    .orderBy('created_at_ms', 'desc')
    .limit(SESSIONS_LISTED_MAX)
    .execute()
}

/** Ends a session of this person from its next call on. False when they have no such open session. */
export function revokeSession(
  context: ServerContext,
  who: SignedIn,
  sessionId: string,
): Promise<boolean> {
  const query = context.database.read
    .updateTable('staff_session')
    .set({ revoked_at_ms: context.nowMs() })
    .where('id', '=', sessionId)
    .where('staff_id', '=', who.staffId)
    .where('revoked_at_ms', 'is', null)
    .compile()
  return context.database.write([
    { query, changes: 1 },
    record(context, {
      actor: `staff:${who.staffId}`,
      action: 'session-revoke',
      subject: `session:${sessionId}`,
      ip: who.ip,
    }),
  ])
}

async function touch(context: ServerContext, sessionId: string, nowMs: number): Promise<void> {
  const query = context.database.read
    .updateTable('staff_session')
    .set({ last_seen_at_ms: nowMs })
    .where('id', '=', sessionId)
    .compile()
  await context.database.write([{ query }])
}

function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}
