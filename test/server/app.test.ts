import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServer, type TestServer } from './house/open-server.ts'

let server: TestServer
let pages: string
beforeAll(async () => {
  pages = fs.mkdtempSync(path.join(os.tmpdir(), 'pages-'))
  fs.mkdirSync(path.join(pages, 'assets'))
  fs.writeFileSync(path.join(pages, 'index.html'), '<title>the rooms</title>')
  fs.writeFileSync(path.join(pages, 'assets', 'main-1a2b.js'), 'the script')
  fs.writeFileSync(path.join(pages, '.built'), 'stamp')
  server = await openServer(['--admin-pages', pages])
})
afterAll(async () => {
  await server.close()
  fs.rmSync(pages, { recursive: true })
})

const get = (address: string, init?: RequestInit) => fetch(`${server.url}${address}`, init)

describe('the application', () => {
  test('health: alive and ready', async () => {
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
  })

  test('admin pages: files, and the first page for every room', async () => {
    expect(await (await get('/admin/assets/main-1a2b.js')).text()).toBe('the script')
    for (const room of ['/admin', '/admin/', '/admin/cards/123', '/']) {
      const response = await get(room)
      expect([room, response.status, await response.text()]).toEqual([
        ...[room, 200, '<title>the rooms</title>'],
      ])
    }
    const missing = await get('/admin/assets/gone.js')
    expect(missing.status).toBe(404)
  })

  test.each([
    '/admin/../../etc/passwd',
    '/admin/..%2f..%2fetc%2fpasswd',
    '/admin/%2e%2e/%2e%2e/etc/passwd',
    '/admin/assets/..%5c..%5ckeys.json',
  ])('a way out of the pages (%s): leads nowhere', async (address) => {
    expect(await (await get(address)).text()).not.toContain('root:')
  })

  test('headers: scripts from ourselves only, no frames, nothing guessed', async () => {
    const { headers } = await get('/admin/')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self' 'unsafe-inline'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('activation page: its parts are there, and it needs nothing from elsewhere', async () => {
    const page = await (await get('/activate')).text()
    expect(page).not.toMatch(/https?:\/\//)
    const parts = [...page.matchAll(/(?:src|href)="(activate[^"]+)"/g)].map(
      (match) => match[1] ?? '',
    )
    expect(parts).toHaveLength(3)
    for (const part of parts) expect((await get(`/${part}`)).status).toBe(200)
  })

  const post = (body: string, type = 'application/json') =>
    get('/v1/devices/activate', { method: 'POST', headers: { 'content-type': type }, body })

  test.each([
    { what: 'not JSON', send: () => post('{"token": 9970011234567890123'), status: 400 },
    { what: 'a prototype', send: () => post('{"__proto__": {"a": 1}}'), status: 400 },
    { what: 'another type', send: () => post('<a/>', 'text/xml'), status: 400 },
    { what: 'too large', send: () => post(`"${'x'.repeat(300_000)}"`), status: 413 },
    { what: 'no such address', send: () => get('/v1/nothing'), status: 404 },
    { what: 'an address that is none', send: () => get('/v1/%zz'), status: 400 },
  ])('$what: a Reply with a code, nothing echoed', async ({ send, status }) => {
    const response = await send()
    const text = await response.text()
    expect([response.status, JSON.parse(text)]).toMatchObject([
      status,
      { ok: false, error: { code: expect.any(String), nextAction: expect.any(String) } },
    ])
    expect(text).not.toContain('9970011234567890123')
    expect(server.logged()).not.toContain('9970011234567890123')
  })

  test('something that broke on our side: logged, and not told', async () => {
    const { read } = server.context.database
    const original = read.selectFrom
    read.selectFrom = () => {
      throw new Error('secret inner workings')
    }
    try {
      const response = await server.operator.send('/session')
      const text = await response.text()
      expect(response.status).toBe(500)
      expect(text).toContain('INTERNAL')
      expect(text).not.toContain('secret inner workings')
      expect(server.logged()).toContain('secret inner workings')
    } finally {
      read.selectFrom = original
    }
  })
})
