import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createNetwork } from '../../../server/network/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import {
  SIGN_IN_KEYS_MAX,
  SIGN_IN_TRIES_PER_EMAIL,
  SIGN_IN_TRIES_PER_IP,
} from '../../../server/staff/limits.ts'
import { createSignIn } from '../../../server/staff/sign-in.ts'
import { ADMIN, type AdminName, UNATTENDED_HEADER } from '../../../src/contract/admin/table.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import {
  codeOf,
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'

const MINUTE_MS = 60_000

let server: TestServer
beforeEach(async () => {
  server = await openServer()
})
afterEach(() => server.close())

async function signedIn(email: string): Promise<AdminBrowser> {
  const browser = adminBrowser(server.url)
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser
}

/** The raw answer to a try, as a stranger sees it. */
async function tryToSignIn(email: string, password: string) {
  const response = await adminBrowser(server.url).send('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-countermark-admin': '1' },
    body: JSON.stringify({ email, password }),
  })
  return { response, status: response.status, body: await response.text() }
}

describe('signing in', () => {
  test('right password: who am I, and a cookie out of reach of scripts', async () => {
    const { response, body } = await tryToSignIn(OPERATOR_EMAIL.toUpperCase(), PASSWORD)
    expect(JSON.parse(body)).toMatchObject({ ok: true, value: { role: 'operator' } })
    const cookie = response.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/^countermark=[A-Za-z0-9_-]{43};/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(done(await server.operator.call('who-am-i', {}))).toMatchObject({
      email: OPERATOR_EMAIL,
      networkName: 'Old Town',
    })
  })

  test('wrong password, unknown address, disabled person: the same answer', async () => {
    await server.addStaff('support', 'gone@network.example')
    const disable = server.context.database.read
      .updateTable('staff')
      .set({ state: 'disabled' })
      .where('email', '=', 'gone@network.example')
      .compile()
    await server.context.database.write([{ query: disable, changes: 1 }])
    const answers = [
      await tryToSignIn(OPERATOR_EMAIL, 'wrong'),
      await tryToSignIn('nobody@network.example', PASSWORD),
      await tryToSignIn('gone@network.example', PASSWORD),
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(answers[0]?.body).toContain('SIGN_IN_FAILED')
  })

  test('no session: no call of the table answers', async () => {
    const stranger = adminBrowser(server.url)
    const names = (Object.keys(ADMIN) as AdminName[]).filter((name) => name !== 'sign-in')
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) {
      const { method, path: pathOf } = ADMIN[name]
      const response = await stranger.send(pathOf.replaceAll(/[{}]/g, ''), {
        method,
        headers: { 'x-countermark-admin': '1' },
      })
      expect([name, response.status]).toEqual([name, 401])
    }
  })

  test('a changing call without the header: refused, and nothing is changed', async () => {
    const response = await server.operator.send('/locations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Foreign',
        email: 'a@b.example',
        currency: 'EUR',
        timeZone: 'UTC',
      }),
    })
    expect(response.status).toBe(403)
    const { locations } = done(await server.operator.call('list-locations', {}))
    expect(locations.map(({ name }) => name)).toEqual(['Corner Bakery'])
  })

  test('eleven tries for one address: the eleventh waits, even with the right password', async () => {
    for (let count = 0; count < 10; count += 1) {
      expect((await tryToSignIn(OPERATOR_EMAIL, `guess ${count}`)).status).toBe(401)
    }
    const { response, status, body } = await tryToSignIn(OPERATOR_EMAIL, PASSWORD)
    expect(status).toBe(429)
    expect(body).toContain('RATE_LIMITED')
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    server.advance(15 * MINUTE_MS)
    expect((await tryToSignIn(OPERATOR_EMAIL, PASSWORD)).status).toBe(200)
  })

  test('many addresses from one place: the place waits', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 31; count += 1) {
      statuses.push((await tryToSignIn(`person${count}@network.example`, 'guess')).status)
    }
    // One more than these was the operator's own, before the test.
    expect(statuses.filter((status) => status === 401)).toHaveLength(29)
    expect(statuses.slice(-2)).toEqual([429, 429])
  })

  test('many addresses from one network of IPv6: the network waits', async () => {
    const signIn = createSignIn(server.context)
    const codes: string[] = []
    for (let count = 0; count <= SIGN_IN_TRIES_PER_IP; count += 1) {
      const visit = { ip: `2001:db8:1:2::${count.toString(16)}`, userAgent: '' }
      const email = `person${count}@network.example`
      codes.push(codeOf(await signIn({ email, password: 'guess' }, visit)))
    }
    expect(codes.at(-2)).toBe('SIGN_IN_FAILED')
    expect(codes.at(-1)).toBe('RATE_LIMITED')
  })

  test('made-up addresses without end: neither their place nor the person they are after is forgotten', async () => {
    const signIn = createSignIn(server.context)
    const from = (ip: string) => ({ ip, userAgent: '' })
    const guess = (email: string, ip: string) => signIn({ email, password: 'guess' }, from(ip))
    for (let count = 0; count < SIGN_IN_TRIES_PER_EMAIL; count += 1)
      expect(codeOf(await guess(OPERATOR_EMAIL, '192.0.2.1'))).toBe('SIGN_IN_FAILED')
    for (let count = 0; count < SIGN_IN_TRIES_PER_IP - SIGN_IN_TRIES_PER_EMAIL; count += 1)
      await guess(`somebody${count}@network.example`, '192.0.2.1')
    for (let count = 0; count < SIGN_IN_KEYS_MAX; count += 1)
      await guess(`made-up${count}@network.example`, '192.0.2.1')
    expect(codeOf(await guess('another@network.example', '192.0.2.1'))).toBe('RATE_LIMITED')
    expect(codeOf(await guess(OPERATOR_EMAIL, '192.0.2.2'))).toBe('RATE_LIMITED')
  })

  test('after signing in: neither password nor token stands in the files or the log', async () => {
    const token = server.operator.cookie().split('=')[1] ?? ''
    expect(token).toHaveLength(43)
    await server.stop()
    const files = fs.readdirSync(server.folder).filter((name) => name !== 'keys.json')
    expect(files.length).toBeGreaterThan(0)
    const written = files.map((name) => fs.readFileSync(path.join(server.folder, name), 'latin1'))
    for (const text of [...written, server.logged()]) {
      expect(text.includes(token)).toBe(false)
      expect(text.includes(PASSWORD)).toBe(false)
    }
  })
})

