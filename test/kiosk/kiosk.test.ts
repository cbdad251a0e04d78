import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { SCREEN_FRAME_BYTES_MAX } from '../../src/contract/limits.ts'
import { success } from '../../src/contract/refusals.ts'
import { KEY_NEEDED_CLOSE } from '../../src/contract/screen/bridge.ts'
import type { ScreenEvent } from '../../src/contract/screen/commands.ts'
import { type Kiosk, openKiosk } from '../../src/main/kiosk/index.ts'
import { COMMANDS_IN_FLIGHT_MAX, SESSIONS_MAX } from '../../src/main/kiosk/limits.ts'
import { cryptoRandom } from '../../src/main/station/host/clock.ts'
import { pinoLog } from '../../src/main/station/host/log.ts'
import type { Page } from '../../src/main/station/host/pages.ts'
import type { StationScreen } from '../../src/main/station/index.ts'

const WAIT = { timeout: 20_000, interval: 10 }
const SOUND: ScreenEvent = { type: 'sound', sound: 'scan' }

let folder = ''
let kiosk: Kiosk
let called: [name: string, params: unknown][] = []
let release: (() => void)[] = []
let holding = false
const listeners = new Set<(event: ScreenEvent) => void>()
const logged: string[] = []

/** A screen that writes down what it is asked, and answers when the test lets it. */
const screen: StationScreen = {
  call: async (name, params) => {
    called.push([name, params])
    if (name === 'undo-last') throw new Error('a fault of the core')
    if (holding) await new Promise<void>((resolve) => release.push(resolve))
    return success({})
  },
  listen: (listener) => {
    listeners.add(listener)
    listener(SOUND)
    return () => listeners.delete(listener)
  },
  mayUseCamera: () => false,
}

const PAGES = new Map<string, Page>(
  Object.entries({ '/index.html': 'built page', '/assets/a.js': 'built script' }).map(
    ([path, text]) => [path, { contentType: 'text/plain', bytes: new TextEncoder().encode(text) }],
  ),
)

const open = (port = 0) =>
  openKiosk({
    port,
    dataFolder: folder,
    pages: PAGES,
    screen,
    random: cryptoRandom,
    log: pinoLog({ level: 'info', to: { write: (line) => logged.push(line) } }),
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-kiosk-'))
  called = []
  release = []
  holding = false
  logged.length = 0
  kiosk = await open()
})

afterEach(async () => {
  for (const letGo of release) letGo()
  await kiosk.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: kiosk.port, path, method, headers, agent: false }
    request(options, async (response) => {
      let body = ''
      for await (const piece of response) body += piece
      resolve({ status: response.statusCode, headers: response.headers, body })
    })
      .on('error', reject)
      .end()
  })
}

/** The session that a key opens. */
async function signIn(url = kiosk.url): Promise<string> {
  const answer = await ask(url.slice(url.indexOf('/?')))
  const [, session = ''] = /^\/#session=([\w-]{43})$/.exec(String(answer.headers['location'])) ?? []
  expect([answer.status, session.length]).toEqual([303, 43])
  return session
}

const newestUrl = () => readFileSync(join(folder, 'kiosk-url'), 'utf8').trim()

