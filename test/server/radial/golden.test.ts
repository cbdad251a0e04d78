import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { balanceXml, fieldOf, lookupXml, type MoneyParts, moneyXml, postXml } from './xml-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const RADIAL = 'xmlns="http://api.gsicommerce.com/schema/checkout/1.0"'
const OWN = 'xmlns="urn:countermark:stored-value:1"'
const CONTEXT =
  '<PaymentContext><OrderId>O&amp;1</OrderId><PaymentAccountUniqueId isToken="false">NUMBER</PaymentAccountUniqueId></PaymentContext>'
const OK = `<Reason ${OWN} code="OK" operationId="ID" replayed="false"`

/** The bytes that a whole story gets back, in order; what no two runs share is replaced. */
test('replies: byte for byte', async () => {
  const card = await house.stockedCard()
  const parts = { orderId: 'O&1', card, amount: '25.00' }
  const get = async (path: string, body: string) => plain((await postXml(house, path, body)).text)
  const send = (word: string, name: string, change: Partial<MoneyParts>) => {
    const body = moneyXml(name, { requestId: `${word}-1`, ...parts, ...change })
    return get(`storedvalue/${word}/GS.xml`, body)
  }
  const plain = (text: string) =>
    text
      .replaceAll(card.number, 'NUMBER')
      .replace(/operationId="[0-9a-f-]{36}"/, 'operationId="ID"')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+/, 'TIME')

  expect(await get('storedvalue/balance/GS.xml', balanceXml(card))).toBe(
    `${HEAD}<StoredValueBalanceReply ${RADIAL}><PaymentAccountUniqueId isToken="false">NUMBER</PaymentAccountUniqueId><ResponseCode>Fail</ResponseCode><BalanceAmount currencyCode="EUR">0.00</BalanceAmount><Reason ${OWN} code="CARD_NOT_ACTIVE" retryable="false" nextAction="do_not_retry">This card is not active yet. Sell and activate it first.</Reason></StoredValueBalanceReply>\n`,
  )
  expect(await send('fundandactivate', 'StoredValueFundAndActivate', {})).toBe(
    `${HEAD}<StoredValueFundAndActivateReply ${RADIAL}>${CONTEXT}<ResponseCode>Success</ResponseCode><AmountFunded currencyCode="EUR">25.00</AmountFunded>${OK}/></StoredValueFundAndActivateReply>\n`,
  )
  expect(await send('fund', 'StoredValueFund', { amount: '5.50' })).toBe(
    `${HEAD}<StoredValueFundReply ${RADIAL}>${CONTEXT}<ResponseCode>Success</ResponseCode><AmountFunded currencyCode="EUR">5.50</AmountFunded>${OK}/></StoredValueFundReply>\n`,
  )
  expect(await get('storedvalue/balance/GS.xml', balanceXml(card))).toBe(
    `${HEAD}<StoredValueBalanceReply ${RADIAL}><PaymentAccountUniqueId isToken="false">NUMBER</PaymentAccountUniqueId><ResponseCode>Success</ResponseCode><BalanceAmount currencyCode="EUR">30.50</BalanceAmount><Reason ${OWN} code="OK"/></StoredValueBalanceReply>\n`,
  )
  expect(await send('redeem', 'StoredValueRedeem', { amount: '40' })).toBe(
    `${HEAD}<StoredValueRedeemReply ${RADIAL}>${CONTEXT}<ResponseCode>Success</ResponseCode><AmountRedeemed currencyCode="EUR">30.50</AmountRedeemed><BalanceAmount currencyCode="EUR">0.00</BalanceAmount>${OK.replace('"OK"', '"PARTIAL_APPROVED"')}/></StoredValueRedeemReply>\n`,
  )
  expect(await send('redeemvoid', 'StoredValueRedeemVoid', { amount: '40' })).toBe(
    `${HEAD}<StoredValueRedeemVoidReply ${RADIAL}>${CONTEXT}<ResponseCode>Success</ResponseCode>${OK} applied="true" alreadyVoided="false" requestedAmount="40.00" appliedAmount="30.50"/></StoredValueRedeemVoidReply>\n`,
  )
  expect(await send('cashout', 'StoredValueCashOut', { amount: '30.50' })).toBe(
    `${HEAD}<StoredValueCashOutReply ${RADIAL}>${CONTEXT}<ResponseCode>Success</ResponseCode><AmountOut currencyCode="EUR">30.50</AmountOut>${OK}/></StoredValueCashOutReply>\n`,
  )
  expect(await send('redeem', 'StoredValueRedeem', { requestId: 'late' })).toBe(
    `${HEAD}<StoredValueRedeemReply ${RADIAL}>${CONTEXT}<ResponseCode>Fail</ResponseCode><AmountRedeemed currencyCode="EUR">0.00</AmountRedeemed><BalanceAmount currencyCode="EUR">0.00</BalanceAmount><Reason ${OWN} code="CARD_DEACTIVATED" retryable="false" nextAction="do_not_retry">This card was closed. It cannot be used any more.</Reason></StoredValueRedeemReply>\n`,
  )
  expect(await get('tendertype/lookup.xml', lookupXml(card.number))).toBe(
    `${HEAD}<TenderTypeLookupReply ${RADIAL}><TenderType>GS</TenderType><ResponseCode>TENDER_TYPE_FOUND</ResponseCode></TenderTypeLookupReply>\n`,
  )
  expect(await get('tendertype/lookup.xml', lookupXml('4111111111111111'))).toBe(
    `${HEAD}<TenderTypeLookupReply ${RADIAL}><ResponseCode>NO_TENDER_TYPE_FOUND</ResponseCode></TenderTypeLookupReply>\n`,
  )
  expect(await send('redeem', 'StoredValueRedeem', { requestId: 'a b' })).toBe(
    `${HEAD}<Fault ${RADIAL}><CreateTimestamp>TIME+00:00</CreateTimestamp><Code>REQUEST_MALFORMED</Code><Description>requestId must be there, with 1 to 40 letters, digits or . _ : / + - and no blanks.</Description><Reason ${OWN} code="REQUEST_MALFORMED" retryable="false" nextAction="correct_and_resend">requestId must be there, with 1 to 40 letters, digits or . _ : / + - and no blanks.</Reason></Fault>\n`,
  )
})

