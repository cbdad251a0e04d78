import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron'
import type { Log } from '../station/ports.ts'
import { APP_ORIGIN } from './app-protocol.ts'

interface WindowSettings {
  /** Absolute path of the built preload. */
  readonly preload: string
  readonly devTools: boolean
  readonly log: Log
}

/** The clerk's window. Every setting that keeps the page in its place is said, also the defaults. */
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
    webPreferences: {
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
    },
  }
}
