import { fastifyCookie as cookies } from '@fastify/cookie'
import { fastify } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createNetwork } from '../../../server/network/index.ts'
import { createAdminEvents, createStaff } from '../../../server/staff/index.ts'
import { ADMIN_EVENTS_PATH } from '../../../src/contract/admin/table.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'
import { makeDevice, postActivation, signIn } from '../house/raw-station.ts'

const MINUTE_MS = 60_000

let server: TestServer
const stops: AbortController[] = []
beforeEach(async () => {
  server = await openServer()
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort()
  await server.close()
})

interface Listening {
  readonly status: number
  /** The names of the events heard so far. */
  readonly heard: () => string[]
  readonly ended: Promise<void>
}

async function listen(browser: AdminBrowser): Promise<Listening> {
  const stop = new AbortController()
  stops.push(stop)
  const response = await browser.send('/events', { signal: stop.signal })
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const piece of response.body ?? []) text += decoder.decode(piece as Uint8Array)
  }
  const heard = () => [...text.matchAll(/^event: (\w+)$/gm)].map((match) => match[1] ?? '')
  return { status: response.status, heard, ended: read().catch(() => undefined) }
}

async function stranger(): Promise<AdminBrowser> {
  const networkId = await createNetwork(server.context, 'Elsewhere')
  const email = 'eve@elsewhere.example'
  const eve = { networkId, name: 'Eve', email, password: PASSWORD, role: 'operator' } as const
  done(await createStaff(server.context, eve))
  const browser = adminBrowser(server.url)
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser
}

describe('the admin’s events', () => {
  test('a link made, a device activated, a station come and gone: heard, by its own network', async () => {
    const own = await listen(server.operator)
    const other = await listen(await stranger())
    const { locationId } = server.location
    const sent = done(await server.operator.call('send-activation', { locationId }))
    await expect.poll(own.heard).toHaveLength(1)
    const device = makeDevice()
    const token = parseActivationLink(sent.link ?? '')?.token ?? ''
    const { body } = await postActivation(server.url, token, device)
    await expect.poll(own.heard).toHaveLength(2)
    const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }
    const session = await signIn(server.port, device, deviceId, serverKey)
    await expect.poll(own.heard).toHaveLength(3)
    session.close()
    await expect.poll(own.heard).toEqual(['devices', 'devices', 'devices', 'devices'])
    expect(other.heard()).toEqual([])
  })

  test('no session: no stream', async () => {
    expect((await listen(adminBrowser(server.url))).status).toBe(401)
  })

  test('a session that is over: its stream ends, and listening alone keeps none alive', async () => {
    await listen(server.operator)
    server.advance(20 * MINUTE_MS)
    const second = adminBrowser(server.url)
    await server.addStaff('auditor', 'ada@network.example')
    const credentials = { email: 'ada@network.example', password: PASSWORD }
    done(await second.call('sign-in', credentials))
    const stream = await listen(second)
    const { status } = await fetch(`${server.url}/v1/admin/session`, {
      method: 'DELETE',
      headers: { cookie: second.cookie(), 'x-countermark-admin': '1' },
    })
    expect([stream.status, status]).toEqual([200, 200])
    await stream.ended
    expect(stream.heard()).toEqual([])
    // The operator's own stream has met its beat as well by now.
    server.advance(20 * MINUTE_MS)
    expect(codeOf(await server.operator.call('who-am-i', {}))).toBe('NOT_SIGNED_IN')
  })

  test('a server that stops: streams end, and do not hold it up', async () => {
    const stream = await listen(server.operator)
    await Promise.all([server.stop(), stream.ended])
    expect(stream.heard()).toEqual([])
  })

  test('one that comes while the server stops: refused, or it would be waited for', async () => {
    const events = createAdminEvents(server.context)
    const app = fastify()
    await app.register(cookies)
    events.register(app)
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    try {
      events.close()
      const headers = { cookie: server.operator.cookie() }
      const late = await fetch(`${url}${ADMIN_EVENTS_PATH}`, { headers })
      expect(late.status).toBe(503)
    } finally {
      await app.close()
    }
  })
})