describe('kiosk pages: who gets in', () => {
  test('the page says nothing by itself; where the key is missing it says what to do', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, body: 'built page' })
    expect(await ask('/assets/a.js')).toMatchObject({ status: 200, body: 'built script' })
    expect((await ask('/nothing')).status).toBe(404)
    const answer = await ask('/key-needed')
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('kiosk-url')
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  test('a key opens one session, told to the page alone: no cookie for other ports', async () => {
    const answer = await ask(kiosk.url.slice(kiosk.url.indexOf('/?')))
    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toMatch(/^\/#session=[\w-]{43}$/)
    expect(answer.headers['set-cookie']).toBeUndefined()
    for (const path of [kiosk.url.slice(kiosk.url.indexOf('/?')), '/?key=', '/?key=wrong']) {
      const again = await ask(path)
      expect([path, again.status, again.headers['location']]).toEqual([path, 303, '/'])
    }
  })

  test('a further browser comes by the new address, which only the owner can read', async () => {
    expect(newestUrl()).toBe(kiosk.url)
    const first = await signIn()
    expect(newestUrl()).not.toBe(kiosk.url)
    expect(statSync(join(folder, 'kiosk-url')).mode & 0o777).toBe(0o600)
    const second = await signIn(newestUrl())
    for (const session of [first, second]) expect(await isLetIn(session)).toBe(true)
    expect(logged.join('')).toContain('kiosk-address-renewed')
    const key = new URL(newestUrl()).searchParams.get('key') ?? ''
    expect(key).toHaveLength(43)
    expect(logged.join('')).not.toContain(key)
  })

  test('a page survives a restart of the station; its file holds no session', async () => {
    const session = await signIn()
    const { port } = kiosk
    await kiosk.close()
    expect(readFileSync(join(folder, 'kiosk-sessions'), 'utf8')).not.toContain(session)
    kiosk = await open(port)
    expect(await isLetIn(session)).toBe(true)
  })

  test('of too many browsers the one not seen for longest has to come again', async () => {
    const sessions: string[] = []
    for (let count = 0; count < SESSIONS_MAX; count += 1) sessions.push(await signIn(newestUrl()))
    const [first = '', second = '', third = ''] = sessions
    expect(await isLetIn(first)).toBe(true)
    await signIn(newestUrl())
    expect(await isLetIn(second)).toBe(false)
    for (const session of [first, third]) expect(await isLetIn(session)).toBe(true)
  })

  test('another name for this address is refused', async () => {
    for (const host of ['rebound.example', `rebound.example:${kiosk.port}`, '127.0.0.1']) {
      expect((await ask('/', { host })).status).not.toBe(200)
    }
    expect((await ask('/', { host: `localhost:${kiosk.port}` })).status).toBe(200)
  })

  test('paths lead to the listed files only', async () => {
    const paths = ['/../kiosk-url', '/assets/../../kiosk-url', '/%2e%2e/kiosk-url', '//etc/passwd']
    for (const path of [...paths, '/assets', '/assets/', '/%00']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404])
    }
    expect((await ask('/', {}, 'POST')).status).toBe(405)
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('every answer carries the policy, also the refusing ones', async () => {
    for (const answer of [await ask('/'), await ask('/key-needed'), await ask('/x')]) {
      expect(answer.headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
    }
  })

  test('it listens on loopback only', async () => {
    const outside = connect({ host: '127.0.0.2', port: kiosk.port })
    const refused = await new Promise((resolve) => {
      outside.on('error', (error) => resolve('code' in error && error.code))
      outside.on('connect', () => resolve('connected'))
    })
    outside.destroy()
    expect(refused).toBe('ECONNREFUSED')
  })
})

interface OpenPage {
  readonly socket: WebSocket
  readonly frames: Record<string, unknown>[]
  readonly closes: number[]
}

interface Door {
  readonly headers?: Record<string, string>
  readonly path?: string
}

/** Opens the socket as an own page with this session would, or otherwise. */
function openSocket(session: string | undefined, door: Door = {}): Promise<OpenPage> {
  const { path = '/screen' } = door
  const headers = door.headers ?? { origin: `http://127.0.0.1:${kiosk.port}` }
  const offered = ['countermark-screen', ...(session === undefined ? [] : [session])]
  const socket = new WebSocket(`ws://127.0.0.1:${kiosk.port}${path}`, offered, { headers })
  const page: OpenPage = { socket, frames: [], closes: [] }
  socket.on('message', (data) => {
    page.frames.push(JSON.parse(data.toString()) as Record<string, unknown>)
  })
  socket.on('close', (code) => page.closes.push(code))
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(page))
    socket.on('error', reject)
  })
}

async function ownSocket(): Promise<OpenPage> {
  return openSocket(await signIn(newestUrl()))
}

/** True when the socket tells this session something, false when it says that a key is needed. */
async function isLetIn(session: string | undefined, door: Door = {}): Promise<boolean> {
  const page = await openSocket(session, door)
  await vi.waitFor(() => expect(page.frames.length + page.closes.length).toBeGreaterThan(0), WAIT)
  page.socket.terminate()
  if (page.frames.length === 0) expect(page.closes).toEqual([KEY_NEEDED_CLOSE])
  return page.frames.length > 0
}