test('a new virtual card: its number and its PIN before the response code', async () => {
  const parts = { requestId: 'new-1', orderId: 'O-2', amount: '25.00' }
  const body = moneyXml('StoredValueFundAndActivate', parts)
  const { text, root, headers } = await postXml(house, 'storedvalue/fundandactivate/GS.xml', body)
  const [number, pin] = [fieldOf(root, 'PaymentAccountUniqueId'), fieldOf(root, 'Pin')]
  expect(number).toMatch(/^997001\d{13}$/)
  expect(pin).toMatch(/^\d{4,8}$/)
  expect(text).toContain(
    `<PaymentContext><OrderId>O-2</OrderId><PaymentAccountUniqueId isToken="false">${number}</PaymentAccountUniqueId></PaymentContext><Pin>${pin}</Pin><ResponseCode>Success</ResponseCode><AmountFunded currencyCode="EUR">25.00</AmountFunded>`,
  )
  expect(headers.get('content-type')).toBe('application/xml; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('one that was not issued: its order, and no number', async () => {
  const parts = { requestId: 'new-2', orderId: 'O-3', amount: '1.00' }
  const body = moneyXml('StoredValueFundAndActivate', parts)
  const { text } = await postXml(house, 'storedvalue/fundandactivate/GS.xml', body)
  expect(text).toContain(
    '<PaymentContextBase><OrderId>O-3</OrderId></PaymentContextBase><ResponseCode>Fail</ResponseCode><AmountFunded currencyCode="EUR">0.00</AmountFunded>',
  )
})

test('the session of a request comes back with its reply', async () => {
  const body = balanceXml({ number: 'x' }).replace(' xmlns', ' sessionId="S&amp;1" xmlns')
  const { root } = await postXml(house, 'storedvalue/balance/GS.xml', body)
  expect([...root.attributes]).toEqual([['sessionId', 'S&1']])
})
