import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readBooks } from '../../../server/storage/index.ts'
import { openServer, type TestServer } from '../house/open-server.ts'
import { openApiHouse } from '../stored-value/api-house.ts'

const TOKEN = 'a-token-of-the-monitoring'

let server: TestServer
afterEach(() => server.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers })

/** The value of a sample, as `name{label="value"}`. */
async function sample(name: string): Promise<number> {
  const text = await (await get('/metrics')).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  if (line === undefined) throw new Error(`no sample ${name} in\n${text}`)
  return Number(line.slice(name.length + 1))
}

describe('health', () => {
  beforeEach(async () => {
    server = await openServer()
  })

  test('all is well: alive and ready, with no reason against it', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true })
    const ready = await get('/readyz')
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, reasons: [] }])
  })

  test('trouble: alive, not ready, and why, with what to do and when to ask again', async () => {
    server.jump(24 * 60 * 60_000)
    const ready = await get('/readyz')
    expect(ready.status).toBe(503)
    expect(Number(ready.headers.get('retry-after'))).toBeGreaterThan(0)
    const { ok, reasons } = (await ready.json()) as { ok: boolean; reasons: string[] }
    expect([ok, reasons]).toEqual([false, [expect.stringMatching(/clock.*check its date/)]])
    expect((await get('/healthz')).status).toBe(200)
    expect(await sample('countermark_trouble')).toBe(1)
    server.jump(-24 * 60 * 60_000)
    expect((await get('/readyz')).status).toBe(200)
    expect(await sample('countermark_trouble')).toBe(0)
  })
})

describe('metrics', () => {
  test('from this machine: replies by code, the load by class, the process', async () => {
    server = await openServer()
    const failures = () => sample('countermark_replies_total{door="http",code="SIGN_IN_FAILED"}')
    const wrong = { email: 'nobody@network.example', password: 'a wrong password' }
    for (let count = 1; count <= 3; count += 1) {
      await server.operator.call('sign-in', wrong)
      expect(await failures()).toBe(count)
    }
    for (const name of ['redeem', 'money', 'balance', 'reports']) {
      expect(await sample(`countermark_load_waiting{class="${name}"}`)).toBe(0)
      expect(await sample(`countermark_load_refused_total{class="${name}"}`)).toBe(0)
    }
    expect(await sample('countermark_stations_signed_in')).toBe(0)
    expect(await sample('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(await sample('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0)
  })

  test('the ledger: each commit group by its operations and its time, and the height of the chain', async () => {
    const house = await openApiHouse()
    server = house
    const before = await sample('countermark_chain_height')
    const groups = await sample('countermark_commit_operations_count')
    for (let count = 0; count < 5; count += 1) await house.activeCard(2500)
    expect(await sample('countermark_commit_operations_sum')).toBe(5)
    const added = (await sample('countermark_commit_operations_count')) - groups
    expect(added).toBeGreaterThan(0)
    expect(await sample('countermark_chain_height')).toBe(before + added)
    const wholeTime = await sample('countermark_commit_seconds_sum')
    const syncTime = await sample('countermark_commit_sync_seconds_sum')
    expect(syncTime).toBeGreaterThan(0)
    expect(wholeTime).toBeGreaterThan(syncTime)
    expect(await sample('countermark_log_bytes')).toBeGreaterThan(0)
    expect(await sample('countermark_ledger_waiting')).toBe(0)
    const { chainHeight } = await readBooks(server.context.database)
    expect(chainHeight).toBe(before + added)
  })

  test('from this machine but passed on by a proxy: not permitted, and how to permit it', async () => {
    server = await openServer()
    for (const header of ['x-forwarded-for', 'forwarded', 'via']) {
      const refused = await get('/metrics', { [header]: '192.0.2.1' })
      const text = await refused.text()
      expect([refused.status, text]).toEqual([403, expect.stringContaining('--metrics-token')])
      expect(text).not.toContain('countermark_')
    }
  })

  test('with a token: whoever has it, and nobody else', async () => {
    server = await openServer(['--metrics-token', TOKEN])
    const bearer = (token: string) => get('/metrics', { authorization: `Bearer ${token}` })
    for (const response of [await get('/metrics'), await bearer(`${TOKEN}x`), await bearer('')]) {
      expect(response.status).toBe(403)
    }
    const given = await bearer(TOKEN)
    expect([given.status, await given.text()]).toEqual([
      ...[200, expect.stringContaining('countermark_chain_height')],
    ])
    expect(server.logged()).not.toContain(TOKEN)
  })
})
