import type { StationProblem } from '../../../contract/screen/state.ts'
import { CLOSE_REASONS, type CloseReason } from '../../../contract/wire/frames.ts'

/** What the screen says about the server, one word each (`Health.problem`). */
export type LinkProblem = Extract<
  StationProblem,
  | 'not-activated'
  | 'server-unreachable'
  | 'server-not-authentic'
  | 'protocol-version'
  | 'device-revoked'
  | 'device-unknown'
  | 'device-replaced'
  | 'server-draining'
  | 'server-busy'
  | 'connection-broken'
>

/** When to try again: soon, slowly, or only when the clerk asks. */
export type Retry = 'soon' | 'slowly' | 'never'

export interface CloseMeaning {
  readonly problem: LinkProblem
  readonly retry: Retry
}

/** What our own close means to the clerk, and when the station comes back. */
export const CLOSE_MEANINGS: Readonly<Record<CloseReason, CloseMeaning>> = {
  PROTOCOL_VERSION: { problem: 'protocol-version', retry: 'slowly' },
  NOT_AUTHENTIC: { problem: 'server-not-authentic', retry: 'slowly' },
  DEVICE_REVOKED: { problem: 'device-revoked', retry: 'never' },
  DEVICE_UNKNOWN: { problem: 'device-unknown', retry: 'slowly' },
  FRAME_MALFORMED: { problem: 'connection-broken', retry: 'soon' },
  FRAME_TOO_LARGE: { problem: 'connection-broken', retry: 'soon' },
  RATE_LIMITED: { problem: 'server-busy', retry: 'slowly' },
  SIGN_IN_TOO_SLOW: { problem: 'server-unreachable', retry: 'soon' },
  // Two stations with one identity would otherwise throw each other out in turns.
  REPLACED: { problem: 'device-replaced', retry: 'slowly' },
  DRAINING: { problem: 'server-draining', retry: 'soon' },
}

/**
 * What a close by the other side means. A code that is not ours means that the way to the server
 * broke; NOT_AUTHENTIC from there is about our frames, not about the server.
 */
export function closeMeaning(code: number): CloseMeaning {
  const reason = closeReason(code)
  if (reason === undefined) return { problem: 'server-unreachable', retry: 'soon' }
  if (reason === 'NOT_AUTHENTIC') return { problem: 'connection-broken', retry: 'slowly' }
  return CLOSE_MEANINGS[reason]
}

function closeReason(code: number): CloseReason | undefined {
  const names = Object.keys(CLOSE_REASONS) as CloseReason[]
  return names.find((name) => CLOSE_REASONS[name] === code)
}
