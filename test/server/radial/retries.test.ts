import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SEALED_ANSWER_WINDOW_MS } from '../../../server/cards/index.ts'
import { createGuards } from '../../../server/guards/index.ts'
import { registerRadial } from '../../../server/radial/index.ts'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, type CardInHand, openApiHouse } from '../stored-value/api-house.ts'
import { holdWriter } from '../stored-value/held-writer.ts'
import {
  balanceXml,
  fieldOf,
  type MoneyParts,
  moneyXml,
  outcomeOf,
  postXml,
  reasonOf,
  type XmlAnswer,
} from './xml-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const NAMES = {
  redeem: 'StoredValueRedeem',
  redeemvoid: 'StoredValueRedeemVoid',
  fund: 'StoredValueFund',
  fundandactivate: 'StoredValueFundAndActivate',
} as const

type Target = { readonly url: string; readonly key: string }

const send = (word: keyof typeof NAMES, parts: MoneyParts, to: Target = house) =>
  postXml(to, `storedvalue/${word}/GS.xml`, moneyXml(NAMES[word], parts))

/** A redemption of 10.00 from a card that has 25.00. */
async function redemption(): Promise<MoneyParts & { readonly card: CardInHand }> {
  const card = await house.activeCard(2500)
  return { requestId: newId('GCR'), orderId: newId('O'), card, amount: '10.00' }
}

async function balanceOf(card: CardInHand): Promise<string | undefined> {
  const { root } = await postXml(house, 'storedvalue/balance/GS.xml', balanceXml(card))
  return fieldOf(root, 'BalanceAmount')
}

const secretsOf = ({ root }: XmlAnswer) =>
  [fieldOf(root, 'PaymentAccountUniqueId'), fieldOf(root, 'Pin')] as const

/** A second door onto the same ledger that waits for 100 ms only. */
async function hastyDoor(): Promise<Target & { readonly app: FastifyInstance }> {
  const app = Fastify()
  await registerRadial(app, house.context, createGuards(house.context), { deadlineMs: 100 })
  return { app, key: house.key, url: await app.listen({ host: '127.0.0.1', port: 0 }) }
}

/** Does something at the hasty door while the ledger cannot write; afterwards it can again. */
async function whileHeld<Value>(work: (door: Target) => Promise<Value>): Promise<Value> {
  const door = await hastyDoor()
  const letGo = holdWriter(house.folder)
  try {
    return await work(door)
  } finally {
    letGo()
    await door.app.close()
  }
}

describe('the same request again', () => {
  test('the same bytes but for the word replayed; the money moved once', async () => {
    const parts = await redemption()
    const first = await send('redeem', parts)
    const again = [await send('redeem', parts), await send('redeem', parts)]
    for (const { text } of again)
      expect(text).toBe(first.text.replace('replayed="false"', 'replayed="true"'))
    expect(await balanceOf(parts.card)).toBe('15.00')
  })

  test('a Fail is kept, too', async () => {
    const parts = { ...(await redemption()), currency: 'USD' }
    const first = await send('redeem', parts)
    expect(outcomeOf(first)).toBe('Fail CURRENCY_MISMATCH')
    const next = 'nextAction="correct_and_resend"'
    const again = first.text.replace(next, `${next} replayed="true"`)
    expect((await send('redeem', parts)).text).toBe(again)
  })

  test('with other content: a Fault, as the first may have been done', async () => {
    const parts = await redemption()
    await send('redeem', parts)
    const other = await send('redeem', { ...parts, amount: '11.00' })
    expect(outcomeOf(other)).toBe('422 Fault REQUEST_ID_REUSED')
    expect(await balanceOf(parts.card)).toBe('15.00')
  })

  test('the void of a redemption again: the stored answer', async () => {
    const parts = await redemption()
    await send('redeem', parts)
    const undo = { ...parts, requestId: newId('GCV') }
    const first = await send('redeemvoid', undo)
    const again = await send('redeemvoid', undo)
    expect(again.text).toBe(first.text.replace('replayed="false"', 'replayed="true"'))
    expect(await balanceOf(parts.card)).toBe('25.00')
  })

  test('what JSON began, XML answers, and the other way round', async () => {
    const { requestId, orderId, card } = await redemption()
    const { number, pin } = card
    const body = { requestId, orderId, card: { number, pin }, amountMinor: 1000, currency: 'EUR' }
    const json = await house.post('/v1/storedvalue/redeem', { ...body, partial: 'allow' })
    expect(json.status).toBe(200)
    const xml = await send('redeem', { requestId, orderId, card, amount: '10' })
    expect(reasonOf(xml)).toMatchObject({
      replayed: 'true',
      operationId: json.body.value?.['operationId'],
    })
    expect(await balanceOf(card)).toBe('15.00')
  })
})

