import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What may become of a call, however well it was made. */
export type Mishap =
  /** It is done, and the line drops before the answer. */
  | 'answer lost'
  /** It never arrives. */
  | 'request lost'
  /** It is done, and the answer is cut. */
  | 'answer cut'
  /** It is done, and a page of somebody in between comes. */
  | 'strange page'
  /** It is done, and the answer comes when {@link StandIn.arriveLate} is called. */
  | 'held'
  /** The line drops, and it arrives when {@link StandIn.arriveLate} is called. */
  | 'late'

/** A server that speaks a bank's API over a real socket, and on whose line things go wrong. */
export interface StandIn {
  readonly url: string
  /** What becomes of the next calls to paths that begin like this, in order. */
  readonly plan: (path: string, ...mishaps: readonly (Mishap | undefined)[]) => void
  /** How often something went wrong: what never did proves nothing. */
  readonly happened: (mishap: Mishap) => number
  readonly arriveLate: () => void
  /** Calls to paths that begin like this. */
  readonly calls: (path: string) => number
  readonly close: () => Promise<void>
}

export interface Came {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly body: string
}

/** Opens a stand-in; `answer` is the bank behind it. */
export async function openStandIn(answer: (came: Came) => Answer): Promise<StandIn> {
  const plans: { path: string; mishaps: (Mishap | undefined)[] }[] = []
  const happened = new Map<Mishap, number>()
  const came: string[] = []
  const late: (() => void)[] = []
  const server: Server = createServer((request, response) => {
    void read(request).then((one) => {
      came.push(one.path)
      const plan = plans.find(
        ({ path, mishaps }) => one.path.startsWith(path) && mishaps.length > 0,
      )
      const mishap = plan?.mishaps.shift()
      if (mishap) happened.set(mishap, (happened.get(mishap) ?? 0) + 1)
      if (mishap === 'late') late.push(() => answer(one))
      const isLost = mishap === 'late' || mishap === 'request lost'
      const answered = isLost ? undefined : answer(one)
      if (mishap === 'held') late.push(() => reply(response, undefined, answered))
      else reply(response, mishap, answered)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    plan: (path, ...mishaps) => plans.push({ path, mishaps: [...mishaps] }),
    happened: (mishap) => happened.get(mishap) ?? 0,
    arriveLate: () => {
      for (const one of late.splice(0)) one()
    },
    calls: (path) => came.filter((one) => one.startsWith(path)).length,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function read(request: IncomingMessage): Promise<Came> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const url = new URL(request.url ?? '/', 'http://bank')
  return {
    ...{ method: request.method ?? '', path: url.pathname, query: url.searchParams },
    ...{ headers: request.headers, body: Buffer.concat(pieces).toString('utf8') },
  }
}

function reply(response: ServerResponse, mishap: Mishap | undefined, answer?: Answer): void {
  if (answer === undefined || mishap === 'answer lost') {
    response.destroy()
    return
  }
  const { status, body } = answer
  if (mishap === 'strange page')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to the Wi-Fi</h1>')
  else if (mishap === 'answer cut')
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(body.slice(0, body.length / 2))
  else response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}
