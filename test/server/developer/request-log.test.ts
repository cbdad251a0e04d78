import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  REQUEST_LOG_AGE_MS,
  REQUEST_LOG_WAITING_MAX,
  REQUEST_LOG_WRITES_PER_PRUNE,
} from '../../../server/developer/limits.ts'
import { createRequestLog } from '../../../server/developer/request-log.ts'
import { done } from '../house/open-server.ts'
import { moneyXml, postXml } from '../radial/xml-house.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

test('the log of a key: what it asked and was answered, newest first, and no secret', async () => {
  const { number, pin } = await house.activeCard(2500)
  const sale = { amountMinor: 100, currency: 'EUR', orderId: `pasted ${number}` }
  const card = { number, pin }
  await house.post('/v1/storedvalue/redeem', { requestId: 'one', ...sale, card })
  await house.post('/v1/storedvalue/balance', { card: { number, pin: '71717171' } })
  await house.post('/v1/storedvalue/redeem', { requestId: 'two' })
  const issued = await house.post('/v1/storedvalue/fund-and-activate', {
    ...{ requestId: 'three', programId: house.programId, amountMinor: 2500, currency: 'EUR' },
  })
  const answer = await house.get('/v1/request-log')
  expect(answer.body.value).toMatchObject({
    entries: [
      { operation: 'fund-and-activate', code: 'OK', answered: { ok: true } },
      { operation: 'redeem', code: 'REQUEST_MALFORMED', asked: null },
      { operation: 'balance', code: 'CARD_NOT_FOUND_OR_PIN_INVALID' },
      {
        ...{ operation: 'redeem', code: 'OK' },
        asked: { requestId: 'one', amountMinor: 100, card: { pin: '••••' } },
        answered: { value: { balanceMinor: 2400 } },
      },
    ],
  })
  const secrets = issued.body.value?.['issued'] as { number: string; pin: string }
  for (const secret of [number, pin, '71717171', secrets.number, secrets.pin]) {
    expect(answer.text).not.toContain(secret)
  }
  expect(answer.text).toContain(`•••• ${number.slice(-4)}`)
})

test('what comes as XML: is in the log as the JSON API would have been asked, and no secret', async () => {
  const { number, pin } = await house.activeCard(2500)
  const key = await house.addKey({})
  const target = { url: house.url, key }
  const sale = { requestId: 'xml-one', orderId: 'A-1', card: { number, pin }, amount: '1.00' }
  const body = moneyXml('StoredValueRedeem', sale)
  expect((await postXml(target, 'storedvalue/redeem/GS.xml', body)).status).toBe(200)
  expect((await postXml(target, 'storedvalue/redeem/GS.xml', '<torn')).status).toBe(400)
  await vi.waitFor(
    async () => {
      const { body: log, text } = await house.get('/v1/request-log', key)
      expect(log.value).toMatchObject({
        entries: [
          { operation: 'redeem.xml', code: 'REQUEST_MALFORMED', asked: null },
          {
            ...{ operation: 'redeem.xml', code: 'OK', requestId: 'xml-one' },
            asked: { amountMinor: 100, card: { pin: '••••' } },
            answered: { value: { balanceMinor: 2400 } },
          },
        ],
      })
      expect(text).not.toContain(number)
      expect(text).not.toContain(pin)
    },
    { timeout: 30_000 },
  )
})

test('another key of the same network: sees nothing of it', async () => {
  const other = await house.addKey({})
  const empty = { entries: [], next: null }
  expect((await house.get('/v1/request-log', other)).body.value).toEqual(empty)
  expect((await house.get('/v1/request-log/one', other)).body.value).toEqual({
    ...{ stored: null, entries: [] },
  })
})

