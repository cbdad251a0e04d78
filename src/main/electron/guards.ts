import type { Session, WebContents } from 'electron'
import { isAppUrl } from './app-protocol.ts'

/**
 * Nothing is permitted to a page: no camera, no notifications, no devices, no downloads, and no
 * request to anywhere but the screen itself. What the station may do, its core does.
 */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isAllowedRequest(details.url) })
  })
  session.on('will-download', (event) => event.preventDefault())
}

/** A page stays where it is: no other address, no new window, no guest inside. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => refuseElsewhere(event))
  contents.on('will-frame-navigate', (event) => refuseElsewhere(event))
  contents.on('will-redirect', (event) => refuseElsewhere(event))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function refuseElsewhere(event: {
  readonly url: string
  readonly preventDefault: () => void
}): void {
  if (!isAppUrl(event.url)) event.preventDefault()
}

/** The developer tools fetch their own parts; they are off in a packaged station. */
function isAllowedRequest(address: string): boolean {
  return isAppUrl(address) || address.startsWith('devtools://')
}
