import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request of one of these programs is answered with: a JSON object. */
export type Json = Readonly<Record<string, unknown>>
/** `POST /path` to what it does. */
export type Routes = Readonly<Record<string, (body: Json) => Promise<Json> | Json>>

/**
 * How a program misbehaves: `fail` = an error and nothing done; `deaf` = no answer and nothing
 * done; `silent` = done and no answer; `slow` = done, and the answer comes when nobody waits any
 * more.
 */
export type Fault = 'fail' | 'deaf' | 'silent' | 'slow'

/** Longer than any of the programs waits. */
const SLOW_MS = 2_500

/**
 * Serves routes as a process of its own, on a port that it prints. `POST /faults` plans how the
 * next requests fare, and `POST /fired` tells how often each fault happened. `looks` is what the
 * test reads: it never fails.
 */
export async function serve(routes: Routes, looks: Routes = {}): Promise<void> {
  const planned: Fault[] = []
  const fired: Record<string, number> = {}
  const own: Routes = {
    ...looks,
    '/faults': (body) => {
      planned.push(...(body['next'] as Fault[]))
      return {}
    },
    '/fired': () => ({ ...fired }),
  }
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const route = own[path]
    if (route) return answer(response, 200, await route(await readJson(request)))
    const fault = planned.shift()
    if (fault) fired[fault] = (fired[fault] ?? 0) + 1
    await respond(routes, request, response, fault)
  })
  const port = Number(process.env['PORT'] ?? 0)
  process.once('SIGTERM', () => {
    server.closeAllConnections()
    server.close(() => process.exit(0))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`)
}

async function respond(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const body = await readJson(request)
  if (fault === 'fail') return answer(response, 500, { error: 'out of order' })
  if (fault === 'deaf') return
  const route = routes[request.url ?? '']
  if (!route) return answer(response, 404, { error: 'no such path' })
  try {
    const result = await route(body)
    if (fault === 'silent') return
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
    answer(response, 200, result)
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    answer(response, 500, { error: 'failed' })
  }
}

async function readJson(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Json)
}

function answer(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Asks another of the programs. Undefined when no answer came, or one that says nothing. */
export async function ask(url: string, body: Json, timeoutMs: number): Promise<Json | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return response.ok ? ((await response.json()) as Json) : undefined
  } catch {
    return undefined
  }
}

/** The same, again and again; undefined after so many tries. */
export async function askAgain(
  url: string,
  body: Json,
  { timeoutMs, tries }: { readonly timeoutMs: number; readonly tries: number },
): Promise<Json | undefined> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const told = await ask(url, body, timeoutMs)
    if (told) return told
  }
  return undefined
}

/** A setting of the program; throws when the one who started it forgot it. */
export function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
