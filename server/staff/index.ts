import { failed, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from './handlers.ts'
import { listSessions, revokeSession } from './sessions.ts'

export { refuseForeignPage, registerAdminRoutes } from './admin-door.ts'
export { listStaff, setStaffPassword, setStaffState } from './changes.ts'
export { type AdminEvents, createAdminEvents } from './events.ts'
export { type AdminHandlers, afterEachChange, type SignedIn } from './handlers.ts'
export { createStaff, hasStaff } from './people.ts'
export { requireStaff, sendReply } from './session-cookie.ts'
export { createStepUp, type StepUp } from './step-up.ts'

type StaffCalls = 'who-am-i' | 'sign-out' | 'list-sessions' | 'revoke-session'

/** What a person may do about themselves. */
export function staffHandlers(context: ServerContext): Pick<AdminHandlers, StaffCalls> {
  return {
    'who-am-i': async ({ staffId, name, email, role, networkId, networkName }) =>
      success({ staffId, name, email, role, networkId, networkName }),
    'sign-out': async (who) => {
      await revokeSession(context, who, who.sessionId)
      return success({})
    },
    'list-sessions': async (who) => {
      const rows = await listSessions(context, who.staffId)
      const sessions = rows.map((row) => ({
        sessionId: row.id,
        current: row.id === who.sessionId,
        createdAtMs: row.created_at_ms,
        lastSeenAtMs: row.last_seen_at_ms,
        ip: row.ip,
        userAgent: row.user_agent,
      }))
      return success({ sessions })
    },
    'revoke-session': async (who, { sessionId }) =>
      (await revokeSession(context, who, sessionId))
        ? success({})
        : failed('NOT_FOUND', 'No open session of yours has this id.'),
  }
}
