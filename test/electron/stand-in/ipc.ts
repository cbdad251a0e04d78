import { clone, refuse } from './strict.ts'

/** Who asks, as handlers see it. */
export interface IpcEvent {
  readonly senderFrame: unknown
  readonly sender: unknown
}

type IpcHandler = (event: IpcEvent, ...args: unknown[]) => unknown

const handlers = new Map<string, IpcHandler>()

/** Channels that the app handles: the whole surface of its main process. */
export const handledChannels = (): readonly string[] => [...handlers.keys()]

export const ipcMain = {
  handle: (channel: string, handler: IpcHandler) => {
    if (handlers.has(channel)) {
      refuse(`Attempted to register a second handler for '${channel}'`)
    }
    handlers.set(channel, handler)
  },
  /** Takes any channel in Electron; this app has one handler and no other door. */
  on: () => refuse('ipcMain.on is another door'),
}

/** Carries a call from a page: everything is cloned on the way, both ways. */
export async function invoke(call: {
  readonly channel: string
  readonly args: readonly unknown[]
  readonly event: IpcEvent
}): Promise<{ value: unknown } | { error: string }> {
  const handler = handlers.get(call.channel)
  if (handler === undefined) return { error: `No handler registered for '${call.channel}'` }
  try {
    return { value: clone(await handler(call.event, ...clone([...call.args]))) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown' }
  }
}