describe('sessions', () => {
  test('revoked from another browser: over at the next call', async () => {
    const second = await signedIn(OPERATOR_EMAIL)
    const { sessions } = done(await server.operator.call('list-sessions', {}))
    expect(sessions).toHaveLength(2)
    const other = sessions.find(({ current }) => !current)?.sessionId ?? ''
    done(await second.call('who-am-i', {}))
    done(await server.operator.call('revoke-session', { sessionId: other }))
    expect(codeOf(await second.call('who-am-i', {}))).toBe('NOT_SIGNED_IN')
    done(await server.operator.call('who-am-i', {}))
    const again = await server.operator.call('revoke-session', { sessionId: other })
    expect(codeOf(again)).toBe('NOT_FOUND')
  })

  test('somebody else’s session: cannot be revoked', async () => {
    await server.addStaff('support', 'sam@network.example')
    const sam = await signedIn('sam@network.example')
    const { sessions } = done(await server.operator.call('list-sessions', {}))
    const sessionId = sessions[0]?.sessionId ?? ''
    expect(codeOf(await sam.call('revoke-session', { sessionId }))).toBe('NOT_FOUND')
    done(await server.operator.call('who-am-i', {}))
  })

  test('signed out: the old cookie is worthless', async () => {
    const cookie = server.operator.cookie()
    done(await server.operator.call('sign-out', {}))
    const response = await fetch(`${server.url}/v1/admin/session`, { headers: { cookie } })
    expect(response.status).toBe(401)
  })

  test('half an hour unused: over; used in between: still good', async () => {
    server.advance(20 * MINUTE_MS)
    done(await server.operator.call('who-am-i', {}))
    server.advance(20 * MINUTE_MS)
    done(await server.operator.call('who-am-i', {}))
    server.advance(30 * MINUTE_MS)
    expect(codeOf(await server.operator.call('who-am-i', {}))).toBe('NOT_SIGNED_IN')
  })

  test('half an hour of what the page reads by itself: over, as nobody was there', async () => {
    const browser = await signedIn(OPERATOR_EMAIL)
    const reads = async () => {
      const headers = { [UNATTENDED_HEADER]: '1' }
      return (await browser.send('/overview', { headers })).status
    }
    server.advance(16 * MINUTE_MS)
    expect(await reads()).toBe(200)
    server.advance(16 * MINUTE_MS)
    expect(await reads()).toBe(401)
  })

  test('twelve hours of use: over all the same', async () => {
    for (let count = 0; count < 35; count += 1) {
      server.advance(20 * MINUTE_MS)
      done(await server.operator.call('who-am-i', {}))
    }
    server.advance(20 * MINUTE_MS)
    expect(codeOf(await server.operator.call('who-am-i', {}))).toBe('NOT_SIGNED_IN')
  })

  test('a person who was disabled: their session ends with them', async () => {
    const disable = server.context.database.read
      .updateTable('staff')
      .set({ state: 'disabled' })
      .compile()
    await server.context.database.write([{ query: disable }])
    expect(codeOf(await server.operator.call('who-am-i', {}))).toBe('NOT_SIGNED_IN')
  })
})

