import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRequestLog } from '../../../server/developer/request-log.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

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

test('another key of the same network: sees nothing of it', async () => {
  const other = await house.addKey({})
  expect((await house.get('/v1/request-log', other)).body.value).toEqual({ entries: [] })
})

test('memory: so many calls of so many keys', () => {
  const log = createRequestLog()
  const entry = { atMs: 0, operation: 'balance', tookMs: 1, asked: {}, answered: { ok: true } }
  for (let client = 0; client < 150; client += 1) log.add(`client-${client}`, entry)
  for (let call = 0; call < 500; call += 1) log.add('client-149', { ...entry, atMs: call })
  expect(log.read('client-49')).toEqual([])
  expect(log.read('client-50')).toHaveLength(1)
  expect(log.read('client-149')).toHaveLength(200)
  expect(log.read('client-149')[0]?.atMs).toBe(499)
})
