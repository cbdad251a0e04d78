import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  KEY_NEEDED_PATH,
  SCREEN_SOCKET_PROTOCOL,
  SESSION_FRAGMENT,
} from '../../contract/screen/bridge.ts'
import { findPage, headersOf, PAGE_HEADERS, type Page } from '../station/host/pages.ts'
import type { Access } from './access.ts'
import { KEY_NEEDED } from './key-needed.ts'

export interface KioskHttpOptions {
  readonly access: Access
  readonly pages: ReadonlyMap<string, Page>
  /** The port that is listened on; known once the server listens. */
  readonly port: () => number
}

/**
 * The kiosk's pages. They say nothing about the station: that goes through the socket, to the browsers
 * that came with a key. A session is handed to the page and not to a cookie, which the browser would
 * show to every other port of this PC.
 */
export function createKioskHttp(options: KioskHttpOptions): Server {
  return createServer({ maxHeaderSize: 8_192 }, (request, response) => {
    const answer = answerFor(request, options)
    const withBody = request.method !== 'HEAD' && answer.body !== undefined
    response.writeHead(answer.status, { ...PAGE_HEADERS, ...answer.headers })
    endWith(response, withBody ? answer.body : undefined)
  })
}

/** The address as a browser on this PC writes it. */
export function kioskOrigin(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** True when the request names this very address: a name that only resolves to it is refused. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  const host = request.headers.host
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`
}

/** True when the page that asks for the socket has a session. */
export function hasSession(request: IncomingMessage, access: Access): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  const [protocol, session = ''] = offered.split(',').map((part) => part.trim())
  return protocol === SCREEN_SOCKET_PROTOCOL && access.visit(session)
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

function answerFor(request: IncomingMessage, options: KioskHttpOptions): Answer {
  const port = options.port()
  if (!isOwnHost(request, port)) return words(421, ELSEWHERE)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...words(405, 'This page is only read.\n'), headers: { ...TEXT, allow: 'GET, HEAD' } }
  }
  const url = URL.parse(request.url ?? '', kioskOrigin(port))
  if (url === null) return words(400, 'Not an address of this page.\n')
  const key = url.searchParams.get('key')
  if (url.pathname === '/' && key !== null) return letIn(key, options.access)
  if (url.pathname === KEY_NEEDED_PATH) return { status: 403, headers: HTML, body: KEY_NEEDED }
  const page = findPage(options.pages, url.pathname)
  if (page === undefined) return words(404, 'Not found. Open the address without a path.\n')
  const headers = { ...headersOf(url.pathname), 'content-type': page.contentType }
  return { status: 200, headers, body: page.bytes }
}

/** A key that is not the present one may come from a browser that was let in before. */
function letIn(key: string, access: Access): Answer {
  const session = access.openSession(key)
  const location = session === undefined ? '/' : `/#${SESSION_FRAGMENT}=${session}`
  return { status: 303, headers: { location } }
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const TEXT = { 'content-type': 'text/plain; charset=utf-8' }

const ELSEWHERE =
  'This page has no other name than 127.0.0.1. Open the address as it was printed.\n'

function words(status: number, body: string): Answer {
  return { status, headers: TEXT, body }
}

function endWith(response: ServerResponse, body: Uint8Array | string | undefined): void {
  if (body === undefined) response.end()
  else response.end(body)
}
