import type { MediaAccessPermissionRequest, Session, WebContents } from 'electron'
import { isAppUrl } from './app-protocol.ts'

/**
 * Nothing is permitted to a page: no notifications, no devices, no downloads, and no request to
 * anywhere but the screen itself. What the station may do, its core does. Only the camera is the
 * page's, its pictures without sound, and only while `mayUseCamera`.
 */
export function guardSession(session: Session, mayUseCamera: () => boolean): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === 'media' && mayUseCamera() && isOwnCamera(details)),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      permission === 'media' &&
      mayUseCamera() &&
      isAppUrl(origin) &&
      details.isMainFrame &&
      details.mediaType === 'video',
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isAllowedRequest(details.url) })
  })
  session.on('will-download', (event) => event.preventDefault())
}

/** The screen's own page asks for pictures, and for nothing beside them. */
function isOwnCamera(details: MediaAccessPermissionRequest | object | undefined): boolean {
  if (details === undefined || !('mediaTypes' in details)) return false
  const { mediaTypes = [], requestingUrl, isMainFrame } = details
  return isMainFrame && isAppUrl(requestingUrl) && mediaTypes.join() === 'video'
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