describe('a Timeout', () => {
  test('is said in time; again under the same id while it runs; then the outcome', async () => {
    const parts = await redemption()
    const [late, again] = await whileHeld(async (door) => [
      await send('redeem', parts, door),
      await send('redeem', parts, door),
    ])
    expect(late && outcomeOf(late)).toBe('Timeout TIMEOUT_UNKNOWN')
    expect(late && fieldOf(late.root, 'AmountRedeemed')).toBe('0.00')
    expect(again && outcomeOf(again)).toBe('Timeout REQUEST_IN_PROGRESS')
    await expect.poll(() => balanceOf(parts.card), { timeout: 10_000 }).toBe('15.00')
    const after = await send('redeem', parts)
    expect(outcomeOf(after)).toBe('Success OK')
    expect(fieldOf(after.root, 'AmountRedeemed')).toBe('10.00')
  })

  test('and again under a new id, as these callers do: the first outcome, taken once', async () => {
    const parts = await redemption()
    const late = await whileHeld((door) => send('redeem', parts, door))
    expect(outcomeOf(late)).toBe('Timeout TIMEOUT_UNKNOWN')
    const retry = await send('redeem', { ...parts, requestId: newId('GCR') })
    expect(outcomeOf(retry)).toBe('Success OK')
    expect(reasonOf(retry)).toMatchObject({ replayed: 'true', replayedOf: parts.requestId })
    expect(await balanceOf(parts.card)).toBe('15.00')
  })

  test('of a new card, and again under a new id: the same number and PIN, one card', async () => {
    const parts = { requestId: newId('GCA'), orderId: newId('O'), amount: '25.00' }
    const late = await whileHeld((door) => send('fundandactivate', parts, door))
    expect(outcomeOf(late)).toBe('Timeout TIMEOUT_UNKNOWN')
    expect(secretsOf(late)).toEqual([undefined, undefined])
    const retry = await send('fundandactivate', { ...parts, requestId: newId('GCA') })
    const third = await send('fundandactivate', parts)
    expect(outcomeOf(retry)).toBe('Success OK')
    expect(reasonOf(retry)).toMatchObject({ replayedOf: parts.requestId })
    expect(secretsOf(third)).toEqual(secretsOf(retry))
    const [number = '', pin = ''] = secretsOf(retry)
    expect(await balanceOf({ number, pin })).toBe('25.00')
  })

  test('and the void at the same door: Timeout as well, and undone when it is sent again', async () => {
    const parts = await redemption()
    const undo = { ...parts, requestId: newId('GCV') }
    const [late, lateVoid] = await whileHeld(async (door) => [
      await send('redeem', parts, door),
      await send('redeemvoid', undo, door),
    ])
    expect(late && outcomeOf(late)).toMatch(/^Timeout /)
    expect(lateVoid && outcomeOf(lateVoid)).toMatch(/^Timeout /)
    expect(outcomeOf(await send('redeemvoid', undo))).toBe('Success OK')
    await expect.poll(() => balanceOf(parts.card), { timeout: 10_000 }).toBe('25.00')
    expect(outcomeOf(await send('redeem', parts))).toMatch(/^(Fail VOIDED|Success OK)/)
    expect(await balanceOf(parts.card)).toBe('25.00')
  })
})

test('void while its redemption is on its way: held off, though only the order is named', async () => {
  const parts = await redemption()
  const ask = () => postXml(house, 'storedvalue/balance/GS.xml', balanceXml(parts.card))
  // The PINs of one number are judged one after another: the redemption waits behind all of these.
  const enquiries = Array.from({ length: 12 }, ask)
  const redeeming = send('redeem', parts)
  await new Promise((resolve) => setTimeout(resolve, 20))
  const undone = await send('redeemvoid', { ...parts, requestId: newId('GCV') })
  expect(outcomeOf(undone)).toBe('Success OK')
  expect(outcomeOf(await redeeming)).toBe('Fail VOIDED_BEFORE_ARRIVAL')
  await Promise.all(enquiries)
  expect(await balanceOf(parts.card)).toBe('25.00')
})

test('a new card after its window: the last four digits, no PIN, and what to do', async () => {
  const parts = { requestId: newId('GCA'), orderId: newId('O'), amount: '25.00' }
  const [number = ''] = secretsOf(await send('fundandactivate', parts))
  house.advance(SEALED_ANSWER_WINDOW_MS + 1)
  const late = await send('fundandactivate', parts)
  expect(outcomeOf(late)).toBe('Success OK')
  expect(secretsOf(late)).toEqual([`***************${number.slice(-4)}`, undefined])
  expect(reasonOf(late)).toMatchObject({ pinReset: 'required' })
})