test('narrowed by code, operation, id and time, for keys and for people', async () => {
  const { number, pin } = await house.activeCard(2500)
  const key = await house.addKey({})
  const ask = { amountMinor: 100, currency: 'EUR', card: { number, pin } }
  const redeem = (requestId: string, more: object = {}) =>
    house.post('/v1/storedvalue/redeem', { requestId, ...ask, ...more }, key)
  await redeem('narrow-1')
  await redeem('narrow-1')
  await redeem('narrow-2', { amountMinor: 99_999 })
  house.advance(60_000)
  await redeem('narrow-3')
  const later = new Date(house.context.nowMs() - 30_000).toISOString()
  const read = async (query: Record<string, string>) => {
    const answer = await house.get(`/v1/request-log?${new URLSearchParams(query)}`, key)
    return (answer.body.value as { entries: { requestId: string }[] }).entries.map(
      (entry) => entry.requestId,
    )
  }
  expect(await read({ code: 'INSUFFICIENT_FUNDS' })).toEqual(['narrow-2'])
  expect(await read({ requestId: 'narrow-1' })).toEqual(['narrow-1', 'narrow-1'])
  expect(await read({ from: later })).toEqual(['narrow-3'])
  expect(await read({ to: later, operation: 'redeem', code: 'OK' })).toEqual([
    ...['narrow-1', 'narrow-1'],
  ])
  expect(await read({ operation: 'fund' })).toEqual([])
  const wrong = await house.get('/v1/request-log?from=yesterday', key)
  expect(refusalOf(wrong)).toBe('400 REQUEST_MALFORMED')
  const replay = (await house.get('/v1/request-log/narrow-1', key)).body.value
  expect(replay).toMatchObject({
    stored: { ok: true, value: { appliedMinor: 100, replayed: true } },
    entries: [
      { answered: { value: { replayed: true } } },
      { answered: { value: { replayed: false } } },
    ],
  })
  const lines = done(await house.operator.call('search-request-log', { requestId: 'narrow-2' }))
  expect(lines.entries).toMatchObject([{ clientName: 'Tills', code: 'INSUFFICIENT_FUNDS' }])
  const [line] = lines.entries
  const again = { clientId: line?.clientId ?? '', requestId: 'narrow-2' }
  expect(done(await house.operator.call('replay-request', again))).toMatchObject({
    ...{ stored: { ok: false, refusal: { code: 'INSUFFICIENT_FUNDS' } } },
    entries: [{ requestId: 'narrow-2' }],
  })
})

test('in the database: nothing of it in clear, and it is there after the server ended', async () => {
  const made = await house.activeCard(2500)
  const { number, pin } = made
  await house.post('/v1/storedvalue/balance', { card: { number, pin } })
  await house.get('/v1/request-log')
  const rows = await house.context.database.read.selectFrom('request_log').selectAll().execute()
  const text = JSON.stringify(rows)
  expect(rows.length).toBeGreaterThan(5)
  expect(text).not.toContain(number)
  expect(text).not.toContain(pin)
})

test('bounds: the oldest go, and what comes too fast is left out', async () => {
  const { context } = house
  let nowMs = context.nowMs()
  const log = createRequestLog({ ...context, nowMs: () => nowMs })
  const client = { clientId: 'client-old', networkId: house.networkId }
  const call = (atMs: number) =>
    log.add(client, {
      ...{ atMs, operation: 'balance', tookMs: 1, asked: {} },
      answered: { ok: true, value: null },
    })
  const read = async () => (await log.read({ ...client })).entries.length
  call(nowMs)
  expect(await read()).toBe(1)
  nowMs += REQUEST_LOG_AGE_MS + 1
  for (let write = 0; write < REQUEST_LOG_WRITES_PER_PRUNE; write += 1) {
    call(nowMs)
    await read()
  }
  const { entries } = await log.read({ ...client })
  expect(entries.length).toBe(REQUEST_LOG_WRITES_PER_PRUNE)
  expect(entries.every(({ atMs }) => atMs === nowMs)).toBe(true)
  for (let more = 0; more < REQUEST_LOG_WAITING_MAX + 500; more += 1) call(nowMs)
  await log.close()
  const { count } = await context.database.read
    .selectFrom('request_log')
    .where('client_id', '=', 'client-old')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBe(REQUEST_LOG_WRITES_PER_PRUNE + REQUEST_LOG_WAITING_MAX)
})
