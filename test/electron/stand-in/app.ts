import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { registered } from './session.ts'
import { preventable, refuse, strictEmitter } from './strict.ts'
import { allWindows } from './window.ts'

const emitter = strictEmitter('App')
let quitting = false
let sandboxed = false
let closeBrowser = async () => {}

const whenReady = new Promise<void>((resolve) => emitter.once('ready', () => resolve()))

/** Ends what the stand-in holds open, when the app quits. */
export function onQuit(close: () => Promise<void>): void {
  closeBrowser = close
}

export function becomeReady(): void {
  registered.ready = true
  emitter.emit('ready')
}

export const isSandboxed = (): boolean => sandboxed

export const app = Object.assign(emitter, {
  isPackaged: false,
  whenReady: () => whenReady,
  isReady: () => registered.ready,
  enableSandbox: () => {
    if (registered.ready) refuse('app.enableSandbox() can only be called before app is ready')
    sandboxed = true
  },
  requestSingleInstanceLock: () => process.env['STAND_IN_SECOND_INSTANCE'] === undefined,
  getPath: (name: string) => {
    const home = process.env['STAND_IN_USER_DATA'] ?? refuse('STAND_IN_USER_DATA is not set')
    if (name === 'userData') return home
    if (name === 'appData') return join(home, 'app-data')
    return refuse(`app.getPath('${name}') is not expected`)
  },
  getAppPath: () => fileURLToPath(new URL('../../..', import.meta.url)),
  getLoginItemSettings: () => refuse('login items are of Windows and macOS'),
  setLoginItemSettings: () => refuse('login items are of Windows and macOS'),
  quit: () => void quit(),
  exit: (code = 0) => void leave(code),
})

/** As Electron: the app may hold it back, then the windows close, then it ends. */
async function quit(): Promise<void> {
  const before = preventable()
  emitter.emit('before-quit', before)
  if (before.defaultPrevented || quitting) return
  quitting = true
  for (const window of [...allWindows()]) await window.close()
  const last = preventable()
  emitter.emit('will-quit', last)
  if (last.defaultPrevented) {
    quitting = false
    return
  }
  await leave(0)
}

async function leave(code: number): Promise<void> {
  await closeBrowser()
  process.exit(code)
}
