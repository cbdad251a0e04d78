import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron'
import { APP_ORIGIN } from './app-protocol.ts'

/** The clerk's window. Every setting that keeps the page in its place is said, also the defaults. */
export function openWindow(options: {
  readonly preload: string
  readonly devTools: boolean
}): BrowserWindow {
  const window = new BrowserWindow(windowOptions(options))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** Brings the clerk's window to the front. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function windowOptions(options: {
  readonly preload: string
  readonly devTools: boolean
}): BrowserWindowConstructorOptions {
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
