import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { balanceXml, fieldOf, lookupXml, moneyXml, postXml } from './xml-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

/** Every byte that the server keeps, and every line it logged. */
function kept(): string {
  const files = readdirSync(house.folder).filter((name) => /\.db/.test(name))
  expect(files.length).toBeGreaterThan(0)
  const texts = files.map((name) => readFileSync(join(house.folder, name)).toString('latin1'))
  return [house.logged(), ...texts].join('\n')
}

test('secrets: no number, PIN or key of any XML call is in a log, in the database or in a fault', async () => {
  const card = await house.stockedCard()
  const say = (name: string, requestId: string, amount: string) =>
    moneyXml(name, { requestId, orderId: 'O-1', card, amount })
  const send = (word: string, body: string) => postXml(house, `storedvalue/${word}/GS.xml`, body)
  const answers = [
    await send('fundandactivate', say('StoredValueFundAndActivate', 's1', '25.00')),
    await send('fund', say('StoredValueFund', 's2', '25.00')),
    await send('balance', balanceXml(card)),
    await send('redeem', say('StoredValueRedeem', 's3', '10.00')),
    await send('redeemvoid', say('StoredValueRedeemVoid', 's4', '10.00')),
    await send('cashout', say('StoredValueCashOut', 's5', '50.00')),
  ]
  const codes = answers.map(({ root }) => fieldOf(root, 'ResponseCode'))
  expect(codes).toEqual(Array(6).fill('Success'))
  await postXml(house, 'tendertype/lookup.xml', lookupXml(card.number))
  const issued = await send(
    'fundandactivate',
    moneyXml('StoredValueFundAndActivate', { requestId: 's6', orderId: 'O-2', amount: '25.00' }),
  )
  const [number = '', pin = ''] = ['PaymentAccountUniqueId', 'Pin'].map(
    (name) => fieldOf(issued.root, name) ?? '',
  )
  const broken = [
    say('StoredValueRedeem', 's7', '1,00'),
    say('StoredValueRedeem', 's8', '1.00').replace('</Pin>', '<Pin>'),
    say('StoredValueRedeem', 's9', '1.00').replace('Pin>', `${card.number}>`),
  ]
  const faults = []
  for (const body of broken) faults.push(await send('redeem', body))
  expect(faults.map(({ root }) => root.name)).toEqual(['Fault', 'Fault', 'Fault'])

  const secrets = [card.number, card.pin, number, pin, house.key]
  expect(secrets.every((secret) => secret.length >= 4)).toBe(true)
  const everything = kept()
  // What may be kept is there, so that the search would have found the rest.
  expect(everything).toContain(card.number.slice(-4))
  expect(everything).toContain('/payments/storedvalue/redeem/')
  const told = [everything, ...faults.map(({ text }) => text)].join('\n')
  expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
})
