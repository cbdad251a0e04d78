import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { newId } from '../../helpers/new-id.ts'
import { done } from '../house/open-server.ts'
import { type ApiHouse, type CardInHand, openApiHouse, PREFIX } from '../stored-value/api-house.ts'
import {
  balanceXml,
  fieldOf,
  lookupXml,
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

/** A number that could be a card's and is none's. */
const NOBODYS = `${PREFIX}000000000000${luhnDigit(`${PREFIX}000000000000`)}`

const NAMES = {
  redeem: 'StoredValueRedeem',
  redeemvoid: 'StoredValueRedeemVoid',
  fund: 'StoredValueFund',
  fundandactivate: 'StoredValueFundAndActivate',
  cashout: 'StoredValueCashOut',
} as const

/** One money operation under ids of its own. */
function send(word: keyof typeof NAMES, parts: Partial<MoneyParts>): Promise<XmlAnswer> {
  const whole = { requestId: newId('GCR'), orderId: newId('O'), amount: '10.00', ...parts }
  return postXml(house, `storedvalue/${word}/GS.xml`, moneyXml(NAMES[word], whole))
}

const balance = (card: Partial<CardInHand>, currency?: string) =>
  postXml(house, 'storedvalue/balance/GS.xml', balanceXml(card, currency))

async function balanceOf(card: CardInHand): Promise<string | undefined> {
  return fieldOf((await balance(card)).root, 'BalanceAmount')
}

const numberOf = ({ root }: XmlAnswer) => fieldOf(root, 'PaymentAccountUniqueId') ?? ''

describe('balance', () => {
  test('an active card: what is on it', async () => {
    const answer = await balance(await house.activeCard(2500))
    expect(outcomeOf(answer)).toBe('Success OK')
    expect(fieldOf(answer.root, 'BalanceAmount')).toBe('25.00')
  })

  test('a stocked card: a Fail, as it cannot be used', async () => {
    expect(outcomeOf(await balance(await house.stockedCard()))).toBe('Fail CARD_NOT_ACTIVE')
  })

  test('a stocked card asked of by a web shop: as if there were none', async () => {
    const key = await house.addKey({ kind: 'webstore' })
    const card = await house.stockedCard()
    const answer = await postXml({ ...house, key }, 'storedvalue/balance/GS.xml', balanceXml(card))
    expect(outcomeOf(answer)).toBe('Fail CARD_NOT_FOUND_OR_PIN_INVALID')
  })

  test('wrong PIN, no PIN, another currency, a wrong digit, letters: Fail and no figure', async () => {
    const card = await house.activeCard(2500)
    const wrong = { ...card, pin: card.pin === '0000' ? '0001' : '0000' }
    const typo = {
      ...card,
      number: `${card.number.slice(0, -1)}${(Number(card.number.at(-1)) + 1) % 10}`,
    }
    const answers = [
      await balance(wrong),
      await balance({ number: card.number }),
      await balance(card, 'USD'),
      await balance(typo),
      await balance({ number: 'GIFT-CARD', pin: '12' }),
    ]
    expect(answers.map(outcomeOf)).toEqual([
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
      'Fail CURRENCY_MISMATCH',
      'Fail NUMBER_CHECK_DIGIT',
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
    ])
    for (const { root } of answers) expect(fieldOf(root, 'BalanceAmount')).toBe('0.00')
  })
})

describe('redeem', () => {
  test('less than is there: taken whole, with the balance that is left', async () => {
    const card = await house.activeCard(2500)
    const answer = await send('redeem', { card })
    expect(outcomeOf(answer)).toBe('Success OK')
    expect(fieldOf(answer.root, 'AmountRedeemed')).toBe('10.00')
    expect(fieldOf(answer.root, 'BalanceAmount')).toBe('15.00')
    expect(reasonOf(answer)).toMatchObject({ replayed: 'false' })
  })

  test('more than is there: what is there, and the reason says so', async () => {
    const card = await house.activeCard(2500)
    const answer = await send('redeem', { card, amount: '40.00' })
    expect(outcomeOf(answer)).toBe('Success PARTIAL_APPROVED')
    expect(fieldOf(answer.root, 'AmountRedeemed')).toBe('25.00')
    expect(fieldOf(answer.root, 'BalanceAmount')).toBe('0.00')
  })

  test('an empty card: Fail, nothing redeemed', async () => {
    const card = await house.activeCard(2500)
    await send('redeem', { card, amount: '25.00' })
    const answer = await send('redeem', { card })
    expect(outcomeOf(answer)).toBe('Fail INSUFFICIENT_FUNDS')
    expect(fieldOf(answer.root, 'AmountRedeemed')).toBe('0.00')
    expect(fieldOf(answer.root, 'BalanceAmount')).toBe('0.00')
    expect(reasonOf(answer)).toMatchObject({ retryable: 'false', nextAction: 'do_not_retry' })
  })

  test('a stocked card, a wrong PIN, an unknown card, another currency: Fail', async () => {
    const card = await house.activeCard(2500)
    const wrong = card.pin === '0000' ? '0001' : '0000'
    expect(outcomeOf(await send('redeem', { card: await house.stockedCard() }))).toBe(
      'Fail CARD_NOT_ACTIVE',
    )
    const unknown = { number: NOBODYS, pin: '1234' }
    expect(outcomeOf(await send('redeem', { card: { ...card, pin: wrong } }))).toBe(
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
    )
    expect(outcomeOf(await send('redeem', { card: unknown }))).toBe(
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
    )
    expect(outcomeOf(await send('redeem', { card, currency: 'USD' }))).toBe(
      'Fail CURRENCY_MISMATCH',
    )
    expect(await balanceOf(card)).toBe('25.00')
  })

  test('a bank card: Fail, and its number is in no log', async () => {
    const answer = await send('redeem', { card: { number: '4111111111111111', pin: '1234' } })
    expect(outcomeOf(answer)).toBe('Fail BANK_CARD_REFUSED')
    expect(house.logged()).not.toContain('4111111111111111')
  })

  test('zero, and more than any card has: a Fault', async () => {
    const card = await house.activeCard(2500)
    for (const amount of ['0.00', '10000000.01'])
      expect(outcomeOf(await send('redeem', { card, amount }))).toBe('422 Fault AMOUNT_INVALID')
    expect(await balanceOf(card)).toBe('25.00')
  })
})

describe('redeemvoid', () => {
  test('by order, card and amount: the redemption is undone, the reply has no balance', async () => {
    const card = await house.activeCard(2500)
    const orderId = newId('O')
    await send('redeem', { card, orderId })
    const answer = await send('redeemvoid', { card, orderId })
    expect(outcomeOf(answer)).toBe('Success OK')
    expect(answer.root.children.map(({ name }) => name)).toEqual([
      'PaymentContext',
      'ResponseCode',
      'Reason',
    ])
    expect(reasonOf(answer)).toMatchObject({ applied: 'true', appliedAmount: '10.00' })
    expect(await balanceOf(card)).toBe('25.00')
  })

  test('of a partial redemption by the amount asked for: what was taken goes back', async () => {
    const card = await house.activeCard(2500)
    const orderId = newId('O')
    await send('redeem', { card, orderId, amount: '40.00' })
    const answer = await send('redeemvoid', { card, orderId, amount: '40.00' })
    expect(reasonOf(answer)).toMatchObject({ requestedAmount: '40.00', appliedAmount: '25.00' })
    expect(await balanceOf(card)).toBe('25.00')
  })

  test('twice, of nothing, without or with a wrong PIN: Success, and nothing more moves', async () => {
    const card = await house.activeCard(2500)
    const orderId = newId('O')
    await send('redeem', { card, orderId })
    const voids = [
      await send('redeemvoid', { card: { number: card.number }, orderId }),
      await send('redeemvoid', { card: { ...card, pin: 'x' }, orderId }),
      await send('redeemvoid', { card }),
    ]
    expect(voids.map(outcomeOf)).toEqual(['Success OK', 'Success OK', 'Success OK'])
    expect(voids.map((answer) => reasonOf(answer)['appliedAmount'])).toEqual([
      '10.00',
      '0.00',
      '0.00',
    ])
    expect(await balanceOf(card)).toBe('25.00')
  })

  test('after a void the same sale may be redeemed again', async () => {
    const card = await house.activeCard(2500)
    const orderId = newId('O')
    await send('redeem', { card, orderId })
    await send('redeemvoid', { card, orderId })
    expect(outcomeOf(await send('redeem', { card, orderId }))).toBe('Success OK')
    expect(await balanceOf(card)).toBe('15.00')
  })

  test('before its redemption: held off, as any of that sale, until a repeat is meant', async () => {
    const card = await house.activeCard(2500)
    const orderId = newId('O')
    expect(reasonOf(await send('redeemvoid', { card, orderId }))).toMatchObject({
      applied: 'false',
    })
    expect(outcomeOf(await send('redeem', { card, orderId }))).toBe('Fail VOIDED_BEFORE_ARRIVAL')
    expect(await balanceOf(card)).toBe('25.00')
    const meant = await send('redeem', { card, orderId, sale: { allowRepeat: 'true' } })
    expect(outcomeOf(meant)).toBe('Success OK')
    expect(await balanceOf(card)).toBe('15.00')
  })

  test('by the id of a redemption that never came: it is refused when it comes', async () => {
    const card = await house.activeCard(2500)
    const [orderId, requestId] = [newId('O'), newId('GCR')]
    const sale = { redeemRequestId: requestId }
    expect(outcomeOf(await send('redeemvoid', { card, orderId, sale }))).toBe('Success OK')
    expect(outcomeOf(await send('redeem', { card, orderId, requestId }))).toBe(
      'Fail VOIDED_BEFORE_ARRIVAL',
    )
    expect(await balanceOf(card)).toBe('25.00')
    expect(outcomeOf(await send('redeem', { card, orderId }))).toBe('Success OK')
  })
})

describe('fund', () => {
  test('an active card: funded, with a reason as callers write it', async () => {
    const card = await house.activeCard(2500)
    const answer = await send('fund', { card, fundReason: 'New Giftcard' })
    expect(outcomeOf(answer)).toBe('Success OK')
    expect(fieldOf(answer.root, 'AmountFunded')).toBe('10.00')
    expect(await balanceOf(card)).toBe('35.00')
    const { operations } = done(await house.operator.call('read-card', { cardId: card.cardId }))
    expect(operations.map(({ fundReason }) => fundReason)).toEqual(['New Giftcard', undefined])
  })

  test('a stocked card, and outside the limits: Fail', async () => {
    const card = await house.activeCard(2500)
    const answers = [
      await send('fund', { card: await house.stockedCard() }),
      await send('fund', { card, amount: '1.00' }),
      await send('fund', { card, amount: '500.01' }),
    ]
    expect(answers.map(outcomeOf)).toEqual([
      'Fail CARD_NOT_ACTIVE',
      'Fail LIMIT_SINGLE_LOAD',
      'Fail LIMIT_SINGLE_LOAD',
    ])
    for (const { root } of answers) expect(fieldOf(root, 'AmountFunded')).toBe('0.00')
  })

  test('the same order again: a possible duplicate, until a line or a repeat is named', async () => {
    const card = await house.activeCard(2500)
    const orderId = newId('O')
    expect(outcomeOf(await send('fund', { card, orderId }))).toBe('Success OK')
    expect(outcomeOf(await send('fund', { card, orderId }))).toBe('Fail POSSIBLE_DUPLICATE')
    const line = await send('fund', { card, orderId, sale: { lineId: '2' } })
    const repeat = await send('fund', { card, orderId, sale: { allowRepeat: 'true' } })
    expect([line, repeat].map(outcomeOf)).toEqual(['Success OK', 'Success OK'])
    expect(await balanceOf(card)).toBe('55.00')
  })
})

describe('cashout', () => {
  test('all of it: paid out, and the card is closed', async () => {
    const card = await house.activeCard(2500)
    const answer = await send('cashout', { card, amount: '25.00' })
    expect(outcomeOf(answer)).toBe('Success OK')
    expect(fieldOf(answer.root, 'AmountOut')).toBe('25.00')
    expect(outcomeOf(await balance(card))).toBe('Fail CARD_DEACTIVATED')
  })

  test('part of it: the rest can be spent', async () => {
    const card = await house.activeCard(2500)
    expect(outcomeOf(await send('cashout', { card, amount: '5.00' }))).toBe('Success OK')
    expect(await balanceOf(card)).toBe('20.00')
  })

  test('more than is there, a stocked card, a wrong PIN: Fail, and nothing out', async () => {
    const card = await house.activeCard(2500)
    const wrong = { ...card, pin: card.pin === '0000' ? '0001' : '0000' }
    const answers = [
      await send('cashout', { card, amount: '25.01' }),
      await send('cashout', { card: await house.stockedCard() }),
      await send('cashout', { card: wrong }),
    ]
    expect(answers.map(outcomeOf)).toEqual([
      'Fail INSUFFICIENT_FUNDS',
      'Fail CARD_NOT_ACTIVE',
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
    ])
    for (const { root } of answers) expect(fieldOf(root, 'AmountOut')).toBe('0.00')
    expect(await balanceOf(card)).toBe('25.00')
  })
})

describe('fundandactivate', () => {
  test('a printed card: active, its own number back and no PIN', async () => {
    const card = await house.stockedCard()
    const answer = await send('fundandactivate', { card, amount: '25.00' })
    expect(outcomeOf(answer)).toBe('Success OK')
    expect(numberOf(answer)).toBe(card.number)
    expect(fieldOf(answer.root, 'Pin')).toBeUndefined()
    expect(fieldOf(answer.root, 'AmountFunded')).toBe('25.00')
    expect(await balanceOf(card)).toBe('25.00')
  })

  test('a virtual card: a new number and its PIN, which can be spent at once', async () => {
    const answer = await send('fundandactivate', { amount: '25.00' })
    expect(outcomeOf(answer)).toBe('Success OK')
    const card = { number: numberOf(answer), pin: fieldOf(answer.root, 'Pin') ?? '' }
    expect(await balanceOf(card)).toBe('25.00')
    expect(outcomeOf(await send('redeem', { card }))).toBe('Success OK')
  })

  test('a promotion code names the program by id, name or first digits; a wrong one: Fail', async () => {
    const outcomes: string[] = []
    for (const promoCode of [house.programId, 'old town card', '997001', 'SUMMER'])
      outcomes.push(outcomeOf(await send('fundandactivate', { promoCode, amount: '25.00' })))
    expect(outcomes).toEqual(['Success OK', 'Success OK', 'Success OK', 'Fail NOT_FOUND'])
  })

  test('no program of the currency: a Fault, as nobody set it up', async () => {
    const answer = await send('fundandactivate', { currency: 'JPY', amount: '1000.00' })
    expect(outcomeOf(answer)).toBe('403 Fault OPERATION_NOT_ALLOWED')
  })

  test('an active card, a wrong PIN, an amount outside the limits: Fail, nothing issued', async () => {
    const stocked = await house.stockedCard()
    const wrong = { ...stocked, pin: stocked.pin === '0000' ? '0001' : '0000' }
    const answers = [
      await send('fundandactivate', { card: await house.activeCard(2500), amount: '25.00' }),
      await send('fundandactivate', { card: wrong, amount: '25.00' }),
      await send('fundandactivate', { card: stocked, amount: '1.00' }),
      await send('fundandactivate', { amount: '1.00' }),
    ]
    expect(answers.map(outcomeOf)).toEqual([
      'Fail CARD_ALREADY_ACTIVE',
      'Fail CARD_NOT_FOUND_OR_PIN_INVALID',
      'Fail LIMIT_SINGLE_LOAD',
      'Fail LIMIT_SINGLE_LOAD',
    ])
    expect(fieldOf(answers[3]?.root ?? failNow(), 'PaymentAccountUniqueId')).toBeUndefined()
  })
})

function failNow(): never {
  throw new Error('there is no answer')
}

describe('tender look-up', () => {
  const lookUp = async (...parts: Parameters<typeof lookupXml>) => {
    const { status, root } = await postXml(house, 'tendertype/lookup.xml', lookupXml(...parts))
    return `${status} ${fieldOf(root, 'ResponseCode')} ${fieldOf(root, 'TenderType') ?? '-'}`
  }

  test('a number of a program, whether or not there is such a card', async () => {
    const { number } = await house.stockedCard()
    expect(await lookUp(number)).toBe('200 TENDER_TYPE_FOUND GS')
    expect(await lookUp(NOBODYS)).toBe('200 TENDER_TYPE_FOUND GS')
  })

  test('a wrong digit, a bank card, another class, another currency, letters', async () => {
    const { number } = await house.stockedCard()
    const typo = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
    expect(await lookUp(typo)).toBe('200 PAN_FAILS_LUHN_CHECK -')
    expect(await lookUp('4111111111111111')).toBe('200 NO_TENDER_TYPE_FOUND -')
    expect(await lookUp(number, 'CreditCard')).toBe('200 NO_TENDER_TYPE_FOUND -')
    expect(await lookUp(number, 'StoredValue', 'USD')).toBe('200 NO_TENDER_TYPE_FOUND -')
    expect(await lookUp('GIFT')).toBe('200 NO_TENDER_TYPE_FOUND -')
  })
})
