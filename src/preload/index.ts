import { contextBridge, ipcRenderer } from 'electron'
import { SCREEN_CHANNEL, SCREEN_COMMANDS, SCREEN_EVENT_CHANNEL } from '../contract/screen/names.ts'

type Listener = (event: unknown) => void

const listeners = new Set<Listener>()
let lastState: unknown

ipcRenderer.on(SCREEN_EVENT_CHANNEL, (_sender, event: { readonly type: string }) => {
  if (event.type === 'state') lastState = event
  for (const listener of listeners) listener(event)
})

/** One named function a command: no channel, no ipcRenderer and no event object goes through. */
const commands = Object.fromEntries(
  SCREEN_COMMANDS.map((name) => [
    name,
    (params: unknown): Promise<unknown> => ipcRenderer.invoke(SCREEN_CHANNEL, { name, params }),
  ]),
)

contextBridge.exposeInMainWorld('countermark', {
  commands,
  listen: (listener: Listener) => {
    listeners.add(listener)
    if (lastState !== undefined) listener(lastState)
    return () => void listeners.delete(listener)
  },
})
