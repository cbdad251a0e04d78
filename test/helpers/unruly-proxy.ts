import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { failed } from '../../src/contract/refusals.ts'

/** What may become of one HTTP request on its way to a server and back. */
export type Mishap =
  /** It never arrives. */
  | 'request lost'
  /** It is done, and the answer is lost. */
  | 'answer lost'
  /** It is done, and half of the answer comes. */
  | 'answer cut'
  /** It arrives twice; the second answer comes. */
  | 'sent twice'
  /** It never arrives, and a page of somebody in between comes. */
  | 'strange page'
  /** It is done, and the answer is that nobody knows. */
  | 'timeout'
  /** It never arrives, and the answer is to come again. */
  | 'unavailable'
  /** It stays on the way until {@link UnrulyProxy.arriveLate}. */
  | 'late'

/** An HTTP proxy on which requests have mishaps, as planned. */
export interface UnrulyProxy {
  readonly url: string
  /** What becomes of the next requests to this path, in order; the later ones have none. */
  readonly plan: (path: string, ...mishaps: readonly Mishap[]) => void
  /** What becomes of every request from now on that has no other plan; undefined: nothing. */
  readonly always: (mishap: Mishap | undefined) => void
  /** How often a mishap happened: one that never did proves nothing. */
  readonly happened: (mishap: Mishap) => number
  /** Requests that came, by path. */
  readonly requests: (path: string) => number
  /** Lets all that is on the way arrive, and resolves when the server has answered. */
  readonly arriveLate: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Passing {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** Opens a proxy to a server on this machine. */
export async function openUnrulyProxy(targetUrl: string): Promise<UnrulyProxy> {
  const plans = new Map<string, Mishap[]>()
  const happened = new Map<Mishap, number>()
  const requests = new Map<string, number>()
  const late: Passing[] = []
  let usual: Mishap | undefined

  const server = createServer(async (request, response) => {
    const passing = await read(request)
    const { path } = passing
    requests.set(path, (requests.get(path) ?? 0) + 1)
    const mishap = plans.get(path)?.shift() ?? usual
    if (mishap) happened.set(mishap, (happened.get(mishap) ?? 0) + 1)
    if (mishap === 'late') late.push(passing)
    await pass(targetUrl, passing, response, mishap).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    plan: (path, ...mishaps) => plans.set(path, [...mishaps]),
    always: (mishap) => {
      usual = mishap
    },
    happened: (mishap) => happened.get(mishap) ?? 0,
    requests: (path) => requests.get(path) ?? 0,
    arriveLate: async () => {
      for (const passing of late.splice(0)) await forward(targetUrl, passing)
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const PASSED_ON = ['authorization', 'content-type', 'countermark-shopper-address']

async function read(request: IncomingMessage): Promise<Passing> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  const { method = 'GET', url = '/' } = request
  return { method, path: url, headers, body: Buffer.concat(chunks).toString() }
}

async function pass(
  targetUrl: string,
  passing: Passing,
  response: ServerResponse,
  mishap: Mishap | undefined,
): Promise<void> {
  switch (mishap) {
    case 'request lost':
    case 'late':
      response.destroy()
      return
    case 'strange page':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
      return
    case 'unavailable':
      answer(response, 503, JSON.stringify(failed('UNAVAILABLE', undefined, 50)))
      return
    default: {
      if (mishap === 'sent twice') await forward(targetUrl, passing)
      const { status, text } = await forward(targetUrl, passing)
      if (mishap === 'answer lost') response.destroy()
      else if (mishap === 'answer cut') answer(response, status, text.slice(0, text.length / 2))
      else if (mishap === 'timeout')
        answer(response, 504, JSON.stringify(failed('TIMEOUT_UNKNOWN')))
      else answer(response, status, text)
    }
  }
}

async function forward(targetUrl: string, { method, path, headers, body }: Passing) {
  const sent = method === 'GET' ? {} : { body }
  const response = await fetch(`${targetUrl}${path}`, { method, headers, ...sent })
  return { status: response.status, text: await response.text() }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}
