import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, becomeReady, isSandboxed, onQuit } from './app.ts'
import { openStandInBrowser } from './browser.ts'
import {
  globalShortcut,
  Menu,
  nativeImage,
  pressShortcut,
  screen,
  shortcuts,
  Tray,
  trays,
} from './desktop.ts'
import { handledChannels, invoke, ipcMain } from './ipc.ts'
import { mayRequest, protocol, registered, session } from './session.ts'
import { allWindows, openStandInWindow, prevented, type StandInWindow } from './window.ts'

/**
 * The part of the `electron` module that the app uses, over a real Chromium, in plain Node. It
 * refuses what Electron would refuse and knows nothing that Electron does not have.
 */
export { app, globalShortcut, ipcMain, Menu, nativeImage, protocol, screen, session, Tray }

const browser = await openStandInBrowser()
onQuit(browser.close)
// Electron is ready only after the entry file was read.
setImmediate(becomeReady)

/** Called with `new`, so it is a function that has a prototype. */
function createWindow(options: Parameters<typeof openStandInWindow>[0]): StandInWindow {
  return openStandInWindow(options, browser, (contents) =>
    app.emit('web-contents-created', {}, contents),
  )
}
export const BrowserWindow = Object.assign(createWindow, { getAllWindows: allWindows })

export const dialog = {
  showErrorBox: (title: string, content: string) => {
    process.stderr.write(`error box: ${title}: ${content}\n`)
  },
}

export const safeStorage = {
  getSelectedStorageBackend: () =>
    registered.ready ? (process.env['STAND_IN_KEY_STORE'] ?? 'gnome_libsecret') : 'unknown',
  isAsyncEncryptionAvailable: async () => registered.ready,
  encryptStringAsync: async (text: string) => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', storeKey(), nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  decryptStringAsync: async (sealed: Buffer) => {
    const cipher = createDecipheriv('aes-256-gcm', storeKey(), sealed.subarray(0, 12))
    cipher.setAuthTag(sealed.subarray(12, 28))
    const text = Buffer.concat([cipher.update(sealed.subarray(28)), cipher.final()])
    return { result: text.toString('utf8'), shouldReEncrypt: false }
  },
}

/** The key store of this user: outlives the app, as a real one does. */
function storeKey(): Buffer {
  const path = join(app.getPath('userData'), 'stand-in-key-store')
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  return readFileSync(path)
}

/** For the test, beside the module itself: what the app set, and ways in that a page has not. */
const inspection = {
  endpoint: browser.endpoint,
  closeBrowser: browser.close,
  permissions: registered.handlers,
  handledChannels,
  invoke,
  isSandboxed,
  mayRequest,
  prevented,
  trays,
  shortcuts,
  pressShortcut,
}
export type Inspection = typeof inspection

process.on('message', (message: { id: number; source: string; arg: unknown }) => {
  void evaluate(message)
})

// A test that was broken off leaves no app behind.
process.on('disconnect', () => app.exit(1))

/** Runs a function of the test in this process, as Playwright does with a real Electron. */
async function evaluate({ id, source, arg }: { id: number; source: string; arg: unknown }) {
  const electron = { app, BrowserWindow, session, ipcMain, inspection }
  try {
    const call = new Function(`return (${source})`)() as (...args: unknown[]) => unknown
    process.send?.({ id, value: await call(electron, arg) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
  }
}
