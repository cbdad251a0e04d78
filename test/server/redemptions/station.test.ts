import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cardLink, createPins, stockCards } from '../../../server/cards/index.ts'
import { createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { cardIdSchema } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { cardInHandSchema } from '../../../src/contract/wire/messages.ts'
import { newId } from '../../helpers/new-id.ts'
import { codeOf, done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { type Counter, openCounter } from './counter-house.ts'

let house: ApiHouse
let bakery: Counter
let secondTill: Counter
beforeAll(async () => {
  house = await openApiHouse()
  bakery = await openCounter(house, house.location.locationId)
  secondTill = await openCounter(house, house.location.locationId)
})
afterAll(async () => {
  bakery.close()
  secondTill.close()
  await house.close()
})

async function read(card: { number: string; pin?: string }, counter = bakery) {
  const { number } = card
  return done(await counter.ask('card-inquire', { card: { number } }))
}

async function redeem(cardToken: string, change: Record<string, unknown> = {}, counter = bakery) {
  const reply = await redeemed(cardToken, change, counter)
  if (reply.ok) expect(reply.value.standing).toBe('posted')
  return reply.ok ? { ok: true as const, value: reply.value.answer } : reply
}

function redeemed(cardToken: string, change: Record<string, unknown> = {}, counter = bakery) {
  return counter.ask('redeem', {
    requestId: newId('redeem'),
    cardToken,
    amountMinor: 1000,
    currency: 'EUR',
    partial: 'deny',
    payment: null,
    clerk: 'Ana',
    stationTimeMs: 1,
    ...change,
  })
}

function payment(paymentKey: string) {
  return {
    paymentKey,
    till: 'Till 2',
    receiptNumber: 'R-1044',
    label: 'GIFT CARD',
    amountMinor: 1000,
    seenAtMs: 1,
  }
}

describe('reading a card', () => {
  test('an active card: balance, state and that it would be taken', async () => {
    const card = await house.activeCard(2500)
    const inHand = await read(card)
    expect(cardInHandSchema.parse(inHand)).toMatchObject({
      lastFour: card.number.slice(-4),
      state: 'active',
      balanceMinor: 2500,
      availableMinor: 2500,
      programName: 'Old Town Card',
      refusal: null,
    })
    expect(JSON.stringify(inHand)).not.toContain(card.number)
  })

  test('cards that would be refused: told before anything is rung', async () => {
    const stocked = await read(await house.stockedCard())
    expect(stocked.refusal?.code).toBe('CARD_NOT_ACTIVE')
    const spent = await house.activeCard(1000)
    await redeem((await read(spent)).cardToken)
    expect((await read(spent)).refusal?.code).toBe('INSUFFICIENT_FUNDS')
  })

  test('unknown, wrong PIN, wrong check digit, bank card: each its refusal', async () => {
    const { number } = await house.activeCard(1000)
    const ask = (card: object) => bakery.ask('card-inquire', { card })
    expect(codeOf(await ask({ number: '9970010000000000000' }))).toMatch(
      /^(CARD_NOT_FOUND_OR_PIN_INVALID|NUMBER_CHECK_DIGIT)$/,
    )
    expect(codeOf(await ask({ number, pin: '0000' }))).toBe('CARD_NOT_FOUND_OR_PIN_INVALID')
    const typed = `${number.slice(0, -1)}${(Number(number.slice(-1)) + 1) % 10}`
    expect(codeOf(await ask({ number: typed }))).toBe('NUMBER_CHECK_DIGIT')
    expect(codeOf(await ask({ number: '4111111111111111' }))).toBe('BANK_CARD_REFUSED')
  })

  test('by its link: the same card; another link: no card', async () => {
    const card = await house.activeCard(1500)
    const cardId = cardIdSchema.parse(card.cardId)
    const link = cardLink(house.context.keys, house.url, cardId)
    const byLink = done(await bakery.ask('card-inquire', { card: { link } }))
    expect(byLink.cardToken).toBe((await read(card)).cardToken)
    const foreign = { link: 'https://elsewhere.example/c/AAAAAAAAAAAAAAAAAAAAAA' }
    const none = await bakery.ask('card-inquire', { card: foreign })
    expect(codeOf(none)).toBe('CARD_NOT_FOUND_OR_PIN_INVALID')
  })

  test("another network's card: not accepted here, and nothing of it told", async () => {
    const { context } = house
    const networkId = await createNetwork(context, 'Far Away')
    const program = {
      networkId,
      name: 'Far Card',
      currency: currency('EUR'),
      cardPrefix: '997003',
      pinPolicy: 'never',
      loadMinMinor: minor(1),
      loadMaxMinor: minor(5000),
      balanceMaxMinor: minor(5000),
      reloadable: true,
      acceptedAt: 'network',
    } as const
    const { programId } = done(await createProgram(context, program))
    const [made] = await stockCards(context, createPins(context.keys.pinPepper), {
      program: { programId, cardPrefix: program.cardPrefix },
      form: 'physical',
      batch: null,
      count: 1,
    })
    if (!made) throw new Error('no card')
    const reply = await bakery.ask('card-inquire', { card: { number: made.number } })
    expect(codeOf(reply)).toBe('CARD_NOT_ACCEPTED_HERE')
    expect(JSON.stringify(reply)).not.toContain(made.card.lastFour)
  })

  test('a program that always asks for the PIN: no PIN, no card; with it, it can be spent', async () => {
    const { programId } = done(
      await createProgram(house.context, {
        networkId: house.networkId,
        name: 'Careful Card',
        currency: currency('EUR'),
        cardPrefix: '997002',
        pinPolicy: 'always',
        loadMinMinor: minor(500),
        loadMaxMinor: minor(5000),
        balanceMaxMinor: minor(5000),
        reloadable: false,
        acceptedAt: [house.location.locationId],
      }),
    )
    const call = { requestId: newId('issue'), programId, amountMinor: 2000 }
    const { number, pin } = done(
      await house.operator.call('issue-card', { ...call, fundedBy: 'cash' }),
    )
    const without = await bakery.ask('card-inquire', { card: { number } })
    expect(codeOf(without)).toBe('CARD_NOT_FOUND_OR_PIN_INVALID')
    const withPin = done(await bakery.ask('card-inquire', { card: { number, pin } }))
    expect(withPin.refusal).toBeNull()
    const taken = done(await redeem(withPin.cardToken, { amountMinor: 2000 }))
    expect(taken).toMatchObject({ balanceMinor: 0, cardState: 'redeemed_out' })
  })
})

describe('redeeming', () => {
  test('taken once however often it is sent; the station clock is no part of it', async () => {
    const { cardToken } = await read(await house.activeCard(2500))
    const requestId = newId('redeem')
    const first = done(await redeem(cardToken, { requestId }))
    const again = done(await redeem(cardToken, { requestId, stationTimeMs: 99 }))
    expect(first).toMatchObject({ appliedMinor: 1000, balanceMinor: 1500, replayed: false })
    expect(again).toEqual({ ...first, replayed: true })
    const other = await redeem(cardToken, { requestId, amountMinor: 999 })
    expect(codeOf(other)).toBe('REQUEST_ID_REUSED')
  })

  test('short balance: in part where allowed, with what to collect otherwise', async () => {
    const { cardToken } = await read(await house.activeCard(740))
    expect(codeOf(await redeem(cardToken))).toBe('INSUFFICIENT_FUNDS')
    const part = done(await redeem(cardToken, { partial: 'allow' }))
    expect(part).toMatchObject({ appliedMinor: 740, remainingDueMinor: 260, balanceMinor: 0 })
  })

  test("another device's token: no card, nothing taken", async () => {
    const card = await house.activeCard(2500)
    const { cardToken } = await read(card)
    const stolen = await redeem(cardToken, {}, secondTill)
    expect(codeOf(stolen)).toBe('CARD_NOT_FOUND_OR_PIN_INVALID')
    expect((await read(card)).balanceMinor).toBe(2500)
  })

  test('one payment selected at two stations: one redemption, one clear refusal', async () => {
    const card = await house.activeCard(5000)
    const tokens = [await read(card), await read(card, secondTill)].map((it) => it.cardToken)
    const asked = { payment: payment(newId('payment-of-paper')) }
    const replies = await Promise.all([
      redeem(tokens[0] ?? '', asked, bakery),
      redeem(tokens[1] ?? '', asked, secondTill),
    ])
    expect(replies.filter((reply) => reply.ok)).toHaveLength(1)
    const other = replies.find((reply) => !reply.ok)
    expect(other && codeOf(other)).toBe('PAYMENT_ALREADY_TAKEN')
    expect((await read(card)).balanceMinor).toBe(4000)
  })

  test('200 of 0.10 at once against 10.00: exactly 100', async () => {
    const card = await house.activeCard(1000)
    const { cardToken } = await read(card)
    const counters = [bakery, secondTill]
    const tokens = [cardToken, (await read(card, secondTill)).cardToken]
    // A socket answers in order; the two race against each other, one after another on each.
    const results = await Promise.all(
      counters.map(async (counter, at) => {
        const codes: string[] = []
        for (let count = 0; count < 100; count += 1) {
          const reply = await redeem(tokens[at] ?? '', { amountMinor: 10 }, counter)
          codes.push(reply.ok ? 'done' : codeOf(reply))
        }
        return codes
      }),
    )
    const codes = results.flat()
    expect(codes.filter((code) => code === 'done')).toHaveLength(100)
    expect(codes.filter((code) => code === 'INSUFFICIENT_FUNDS')).toHaveLength(100)
    expect((await read(card)).balanceMinor).toBe(0)
  })
})

describe('undoing and enquiring', () => {
  const undo = (originalRequestId: string, requestId = newId('void')) =>
    bakery.ask('void', { requestId, originalRequestId, reason: 'undo', stationTimeMs: 1 })

  test('undone: the value is back, and the payment can be selected again', async () => {
    const card = await house.activeCard(2500)
    const { cardToken } = await read(card)
    const requestId = newId('redeem')
    const asked = { requestId, payment: payment(newId('payment-undone')) }
    done(await redeem(cardToken, asked))
    expect(done(await undo(requestId))).toMatchObject({ applied: true, balanceMinor: 2500 })
    const again = done(await redeem(cardToken, { payment: asked.payment }))
    expect(again.balanceMinor).toBe(1500)
  })

  test('sent again after it was undone: the same answer, and that it no longer stands', async () => {
    const { cardToken } = await read(await house.activeCard(2500))
    const requestId = newId('redeem')
    const first = done(await redeemed(cardToken, { requestId }))
    const again = done(await redeemed(cardToken, { requestId }))
    expect([first.standing, again.standing]).toEqual(['posted', 'posted'])
    const { operationId } = first.answer
    const byHand = { requestId: newId('void'), operationId, reason: 'wrong customer' }
    done(await house.operator.call('void-operation', byHand))
    const after = done(await redeemed(cardToken, { requestId }))
    expect(after).toEqual({ answer: { ...first.answer, replayed: true }, standing: 'voided' })
  })

  test('refunded: it stands while something of it is left', async () => {
    const { cardToken } = await read(await house.activeCard(2500))
    const requestId = newId('redeem')
    const { answer } = done(await redeemed(cardToken, { requestId }))
    const refund = async (amountMinor: number) => {
      const asked = { requestId: newId('refund'), operationId: answer.operationId, amountMinor }
      done(await house.operator.call('refund-operation', { ...asked, reason: 'brought back' }))
      return done(await redeemed(cardToken, { requestId })).standing
    }
    expect(await refund(400)).toBe('posted')
    expect(await refund(600)).toBe('voided')
  })

  test('cancelled before it arrived: refused when it comes', async () => {
    const card = await house.activeCard(2500)
    const { cardToken } = await read(card)
    const requestId = newId('redeem')
    expect(done(await undo(requestId))).toMatchObject({ applied: false })
    expect(codeOf(await redeem(cardToken, { requestId }))).toBe('VOIDED_BEFORE_ARRIVAL')
    expect((await read(card)).balanceMinor).toBe(2500)
  })

  test('outcome: the stored reply, a stored refusal, or that it never arrived', async () => {
    const { cardToken } = await read(await house.activeCard(1000))
    const [taken, short] = [newId('redeem'), newId('redeem')]
    const first = done(await redeem(cardToken, { requestId: taken }))
    await redeem(cardToken, { requestId: short })
    const enquire = async (requestId: string, counter = bakery) =>
      done(await counter.ask('operation-inquire', { requestId }))
    expect(await enquire(taken)).toEqual({ ok: true, value: { ...first, replayed: true } })
    expect(codeOf(await enquire(short))).toBe('INSUFFICIENT_FUNDS')
    expect(codeOf(await enquire('never-sent'))).toBe('NOT_FOUND')
    expect(codeOf(await enquire(taken, secondTill))).toBe('NOT_FOUND')
  })
})

describe('refunds at a station', () => {
  const refund = (change: Record<string, unknown>, counter = bakery) =>
    counter.ask('refund', {
      requestId: newId('refund'),
      ...{ amountMinor: 400, currency: 'EUR', reason: 'pos', paymentKey: null, clerk: null },
      ...{ stationTimeMs: 1, ...change },
    })

  test('a part, then the rest, then more: never more than was taken', async () => {
    const card = await house.activeCard(2500)
    const { cardToken } = await read(card)
    const taken = done(await redeem(cardToken, { requestId: newId('redeem') }))
    const original = { requestId: taken.requestId }
    const asked = { requestId: newId('refund'), original }
    const first = done(await refund(asked))
    expect(first).toMatchObject({ kind: 'refund', appliedMinor: 400, balanceMinor: 1900 })
    expect(first.originalOperationId).toBe(taken.operationId)
    expect(done(await refund(asked))).toEqual({ ...first, replayed: true })
    expect(codeOf(await refund({ original, amountMinor: 601 }))).toBe('REFUND_EXCEEDS_REDEEMED')
    done(await refund({ original, amountMinor: 600 }))
    expect(codeOf(await refund({ original, amountMinor: 1 }))).toBe('REFUND_EXCEEDS_REDEEMED')
    expect((await read(card)).balanceMinor).toBe(2500)
  })

  test('of another station of the location: by the id of the operation only', async () => {
    const { cardToken } = await read(await house.activeCard(2500))
    const taken = done(await redeem(cardToken, { requestId: newId('redeem') }))
    const byRequest = { original: { requestId: taken.requestId } }
    expect(codeOf(await refund(byRequest, secondTill))).toBe('ORIGINAL_NOT_FOUND')
    const byOperation = { original: { operationId: taken.operationId } }
    expect(done(await refund(byOperation, secondTill)).appliedMinor).toBe(400)
  })

  test('of a redemption that never was, or with other content under the same id: refused', async () => {
    const never = await refund({ original: { requestId: newId('never') } })
    expect(codeOf(never)).toBe('ORIGINAL_NOT_FOUND')
    const { cardToken } = await read(await house.activeCard(2500))
    const taken = done(await redeem(cardToken, { requestId: newId('redeem') }))
    const asked = { requestId: newId('refund'), original: { requestId: taken.requestId } }
    done(await refund(asked))
    expect(codeOf(await refund({ ...asked, amountMinor: 100 }))).toBe('REQUEST_ID_REUSED')
  })
})
