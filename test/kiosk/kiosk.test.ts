import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { SCREEN_FRAME_BYTES_MAX } from '../../src/contract/limits.ts'
import { success } from '../../src/contract/refusals.ts'
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

async function signIn(url = kiosk.url): Promise<string> {
  const answer = await ask(url.slice(url.indexOf('/?')))
  expect([answer.status, answer.headers['location']]).toEqual([303, '/'])
  return String(answer.headers['set-cookie']?.[0])
}

const newestUrl = () => readFileSync(join(folder, 'kiosk-url'), 'utf8').trim()

describe('kiosk pages: who gets in', () => {
  test('nobody without a key', async () => {
    for (const path of ['/', '/index.html', '/assets/a.js', '/?key=', '/?key=wrong', '/nothing']) {
      const answer = await ask(path, { cookie: `countermark-kiosk-${kiosk.port}=wrong` })
      expect([path, answer.status]).toEqual([path, 403])
      expect(answer.body).toContain('kiosk-url')
      expect(answer.body).not.toContain('built')
    }
  })

  test('the key opens the page once, by a cookie that no script and no other site sees', async () => {
    const cookie = await signIn()
    expect(cookie).toMatch(/^countermark-kiosk-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(await ask('/', { cookie })).toMatchObject({ status: 200, body: 'built page' })
    expect(await ask('/assets/a.js', { cookie })).toMatchObject({
      status: 200,
      body: 'built script',
    })
    const again = await ask(kiosk.url.slice(kiosk.url.indexOf('/?')))
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  test('a closed browser comes back by the new address, which only the owner can read', async () => {
    expect(newestUrl()).toBe(kiosk.url)
    const first = await signIn()
    expect(newestUrl()).not.toBe(kiosk.url)
    expect(statSync(join(folder, 'kiosk-url')).mode & 0o777).toBe(0o600)
    const second = await signIn(newestUrl())
    for (const cookie of [first, second]) {
      expect((await ask('/', { cookie })).status).toBe(200)
    }
    expect(logged.join('')).toContain('kiosk-address-renewed')
    const key = new URL(newestUrl()).searchParams.get('key') ?? ''
    expect(key).toHaveLength(43)
    expect(logged.join('')).not.toContain(key)
  })

  test('an open page survives a restart of the station; its file holds no cookie', async () => {
    const cookie = await signIn()
    const { port } = kiosk
    await kiosk.close()
    const kept = readFileSync(join(folder, 'kiosk-sessions'), 'utf8')
    expect(kept).not.toContain(/=([\w-]{43});/.exec(cookie)?.[1])
    kiosk = await open(port)
    expect((await ask('/', { cookie })).status).toBe(200)
  })

  test('the oldest of too many browsers has to come again', async () => {
    const cookies: string[] = []
    for (let count = 0; count <= SESSIONS_MAX; count += 1) cookies.push(await signIn(newestUrl()))
    const [oldest = '', next = ''] = cookies
    expect((await ask('/', { cookie: oldest })).status).toBe(403)
    expect((await ask('/', { cookie: next })).status).toBe(200)
  })

  test('another name for this address is refused, with a session too', async () => {
    const cookie = await signIn()
    for (const host of ['rebound.example', `rebound.example:${kiosk.port}`, '127.0.0.1']) {
      expect((await ask('/', { cookie, host })).status).not.toBe(200)
    }
    expect((await ask('/', { cookie, host: `localhost:${kiosk.port}` })).status).toBe(200)
  })

  test('paths lead to the listed files only', async () => {
    const cookie = await signIn()
    const paths = ['/../kiosk-url', '/assets/../../kiosk-url', '/%2e%2e/kiosk-url', '//etc/passwd']
    for (const path of [...paths, '/assets', '/assets/', '/%00']) {
      expect([path, (await ask(path, { cookie })).status]).toEqual([path, 404])
    }
    expect((await ask('/', { cookie }, 'POST')).status).toBe(405)
    expect(await ask('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('every answer carries the policy, also the refusing ones', async () => {
    const cookie = await signIn()
    for (const answer of [
      await ask('/', { cookie }),
      await ask('/'),
      await ask('/x', { cookie }),
    ]) {
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

function openSocket(headers: Record<string, string>, path = '/screen'): Promise<OpenPage> {
  const socket = new WebSocket(`ws://127.0.0.1:${kiosk.port}${path}`, { headers })
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
  return openSocket({ cookie: await signIn(newestUrl()), origin: `http://127.0.0.1:${kiosk.port}` })
}

describe('kiosk socket: who gets in', () => {
  test('only an own page with a session', async () => {
    const cookie = await signIn()
    const origin = `http://127.0.0.1:${kiosk.port}`
    const refused = [
      openSocket({ origin }),
      openSocket({ cookie }),
      openSocket({ cookie, origin: 'http://evil.example' }),
      openSocket({ cookie, origin: `http://localhost:${kiosk.port}` }),
      openSocket({ cookie, origin: 'null' }),
      openSocket({ cookie, origin, host: 'evil.example' }),
      openSocket({ cookie, origin }, '/other'),
      openSocket({ cookie: 'countermark-kiosk=1', origin }),
    ]
    for (const attempt of refused) await expect(attempt).rejects.toThrow(/403/)
    expect(called).toEqual([])
    const page = await openSocket({ cookie, origin })
    await vi.waitFor(() => expect(page.frames).toEqual([{ event: SOUND }]), WAIT)
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