describe('kiosk socket: who gets in', () => {
  test('only an own page with a session', async () => {
    const session = await signIn()
    const origin = `http://127.0.0.1:${kiosk.port}`
    const refused: Door[] = [
      { headers: {} },
      { headers: { origin: 'http://evil.example' } },
      { headers: { origin: `http://127.0.0.1:${kiosk.port + 1}` } },
      { headers: { origin: `http://localhost:${kiosk.port}` } },
      { headers: { origin: 'null' } },
      { headers: { origin, host: 'evil.example' } },
      { path: '/other' },
    ]
    for (const door of refused) await expect(openSocket(session, door)).rejects.toThrow(/403/)
    expect(await isLetIn(undefined)).toBe(false)
    expect(await isLetIn('x'.repeat(43))).toBe(false)
    expect(called).toEqual([])
    const page = await openSocket(session)
    await vi.waitFor(
      () => expect(page.frames).toEqual([{ build: expect.any(String) }, { event: SOUND }]),
      WAIT,
    )
  })

  test('a command of a page without a session reaches nobody', async () => {
    const page = await openSocket(undefined)
    page.socket.send('{"id":7,"name":"type-card","params":{"text":"1"}}')
    await vi.waitFor(() => expect(page.closes).toEqual([KEY_NEEDED_CLOSE]), WAIT)
    expect(called).toEqual([])
    expect(page.frames).toEqual([])
  })

  test('garbage behind the request of a page without a session ends nothing but its connection', async () => {
    const host = `127.0.0.1:${kiosk.port}`
    const wire = connect({ host: '127.0.0.1', port: kiosk.port })
    const upgrade = ['GET /screen HTTP/1.1', `Host: ${host}`, `Origin: http://${host}`]
    const fields = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
    const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`
    wire.write(`${[...upgrade, ...fields, key].join('\r\n')}\r\n\r\nno frame at all`)
    await new Promise((resolve) => wire.once('close', resolve).resume())
    expect(await isLetIn(await signIn())).toBe(true)
  })
})

describe('kiosk socket: frames', () => {
  test('a command goes up and its reply comes down; events as they happen', async () => {
    const page = await ownSocket()
    page.socket.send('{"id":7,"name":"type-card","params":{"text":"1"}}')
    await vi.waitFor(() => {
      expect(page.frames).toContainEqual({ id: 7, reply: { ok: true, value: {} } })
    }, WAIT)
    expect(called).toEqual([['type-card', { text: '1' }]])
    for (const listener of listeners) listener({ type: 'sound', sound: 'approved' })
    await vi.waitFor(() => {
      expect(page.frames).toContainEqual({ event: { type: 'sound', sound: 'approved' } })
    }, WAIT)
  })

  test.each([
    ['an unknown command', '{"id":1,"name":"format-disk","params":{}}', 'REQUEST_MALFORMED'],
    ['a stray field', '{"id":1,"name":"clear-card","params":{},"x":1}', 'REQUEST_MALFORMED'],
    ['no name', '{"id":1}', 'REQUEST_MALFORMED'],
    ['a fault of the core', '{"id":1,"name":"undo-last","params":{}}', 'INTERNAL'],
  ])('%s is answered and the connection stays', async (_name, text, code) => {
    const page = await ownSocket()
    page.socket.send(text)
    await vi.waitFor(() => {
      expect(page.frames).toContainEqual({
        id: 1,
        reply: { ok: false, error: expect.objectContaining({ code }) },
      })
    }, WAIT)
    expect(page.closes).toEqual([])
  })

  test.each([
    ['not JSON', 'hello', 1008],
    ['no id', '{"name":"clear-card","params":{}}', 1008],
    ['an id that is no number', '{"id":"1","name":"clear-card","params":{}}', 1008],
    ['an oversized frame', `{"id":1,"name":"${'x'.repeat(SCREEN_FRAME_BYTES_MAX)}"}`, 1009],
    ['bytes', Buffer.from('{"id":1,"name":"clear-card","params":{}}'), 1008],
  ])('%s ends the connection and reaches nobody', async (_name, frame, code) => {
    const page = await ownSocket()
    page.socket.send(frame)
    await vi.waitFor(() => expect(page.closes).toEqual([code]), WAIT)
    expect(called).toEqual([])
    await vi.waitFor(() => expect(listeners.size).toBe(0), WAIT)
  })

  test('more commands than a person can give are refused, the others still answered', async () => {
    const page = await ownSocket()
    holding = true
    for (let id = 1; id <= COMMANDS_IN_FLIGHT_MAX + 5; id += 1) {
      page.socket.send(JSON.stringify({ id, name: 'refresh-balance', params: {} }))
    }
    const replies = () => page.frames.filter((frame) => 'reply' in frame)
    await vi.waitFor(() => expect(replies()).toHaveLength(5), WAIT)
    expect(JSON.stringify(replies())).toContain('RATE_LIMITED')
    expect(called).toHaveLength(COMMANDS_IN_FLIGHT_MAX)
    for (const letGo of release) letGo()
    await vi.waitFor(() => expect(replies()).toHaveLength(COMMANDS_IN_FLIGHT_MAX + 5), WAIT)
  })

  test('closing the kiosk ends its pages and lets the port go', async () => {
    const page = await ownSocket()
    const { port } = kiosk
    await kiosk.close()
    await vi.waitFor(() => expect(page.closes).toHaveLength(1), WAIT)
    kiosk = await open(port)
    expect(kiosk.port).toBe(port)
    await expect(open(port)).rejects.toThrow(/EADDRINUSE/)
  })
})
