import { parseJson } from '../../src/contract/parse.ts'
import {
  type CloseReason,
  type RequestFrame,
  requestFrameSchema,
  splitFrame,
} from '../../src/contract/wire/frames.ts'
import { isMacOf, type SessionKeys } from './session-keys.ts'

/** What the server says on an authenticated socket, before it is numbered. */
export type ServerSays =
  | { readonly type: 'welcome'; readonly settings: unknown; readonly serverTimeMs: number }
  | { readonly type: 'reply'; readonly id: number; readonly reply: unknown }
  | { readonly type: 'event'; readonly name: string; readonly body: unknown }

type Opened =
  | { readonly ok: true; readonly frame: RequestFrame }
  | { readonly ok: false; readonly reason: CloseReason }

/** The server's end of an authenticated session: numbers and macs every frame. */
export interface Channel {
  /** The frame as it goes out. Each call takes the next number: what is sealed must be sent. */
  readonly seal: (says: ServerSays) => string
  /** Judges a frame that came in. After the first that is not right the session is over. */
  readonly open: (frame: string) => Opened
}

export function createChannel(keys: SessionKeys): Channel {
  let sent = 0
  let received = 0

  return {
    seal: (says) => {
      sent += 1
      const { type, ...rest } = says
      const json = JSON.stringify({ type, seq: sent, ...rest })
      return `${keys.fromServer(json)}.${json}`
    },
    open: (frame) => {
      const parts = splitFrame(frame)
      if (!parts) return { ok: false, reason: 'FRAME_MALFORMED' }
      // The mac first: nothing of a frame is looked at before it is known whose it is.
      if (!isMacOf(keys.fromStation, parts.json, parts.mac)) {
        return { ok: false, reason: 'NOT_AUTHENTIC' }
      }
      const parsed = parseJson(requestFrameSchema, parts.json)
      if (!parsed.ok) return { ok: false, reason: 'FRAME_MALFORMED' }
      // A gap is a lost frame, a number seen before is a replayed one: neither happens by itself.
      if (parsed.value.seq !== received + 1) return { ok: false, reason: 'NOT_AUTHENTIC' }
      received += 1
      return { ok: true, frame: parsed.value }
    },
  }
}
