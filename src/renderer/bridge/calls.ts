import { parseUnknown } from '../../contract/parse.ts'
import { failed, type Reply } from '../../contract/refusals.ts'
import { replySchema } from '../../contract/reply-schemas.ts'
import { SCREEN } from '../../contract/screen/commands.ts'
import type { ScreenCommand } from '../../contract/screen/names.ts'
import { COMMAND_ANSWER_MS } from '../limits.ts'

/** The commands that were sent and have no answer yet. */
export interface Calls {
  /** Sends a command and resolves with its answer, checked by the table. */
  readonly call: (name: ScreenCommand, params: unknown) => Promise<Reply<unknown>>
  /** The answer of one call, unparsed. One that nobody waits for is dropped. */
  readonly answer: (id: number, reply: unknown) => void
  /** The socket is gone: what becomes of the calls in flight is not known here. */
  readonly abandon: () => void
}

interface Waiting {
  readonly name: ScreenCommand
  readonly settle: (reply: Reply<unknown>) => void
  readonly timer: number
}

/**
 * Keeps the calls in flight. `send` gives false when there is nobody to send to. A call that cannot be sent
 * fails at once with UNAVAILABLE; one that gets no answer, by time or because the socket closed, with TIMEOUT_UNKNOWN.
 */
export function createCalls(send: (text: string) => boolean): Calls {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  const settle = (id: number, reply: (name: ScreenCommand) => Reply<unknown>) => {
    const entry = waiting.get(id)
    if (!entry) return
    waiting.delete(id)
    window.clearTimeout(entry.timer)
    entry.settle(reply(entry.name))
  }
  const giveUp = (id: number) => settle(id, () => failed('TIMEOUT_UNKNOWN'))
  return {
    call: (name, params) =>
      new Promise((resolve) => {
        lastId += 1
        const id = lastId
        if (!send(JSON.stringify({ id, name, params }))) return resolve(failed('UNAVAILABLE'))
        const timer = window.setTimeout(() => giveUp(id), COMMAND_ANSWER_MS)
        waiting.set(id, { name, settle: resolve, timer })
      }),
    answer: (id, reply) => settle(id, (name) => parseReply(name, reply)),
    abandon: () => {
      for (const id of [...waiting.keys()]) giveUp(id)
    },
  }
}

function parseReply(name: ScreenCommand, reply: unknown): Reply<unknown> {
  const parsed = parseUnknown(replySchema(SCREEN[name].result), reply)
  return parsed.ok ? parsed.value : failed('INTERNAL')
}
