import { z } from 'zod'
import type { Reply } from '../refusals.ts'
import type { ScreenEvent, ScreenParams, ScreenResult } from './commands.ts'
import { SCREEN_COMMANDS, type ScreenCommand } from './names.ts'

/**
 * What a screen holds in its hand: one function a command, and the events. The Electron preload
 * exposes it as `window.countermark`; in a plain browser the kiosk's socket client builds the same.
 */
export interface ScreenBridge {
  readonly commands: {
    readonly [Name in ScreenCommand]: (
      params: ScreenParams<Name>,
    ) => Promise<Reply<ScreenResult<Name>>>
  }
  /** Calls back with the present state at once and every event after it. Returns how to stop. */
  readonly listen: (listener: (event: ScreenEvent) => void) => () => void
}

/** The kiosk's socket: commands up, replies and events down. Path and frames. */
export const SCREEN_SOCKET_PATH = '/screen'
/** A page offers this protocol and, behind it, its session: a browser lets it send no other header. */
export const SCREEN_SOCKET_PROTOCOL = 'countermark-screen'
/** The socket closes with it when the session is unknown; the page then goes where the words are. */
export const KEY_NEEDED_CLOSE = 4401
export const KEY_NEEDED_PATH = '/key-needed'
/** The address that a key leads to hands the session over in its fragment: `/#session=…`. */
export const SESSION_FRAGMENT = 'session'

/** The `meta` of the kiosk's page that names its build; the socket's first frame names the station's. */
export const BUILD_META = 'station-build'

export const screenRequestSchema = z.strictObject({
  id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  name: z.enum(SCREEN_COMMANDS),
  params: z.unknown(),
})

/**
 * Down the kiosk's socket: `{ build }` first, then `{ id, reply }` or `{ event }`, both checked by the
 * tables. A page of any build must understand the first: it may say more, never less.
 */
export const screenDownSchema = z.union([
  z.strictObject({ id: z.int().min(1), reply: z.unknown() }),
  z.strictObject({ event: z.unknown() }),
  z.looseObject({ build: z.string().min(1).max(100) }),
])
