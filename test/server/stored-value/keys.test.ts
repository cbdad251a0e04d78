import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STORED_VALUE } from '../../../server/stored-value/api.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { ERRORS, REFUSALS } from '../../../src/contract/refusals.ts'
import { codeOf, done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const ROWS = Object.values(STORED_VALUE)

function call(row: (typeof ROWS)[number], key: string, body: unknown = {}) {
  const path = row.path.replace('{requestId}', 'some-request')
  return row.method === 'GET' ? house.get(path, key) : house.post(path, body, key)
}

describe('API keys', () => {
  test('every path without a key, or with one that nobody was given: not signed in', async () => {
    const made = `cm_live_${'0'.repeat(32)}_${'a'.repeat(32)}`
    for (const row of ROWS) {
      for (const key of ['', 'nonsense', made]) {
        expect(refusalOf(await call(row, key)), row.path).toBe('401 NOT_SIGNED_IN')
      }
    }
  })

  test('every path with every scope but its own: not permitted', async () => {
    let denied = 0
    for (const row of ROWS) {
      const { scope } = row
      if (scope === null) continue
      const others = API_SCOPES.filter((other) => other !== scope)
      const key = await house.addKey({ scopes: others })
      const answer = await call(row, key)
      expect(refusalOf(answer), row.path).toBe('403 NOT_PERMITTED')
      expect(answer.body.error?.message).toContain(`"${scope}"`)
      denied += 1
    }
    expect(denied).toBe(ROWS.filter(({ scope }) => scope !== null).length)
    expect(denied).toBeGreaterThan(12)
  })

  test('a revoked key: not signed in from the next request on', async () => {
    const made = done(
      await house.operator.call('create-api-client', {
        name: 'Old shop',
        kind: 'webstore',
        scopes: ['balance'],
        locationId: null,
      }),
    )
    const { clientId } = made.client
    expect(refusalOf(await house.get('/v1/requests/none', made.key))).toBe('404 NOT_FOUND')
    const revoked = done(await house.operator.call('revoke-api-client', { clientId }))
    expect(revoked.revokedAtMs).not.toBeNull()
    expect(refusalOf(await house.get('/v1/requests/none', made.key))).toBe('401 NOT_SIGNED_IN')
  })

  test('the list shows a hint and the last use, never a key', async () => {
    const made = done(
      await house.operator.call('create-api-client', {
        name: 'Shop with a hint',
        kind: 'oms',
        scopes: ['balance', 'redeem'],
        locationId: house.location.locationId,
      }),
    )
    expect(made.key).toMatch(/^cm_live_[0-9a-f]{32}_[0-9A-Za-z]{32}$/)
    await house.get('/v1/requests/none', made.key)
    const find = async () => {
      const { clients } = done(await house.operator.call('list-api-clients', {}))
      return clients.find(({ clientId }) => clientId === made.client.clientId)
    }
    await expect.poll(async () => (await find())?.lastUsedAtMs).not.toBeNull()
    const shown = await find()
    expect(shown).toMatchObject({
      name: 'Shop with a hint',
      keyHint: `cm_live_…${made.key.slice(-4)}`,
      scopes: ['balance', 'redeem'],
      locationName: house.location.name,
    })
    expect(JSON.stringify(shown)).not.toContain(made.key.slice(-12))
  })

  test('a location of another network cannot be given to a key', async () => {
    const made = await house.operator.call('create-api-client', {
      name: 'Lost shop',
      kind: 'pos',
      scopes: ['redeem'],
      locationId: '01890000-0000-7000-8000-000000000000',
    })
    expect(codeOf(made)).toBe('NOT_FOUND')
  })
})

describe('requests that are none', () => {
  const send = (body: string, type = 'application/json') =>
    fetch(`${house.url}/v1/storedvalue/redeem`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${house.key}` },
      body,
    })

  test.each([
    ['not JSON', '{"card":', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['an unknown member', '{"requestId":"a","colour":"red"}', 400],
  ])('%s: malformed, with the place', async (_, body, status) => {
    const response = await send(body)
    expect(response.status).toBe(status)
    const answer = (await response.json()) as { error: { code: string; message: string } }
    expect(answer.error.code).toBe('REQUEST_MALFORMED')
    expect(answer.error.message.length).toBeGreaterThan(10)
  })

  test('another type than JSON, and a body that is far too large: refused as such', async () => {
    expect((await send('card=1', 'application/x-www-form-urlencoded')).status).toBe(400)
    const large = await send(JSON.stringify({ requestId: 'x'.repeat(20_000) }))
    expect(large.status).toBe(413)
  })

  test('a malformed number is not echoed', async () => {
    const number = '4111 1111 1111 1111'
    const response = await send(JSON.stringify({ requestId: 'a', card: { number } }))
    expect(response.status).toBe(400)
    expect(await response.text()).not.toContain('4111')
  })

  test('the name of an unknown member is not echoed: it may be a PIN in the wrong place', async () => {
    const card = { number: '9970010000000000000', 63275951: 1 }
    for (const body of [{ card }, { 63275951: true }, { card: { number: 1, 63275951: 1 } }]) {
      const response = await send(JSON.stringify({ requestId: 'a', ...body }))
      expect(response.status).toBe(400)
      expect(await response.text()).not.toContain('63275951')
    }
  })

  test('more requests a second than a key may send: told to wait', async () => {
    const key = await house.addKey({})
    const statuses = await Promise.all(
      Array.from({ length: 300 }, async () => (await house.get('/v1/requests/none', key)).status),
    )
    const limited = statuses.filter((status) => status === 429).length
    expect(limited).toBeGreaterThan(0)
    expect(limited).toBeLessThan(300)
  })
})

describe('the document', () => {
  test('names every operation with its scope, and every code', async () => {
    const response = await fetch(`${house.url}/v1/openapi.json`)
    const text = await response.text()
    const document = JSON.parse(text) as { openapi: string; paths: Record<string, object> }
    expect(document.openapi).toBe('3.1.0')
    for (const { path, method } of ROWS) {
      expect(Object.keys(document.paths[path] ?? {})).toContain(method.toLowerCase())
    }
    const codes = [...Object.keys(REFUSALS), ...Object.keys(ERRORS)]
    expect(codes.filter((code) => !text.includes(`\`${code}\``))).toEqual([])
    expect(text).toContain('remainingDueMinor')
  })

  test('the page and all that it loads come from this server', async () => {
    const base = `${house.url}/v1/docs/`
    const page = await (await fetch(base)).text()
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) {
      const url = new URL(link, base)
      expect(url.origin).toBe(house.url)
      expect((await fetch(url)).status, link).toBe(200)
    }
    const served = await (await fetch(`${house.url}/v1/docs/json`)).json()
    expect(served).toMatchObject({ openapi: '3.1.0' })
  })
})
