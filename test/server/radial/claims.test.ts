import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import { cardOn, press } from '../claims/gift-house.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { balanceXml, fieldOf, type MoneyParts, moneyXml, outcomeOf, postXml } from './xml-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

let serial = 0
const nextId = () => {
  serial += 1
  return `XML-${serial}`
}

/** Sells a new virtual card, with what the caller says in our own element. */
function sell(requestId: string, sale: NonNullable<MoneyParts['sale']>, orderId = nextId()) {
  const parts = { requestId, orderId, amount: '25.00', currency: 'EUR' }
  const text = moneyXml('StoredValueFundAndActivate', { ...parts, sale })
  return postXml(house, 'storedvalue/fundandactivate/GS.xml', text)
}

function money(word: string, name: string, number: string, amount: string) {
  const body = { requestId: nextId(), orderId: nextId(), card: { number, pin: '12345678' } }
  const text = moneyXml(name, { ...body, amount, currency: 'EUR' })
  return postXml(house, `storedvalue/${word}/GS.xml`, text)
}

const balance = async (number: string) =>
  postXml(house, 'storedvalue/balance/GS.xml', balanceXml({ number }))

test('a gift by link: CardClaimLink and a proxy number, the same at a replay', async () => {
  const requestId = nextId()
  const orderId = nextId()
  const first = await sell(requestId, { delivery: 'claim_link' }, orderId)
  expect(outcomeOf(first)).toBe('Success OK')
  const link = fieldOf(first.root, 'CardClaimLink') ?? ''
  expect(link).toMatch(new RegExp(`^${house.url}/claim/[A-Za-z0-9_-]{43}$`))
  const number = fieldOf(first.root, 'PaymentAccountUniqueId') ?? ''
  expect(number).toMatch(/^000000\d{13}$/)
  expect(first.text).not.toContain('<Pin>')
  expect(first.text).toContain('cardState="claimable"')
  expect(first.text.indexOf('</PaymentContext><CardClaimLink>')).toBeGreaterThan(0)
  expect(first.text.indexOf('</CardClaimLink><ResponseCode>')).toBeGreaterThan(0)
  const again = await sell(requestId, { delivery: 'claim_link' }, orderId)
  expect(again.text).toBe(first.text.replace('replayed="false"', 'replayed="true"'))

  const told = await balance(number)
  expect(outcomeOf(told)).toBe('Success OK')
  expect(fieldOf(told.root, 'BalanceAmount')).toBe('0.00')
  expect(told.text).toContain('cardState="claimable" waitingAmount="25.00"')
  for (const [word, name] of [
    ['redeem', 'StoredValueRedeem'],
    ['fund', 'StoredValueFund'],
  ] as const)
    expect(outcomeOf(await money(word, name, number, '10.00'))).toBe('Fail PROXY_NUMBER_REFUSED')
  expect(outcomeOf(await money('redeemvoid', 'StoredValueRedeemVoid', number, '10.00'))).toBe(
    'Success OK',
  )

  const card = cardOn(await press(link))
  expect(outcomeOf(await balance(number))).toBe('Fail PROXY_NUMBER_REFUSED')
  const spent = await postXml(
    house,
    'storedvalue/redeem/GS.xml',
    moneyXml('StoredValueRedeem', {
      ...{ requestId: nextId(), orderId: nextId(), amount: '10.00', currency: 'EUR', card },
    }),
  )
  expect(fieldOf(spent.root, 'BalanceAmount')).toBe('15.00')
})

test('a gift that nobody opened: cashed out whole, by its proxy number', async () => {
  const sold = await sell(nextId(), { delivery: 'claim_link' })
  const number = fieldOf(sold.root, 'PaymentAccountUniqueId') ?? ''
  const part = await money('cashout', 'StoredValueCashOut', number, '10.00')
  expect(outcomeOf(part)).toBe('Fail PROXY_NUMBER_REFUSED')
  const whole = await money('cashout', 'StoredValueCashOut', number, '25.00')
  expect(outcomeOf(whole)).toBe('Success OK')
  expect(fieldOf(whole.root, 'AmountOut')).toBe('25.00')
  expect(cardOn(await press(fieldOf(sold.root, 'CardClaimLink') ?? ''))).toBeUndefined()
})

test('a sale for later, and one under review: the reply says so', async () => {
  const at = new Date(house.context.nowMs() + 3_600_000).toISOString()
  const later = await sell(nextId(), { activateAt: at })
  expect(later.text).toContain(`activatesAt="${at.replace('Z', '+00:00')}"`)
  expect(later.text).toContain('<Pin>')
  const reviewed = await sell(nextId(), { review: 'true' })
  expect(reviewed.text).toContain('cardState="pending_activation"')
  expect(reviewed.text).not.toContain('activatesAt')
  for (const wrong of [{ activateAt: 'tomorrow' }, { delivery: 'post' }, { review: 'maybe' }])
    expect(outcomeOf(await sell(nextId(), wrong))).toBe('400 Fault REQUEST_MALFORMED')
})

test('after all of it the ledger is proved', () => {
  expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
})
