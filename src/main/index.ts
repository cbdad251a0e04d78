import { join } from 'node:path'
import { app, Menu, protocol, session } from 'electron'
import { APP_SCHEME, serveApp } from './electron/app-protocol.ts'
import { guardContents, guardSession } from './electron/guards.ts'
import { keyStoreSecrets, requireKeyStore } from './electron/key-store.ts'
import { drainOnQuit, endWith, readOwnSettings, stayAlone } from './electron/life.ts'
import { stayInReach } from './electron/reach.ts'
import { sendEvents, serveScreen } from './electron/screen-ipc.ts'
import { keepWhenClosed, openWindow } from './electron/window.ts'
import { keyFileOf, openStation } from './station/host/assemble.ts'
import { pinoLog } from './station/host/log.ts'
import { loadPages } from './station/host/pages.ts'
import type { HostSettings } from './station/host/settings.ts'

// Before the app is ready: what can only be said then.
app.enableSandbox()
protocol.registerSchemesAsPrivileged([APP_SCHEME])
Menu.setApplicationMenu(null)
app.on('web-contents-created', (_event, contents) => guardContents(contents))

const settings = readOwnSettings()
if (settings !== undefined && stayAlone()) {
  await app.whenReady()
  await start(settings).catch(endWith)
}

/** The order in which the station comes up. */
async function start(settings: HostSettings): Promise<void> {
  const log = pinoLog({ level: settings.logLevel })
  let mayUseCamera = () => false
  guardSession(session.defaultSession, () => mayUseCamera())
  const pages = await loadPages(settings.pagesFolder ?? join(import.meta.dirname, '../renderer'))
  serveApp(pages)
  await requireKeyStore()
  const secrets = keyStoreSecrets(keyFileOf(settings))
  const station = await openStation({ settings, secrets, log })
  const isQuitting = drainOnQuit(station.stop)
  mayUseCamera = station.screen.mayUseCamera
  serveScreen(station.screen)
  const page = {
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    devTools: !app.isPackaged,
    log,
  }
  const window = openWindow(page)
  sendEvents(window, station.screen)
  keepWhenClosed(window, isQuitting)
  stayInReach({ window, screen: station.screen, key: settings.forwardKey, page })
  const ready = { ready: true, ...station.ports }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
}
