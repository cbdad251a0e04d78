import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { addressOf, createAdminClient } from '../../server/web/admin/api/client.ts'
import { ADMIN, UNATTENDED_HEADER } from '../../src/contract/admin/table.ts'
import { failed, refused, success } from '../../src/contract/refusals.ts'

const CARD = '01a20000-0000-7000-8000-000000000001'
const DEVICE = '01a20000-0000-7000-8000-000000000002'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the server does with a request: an answer, or a cut connection. */
type Behaviour = { readonly status: number; readonly text: string } | 'cut'

const closers: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A real server on loopback that answers one way, and a client that talks to it. */
async function open(behaviour: Behaviour) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => {
      body += piece.toString()
    })
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body })
      if (behaviour === 'cut') request.socket.destroy()
      else response.writeHead(behaviour.status).end(behaviour.text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.address() as AddressInfo
  let signedOut = 0
  let isAttended = true
  const client = createAdminClient({
    baseUrl: `http://127.0.0.1:${port}`,
    fetch,
    onSignedOut: () => {
      signedOut += 1
    },
    isAttended: () => isAttended,
  })
  const leave = () => {
    isAttended = false
  }
  return { client, seen, leave, signedOut: () => signedOut }
}

function answer(value: unknown, status = 200): Behaviour {
  return { status, text: JSON.stringify(value) }
}

describe('admin client', () => {
  it('reading call: path parts filled in, the rest in the query, no body and no proof header', async () => {
    const { client, seen } = await open(answer(success({ operations: [], next: null })))
    const reply = await client.call('list-redemptions', { from: '2026-11-01', to: undefined })
    expect(reply).toEqual({ ok: true, value: { operations: [], next: null } })
    expect(seen).toHaveLength(1)
    expect(seen[0]?.method).toBe('GET')
    expect(seen[0]?.url).toBe('/v1/admin/redemptions?from=2026-11-01')
    expect(seen[0]?.body).toBe('')
    expect(seen[0]?.headers['x-countermark-admin']).toBeUndefined()
  })

  it('page that nobody is at: its reads say so', async () => {
    const { client, seen, leave } = await open(answer(success({ operations: [], next: null })))
    await client.call('list-redemptions', {})
    leave()
    await client.call('list-redemptions', {})
    expect(seen.map(({ headers }) => headers[UNATTENDED_HEADER])).toEqual([undefined, '1'])
  })

  it('changing call: path part in the address only, the rest in the body, with the proof header', async () => {
    const { client, seen } = await open(answer(refused('LIMIT_BALANCE'), 422))
    const reply = await client.call('fund-card', {
      cardId: CARD,
      requestId: 'till-1',
      amountMinor: 2500,
      fundedBy: 'cash',
    })
    expect(reply).toEqual(refused('LIMIT_BALANCE'))
    expect(seen[0]?.method).toBe('POST')
    expect(seen[0]?.url).toBe(`/v1/admin/cards/${CARD}/fund`)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      requestId: 'till-1',
      amountMinor: 2500,
      fundedBy: 'cash',
    })
    expect(seen[0]?.headers['x-countermark-admin']).toBe('1')
    expect(seen[0]?.headers['content-type']).toBe('application/json')
  })

  it('removing call: the proof header and no body', async () => {
    const { client, seen } = await open(answer(success({})))
    await client.call('revoke-session', { sessionId: 'a/b c' })
    expect(seen[0]?.method).toBe('DELETE')
    expect(seen[0]?.url).toBe('/v1/admin/sessions/a%2Fb%20c')
    expect(seen[0]?.headers['x-countermark-admin']).toBe('1')
    expect(seen[0]?.body).toBe('')
  })

  it('a searched number never stands in the address', async () => {
    const { client, seen } = await open(answer(success({ cards: [], next: null, total: 0 })))
    const text = '9970011854197381132'
    await client.call('search-cards', { text, state: null, form: null, cursor: null })
    expect(seen[0]?.url).not.toContain(text)
    expect(seen[0]?.body).toContain(text)
  })

  it('params that the table refuses: said at once, nothing sent', async () => {
    const { client, seen } = await open(answer(success({})))
    const reply = await client.call('rename-device', { deviceId: DEVICE, name: '   ' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'REQUEST_MALFORMED' } })
    expect(seen).toHaveLength(0)
  })

  it('session over: the reply says so and the listener is told', async () => {
    const { client, signedOut } = await open(answer(failed('NOT_SIGNED_IN'), 401))
    const reply = await client.call('who-am-i', {})
    expect(reply).toEqual(failed('NOT_SIGNED_IN'))
    expect(signedOut()).toBe(1)
  })

  it('status 401 without a reply, as a proxy sends it: not signed in', async () => {
    const { client, signedOut } = await open({ status: 401, text: '"go away"' })
    expect(await client.call('overview', {})).toEqual(failed('NOT_SIGNED_IN'))
    expect(signedOut()).toBe(1)
  })

  it('wrong password: a failed sign-in is not a lost session', async () => {
    const { client, signedOut } = await open(answer(failed('SIGN_IN_FAILED'), 401))
    const reply = await client.call('sign-in', { email: 'a@b.example', password: 'no' })
    expect(reply).toEqual(failed('SIGN_IN_FAILED'))
    expect(signedOut()).toBe(0)
  })

  it('connection cut: a reading call is not done, a changing call is unknown', async () => {
    const { client } = await open('cut')
    expect(await client.call('list-programs', {})).toEqual(failed('NOT_CONNECTED'))
    const changed = await client.call('void-operation', {
      operationId: CARD,
      requestId: 'v1',
      reason: 'wrong card',
    })
    expect(changed).toEqual(failed('TIMEOUT_UNKNOWN'))
  })

  it('answer that is not JSON: a changing call is unknown', async () => {
    const { client } = await open({ status: 502, text: '<html>bad gateway</html>' })
    const reply = await client.call('stock-cards', { programId: CARD, name: 'Spring', count: 3 })
    expect(reply).toEqual(failed('TIMEOUT_UNKNOWN'))
  })

  it('value of another form than the table says: an error, not a value', async () => {
    const { client } = await open(answer(success({ programs: [{ name: 'half' }] })))
    const reply = await client.call('list-programs', {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
  })

  it('call given up by the caller: no exception', async () => {
    const { client } = await open(answer(success({ programs: [] })))
    const reply = await client.call('list-programs', {}, AbortSignal.abort())
    expect(reply).toEqual(failed('NOT_CONNECTED'))
  })
})

describe('admin addresses', () => {
  it('every row of the table: no brace is left and the path part does not repeat in the query', () => {
    for (const row of Object.values(ADMIN)) {
      const parts = [...row.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
      const params = Object.fromEntries(parts.map((part) => [part, `id-of-${part}`]))
      const address = addressOf(row, params)
      expect(address).not.toMatch(/[{}?]/)
      for (const part of parts) expect(address).toContain(`id-of-${part}`)
    }
  })
})