describe('roles and networks', () => {
  test('an auditor: reads, and changes nothing', async () => {
    await server.addStaff('auditor', 'ada@network.example')
    const ada = await signedIn('ada@network.example')
    const own = ['sign-in', 'sign-out', 'revoke-session']
    // What they ask is too long for an address, or must not stand in one.
    const reading = ['search-cards', 'check-close', 'preview-terms', 'preview-schedule']
    const changing = (Object.keys(ADMIN) as AdminName[]).filter(
      (name) => ADMIN[name].method !== 'GET' && ![...own, ...reading].includes(name),
    )
    expect(changing.length).toBeGreaterThan(10)
    for (const name of changing) {
      const { method, path: pathOf } = ADMIN[name]
      const response = await ada.send(pathOf.replaceAll(/[{}]/g, ''), {
        method,
        headers: { 'x-countermark-admin': '1' },
      })
      expect([name, response.status]).toEqual([name, 403])
    }
    for (const name of ['list-locations', 'list-devices', 'list-api-clients'] as const) {
      done(await ada.call(name, {}))
    }
  })

  test('support: may not make value nor locations', async () => {
    await server.addStaff('support', 'sam@network.example')
    const sam = await signedIn('sam@network.example')
    const location = { name: 'X', email: 'x@y.example', currency: 'EUR', timeZone: 'UTC' }
    expect(codeOf(await sam.call('create-location', location))).toBe('NOT_PERMITTED')
    const batch = { programId: server.networkId, name: 'B', count: 1 }
    expect(codeOf(await sam.call('stock-cards', batch))).toBe('NOT_PERMITTED')
  })

  test('an operator of another network: sees and reaches nothing of ours', async () => {
    const networkId = await createNetwork(server.context, 'Elsewhere')
    const email = 'eve@elsewhere.example'
    const eve = { networkId, name: 'Eve', email, password: PASSWORD, role: 'operator' } as const
    done(await createStaff(server.context, eve))
    const browser = await signedIn(email)
    expect(done(await browser.call('list-locations', {})).locations).toEqual([])
    const { locationId, name } = server.location
    const change = { locationId, name, email, timeZone: 'UTC', state: 'closed' } as const
    expect(codeOf(await browser.call('update-location', change))).toBe('NOT_FOUND')
    expect(codeOf(await browser.call('send-activation', { locationId }))).toBe('NOT_FOUND')
    const { locations } = done(await server.operator.call('list-locations', {}))
    expect(locations[0]).toMatchObject({ state: 'open', enrolmentsOpen: 0 })
  })

  test('an address that is taken, a short password: refused with what to do', async () => {
    const { networkId } = server
    const person = { networkId, name: 'O', email: OPERATOR_EMAIL, role: 'operator' } as const
    const taken = await createStaff(server.context, { ...person, password: PASSWORD })
    expect(codeOf(taken)).toBe('STATE_CONFLICT')
    const short = await createStaff(server.context, {
      ...person,
      email: 'p@q.example',
      password: 'short',
    })
    expect(codeOf(short)).toBe('REQUEST_MALFORMED')
  })
})
