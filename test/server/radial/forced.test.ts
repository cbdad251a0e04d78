import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { createApiClient } from '../../../server/stored-value/index.ts'
import { MAGIC_ERRORS, MAGIC_REFUSALS } from '../../../server/stored-value/magic.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { PREFIX } from '../stored-value/api-house.ts'
import {
  balanceXml,
  fieldOf,
  type MoneyParts,
  moneyXml,
  outcomeOf,
  postXml,
  reasonOf,
  type XmlTarget,
} from './xml-house.ts'

let server: TestServer
let shop: XmlTarget
beforeAll(async () => {
  server = await openServer()
  const { context } = server
  const networkId = await createNetwork(context, 'Trial', { isTest: true })
  const location = done(
    await createLocation(context, networkId, {
      ...{ name: 'Corner Bakery', email: 'bench@trial.example', timeZone: 'Europe/Paris' },
      currency: currency('EUR'),
    }),
  )
  done(
    await createProgram(context, {
      ...{ networkId, name: 'Trial card', currency: currency('EUR'), cardPrefix: PREFIX },
      ...{ pinPolicy: 'online', loadMinMinor: minor(1), loadMaxMinor: minor(50_000) },
      ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
    }),
  )
  const client = await createApiClient(context, {
    ...{ networkId, name: 'Trial shop', kind: 'pos', scopes: API_SCOPES },
    ...{ locationId: location.locationId, actor: 'system', ip: null },
  })
  shop = { url: server.url, key: done(client).key }
})
afterAll(() => server.close())

/** What is not a Fail, of all that can be answered. */
const NO_FAIL: Readonly<Record<string, string>> = {
  AMOUNT_INVALID: '422 Fault AMOUNT_INVALID',
  OPERATION_NOT_ALLOWED: '403 Fault OPERATION_NOT_ALLOWED',
  REQUEST_ID_REUSED: '422 Fault REQUEST_ID_REUSED',
  UNAVAILABLE: '503 Fault UNAVAILABLE',
  RATE_LIMITED: '429 Fault RATE_LIMITED',
  REQUEST_IN_PROGRESS: 'Timeout REQUEST_IN_PROGRESS',
  INTERNAL: 'Timeout INTERNAL',
}

const OPERATIONS = {
  balance: ['', 'BalanceAmount'],
  redeem: ['StoredValueRedeem', 'AmountRedeemed'],
  redeemvoid: ['StoredValueRedeemVoid', undefined],
  fund: ['StoredValueFund', 'AmountFunded'],
  fundandactivate: ['StoredValueFundAndActivate', 'AmountFunded'],
  cashout: ['StoredValueCashOut', 'AmountOut'],
} as const
type Word = keyof typeof OPERATIONS

let ids = 0
function send(word: Word, parts: Partial<MoneyParts>) {
  ids += 1
  const whole = { requestId: `F-${ids}`, orderId: `O-${ids}`, amount: '10.00', ...parts }
  const [name] = OPERATIONS[word]
  const body = word === 'balance' ? balanceXml(whole.card ?? {}) : moneyXml(name, whole)
  return postXml(shop, `storedvalue/${word}/GS.xml`, body)
}

describe('every operation and every answer there is', () => {
  test.each(Object.keys(OPERATIONS) as Word[])('%s', async (word) => {
    const codes = { ...MAGIC_REFUSALS, ...MAGIC_ERRORS }
    const [, amountName] = OPERATIONS[word]
    for (const [digits, code] of Object.entries(codes)) {
      const head = `${PREFIX}0000000000${digits}`
      const answer = await send(word, { card: { number: `${head}${luhnDigit(head)}` } })
      expect(outcomeOf(answer)).toBe(NO_FAIL[code] ?? `Fail ${code}`)
      const isFault = answer.root.name === 'Fault'
      const zero = isFault || amountName === undefined ? undefined : '0.00'
      expect(fieldOf(answer.root, amountName ?? 'Amount')).toBe(zero)
    }
    expect(Object.keys(codes).length).toBeGreaterThan(30)
  })
})

describe('both time-outs', () => {
  test('not done: a Timeout; again under the same id: done', async () => {
    const parts = { requestId: 'lost-1', orderId: 'lost-1', amount: '91.01' }
    expect(outcomeOf(await send('fundandactivate', parts))).toBe('Timeout TIMEOUT_UNKNOWN')
    const again = await send('fundandactivate', parts)
    expect(outcomeOf(again)).toBe('Success OK')
    expect(reasonOf(again)).toMatchObject({ replayed: 'false' })
  })

  test('done: a Timeout without number or PIN; again under another id: the card of the first', async () => {
    const parts = { requestId: 'lost-2', orderId: 'lost-2', amount: '91.02' }
    const first = await send('fundandactivate', parts)
    expect(outcomeOf(first)).toBe('Timeout TIMEOUT_UNKNOWN')
    expect(fieldOf(first.root, 'Pin')).toBeUndefined()
    const again = await send('fundandactivate', { ...parts, requestId: 'lost-3' })
    expect(outcomeOf(again)).toBe('Success OK')
    expect(reasonOf(again)).toMatchObject({ replayed: 'true', replayedOf: 'lost-2' })
    expect(fieldOf(again.root, 'Pin')).toMatch(/^\d+$/)
  })
})
