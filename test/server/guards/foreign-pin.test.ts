import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import { createApiClient } from '../../../server/stored-value/index.ts'
import { currency } from '../../../src/contract/money.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'

const WRONG = '00000000'
const NO_CARD = 'CARD_NOT_FOUND_OR_PIN_INVALID'
const EMAIL = 'stranger@coast.example'

let house: ApiHouse
/** A key and a station of another network on the same server. */
let foreignKey = ''
let foreignTill: Counter
beforeAll(async () => {
  house = await openApiHouse()
  const { context, url } = house
  const networkId = await createNetwork(context, 'Coast')
  const operator = { networkId, name: 'Stranger', email: EMAIL, password: PASSWORD }
  done(await createStaff(context, { ...operator, role: 'operator' }))
  const client = { networkId, name: 'Tills', kind: 'pos', scopes: ['balance'] } as const
  const by = { locationId: null, actor: 'system', ip: null }
  foreignKey = done(await createApiClient(context, { ...client, ...by })).key
  const place = { name: 'Pier', email: EMAIL, currency: currency('EUR'), timeZone: 'UTC' }
  const { locationId } = done(await createLocation(context, networkId, place))
  const stranger = adminBrowser(url)
  done(await stranger.call('sign-in', { email: EMAIL, password: PASSWORD }))
  foreignTill = await openCounter({ ...house, operator: stranger }, locationId)
})
afterAll(async () => {
  foreignTill?.close()
  await house?.close()
})

const balance = async (card: { number: string; pin: string }, key = house.key) =>
  refusalOf(await house.post('/v1/storedvalue/balance', { card }, key))

test('wrong PINs from a key of another network: locked for that network, and not for its own', async () => {
  const { number, pin } = await house.activeCard(2500)
  for (let count = 0; count < 3; count += 1)
    expect(await balance({ number, pin: WRONG }, foreignKey)).toBe(`404 ${NO_CARD}`)
  expect(await balance({ number, pin }, foreignKey)).toBe('423 PIN_LOCKED')
  expect(await balance({ number, pin })).toBe('200 SUCCESS')
})

test('wrong PINs at a station of another network: not locked for its own', async () => {
  const { number, pin } = await house.activeCard(2500)
  for (let count = 0; count < 3; count += 1) {
    const reply = await foreignTill.ask('card-inquire', { card: { number, pin: WRONG } })
    expect(codeOf(reply)).toBe(NO_CARD)
  }
  expect(await balance({ number, pin })).toBe('200 SUCCESS')
})

test('at a station of another network: a right PIN is answered as a wrong one', async () => {
  const { number, pin } = await house.activeCard(2500)
  const ask = (typed: string) =>
    foreignTill.ask('card-inquire', { card: { number, pin: typed } }).then(codeOf)
  expect([await ask(WRONG), await ask(pin)]).toEqual([NO_CARD, NO_CARD])
})
