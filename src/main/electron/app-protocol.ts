import { type CustomScheme, protocol } from 'electron'
import { findPage, headersOf, PAGE_HEADERS, type Page } from '../station/host/pages.ts'

/** Where the screen lives: a scheme of its own, so that nothing of the file system has an address. */
export const APP_ORIGIN = 'app://station'

/** Registered before the app is ready: the scheme behaves like https, and passes no policy by. */
export const APP_SCHEME: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
}

/** Serves the built screen under {@link APP_ORIGIN}, from memory: no path leads to another file. */
export function serveApp(pages: ReadonlyMap<string, Page>): void {
  protocol.handle('app', (request) => answer(request, pages))
}

/** True when an address belongs to the screen. An empty address never does. */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && url.protocol === 'app:' && url.host === 'station' && url.username === ''
}

function answer(request: Request, pages: ReadonlyMap<string, Page>): Response {
  const url = URL.parse(request.url)
  if (url === null || !isAppUrl(request.url)) return refuse(403)
  if (request.method !== 'GET') return refuse(405)
  const page = findPage(pages, url.pathname)
  if (page === undefined) return refuse(404)
  return new Response(page.bytes, {
    headers: { ...headersOf(url.pathname), 'content-type': page.contentType },
  })
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: PAGE_HEADERS })
}
