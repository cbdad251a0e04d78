import { BrowserWindow, type BrowserWindowConstructorOptions, type WebPreferences } from 'electron'
import type { Log } from '../station/ports.ts'
import { APP_ORIGIN } from './app-protocol.ts'

/** What every page of the shell is opened with. */
export interface PageSettings {
  /** Absolute path of the built preload. */
  readonly preload: string
  readonly devTools: boolean
}

interface WindowSettings extends PageSettings {
  readonly log: Log
}

/** The clerk's window. */
export function openWindow(options: WindowSettings): BrowserWindow {
  const window = new BrowserWindow(windowOptions(options))
  window.once('ready-to-show', () => window.show())
  const load = () => {
    window.loadURL(`${APP_ORIGIN}/`).catch((error: unknown) => {
      options.log.warn('screen-not-loaded', { why: String(error) })
    })
  }
  // A page that crashed comes back: the core kept the state, the screen only draws it.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') load()
  })
  load()
  return window
}

/**
 * A closed window is out of the way, and the station goes on listening; it ends by the tray. Where
 * the system may show no tray (Linux), the window stays within reach in the task bar.
 */
export function keepWhenClosed(window: BrowserWindow, isQuitting: () => boolean): void {
  window.on('close', (event) => {
    if (isQuitting()) return
    event.preventDefault()
    if (process.platform === 'linux') window.minimize()
    else window.hide()
  })
}

/** Brings the clerk's window to the front. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function windowOptions(options: WindowSettings): BrowserWindowConstructorOptions {
  return {
    title: 'Countermark',
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 720,
    show: false,
    autoHideMenuBar: true,
    webPreferences: pagePreferences(options),
  }
}

/** Every setting that keeps a page in its place is said, also the defaults. */
export function pagePreferences(options: PageSettings): WebPreferences {
  return {
    preload: options.preload,
    devTools: options.devTools,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    // The clock of "still working" must not slow down while the POS covers this window.
    backgroundThrottling: false,
  }
}
