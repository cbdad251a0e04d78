import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Mishap } from '../../helpers/unruly-proxy.ts'
import { type CardInHand, type FlowHouse, openFlowHouse } from './flow-house.ts'
import type { Fault, Json } from './web-service.ts'

let house: FlowHouse
beforeAll(async () => {
  house = await openFlowHouse()
})
afterAll(async () => {
  expect(await house.close()).toBeNull()
})
beforeEach(() => {
  house.ordersWay.always(undefined)
  house.webstoreWay.always(undefined)
})

const REDEEM = '/v1/storedvalue/redeem'
const FUND = '/v1/storedvalue/fund'
const ACTIVATE = '/v1/storedvalue/fund-and-activate'
const CASH_OUT = '/v1/storedvalue/cash-out'
const VOID = '/v1/storedvalue/void'

const HONEST = { email: 'ada@mail.example' }
const GOOD_CARD = 'bank-card'

let orders = 0
function newOrder(): string {
  orders += 1
  return `order-${orders}`
}

/** An order of 60.00: 25.00 and 15.00 by gift cards, 20.00 by bank card. */
async function basket(change: Json = {}) {
  const [one, two] = [await house.card(4000), await house.card(1500)]
  const giftCards = [
    { ...one, amountMinor: 2500 },
    { ...two, amountMinor: 1500 },
  ]
  const bankCard = { token: GOOD_CARD, amountMinor: 2000 }
  return { one, two, order: { orderId: newOrder(), giftCards, bankCard, ...HONEST, ...change } }
}

const checkOut = (order: Json) => house.webstore.ask('/check-out', order)

async function stateOf(orderId: unknown): Promise<unknown> {
  return (await house.orders.ask('/order', { orderId }))['state']
}

function eventually(orderId: unknown, state: string): Promise<void> {
  return expect.poll(() => stateOf(orderId), { timeout: 30_000 }).toBe(state)
}

/** What the processor has of buyers, and what it holds for them. */
const books = () => house.processor.ask('/books')

async function worth(...cards: readonly CardInHand[]): Promise<number> {
  const balances = await Promise.all(cards.map((card) => house.balanceOf(card)))
  return balances.reduce((sum, balance) => sum + balance, 0)
}

/** Does something on whose way mishaps are planned, and sees to it that each of them happened. */
async function withMishaps<Value>(
  way: 'ordersWay' | 'webstoreWay',
  path: string,
  mishaps: readonly Mishap[],
  work: () => Promise<Value>,
): Promise<Value> {
  const counts = () => mishaps.map((mishap) => house[way].happened(mishap))
  const before = counts()
  house[way].plan(path, ...mishaps)
  const value = await work()
  house[way].plan(path)
  counts().forEach((times, at) => {
    expect(times, `${mishaps[at]} on ${path}`).toBeGreaterThan(before[at] ?? 0)
  })
  return value
}

/** The same for a partner that fails. */
async function withFaults<Value>(
  partner: 'processor' | 'risk' | 'orders',
  faults: readonly Fault[],
  work: () => Promise<Value>,
): Promise<Value> {
  const counts = () => Promise.all(faults.map((fault) => house[partner].fired(fault)))
  const before = await counts()
  await house[partner].plan(...faults)
  const value = await work()
  const after = await counts()
  after.forEach((times, at) => {
    expect(times, `${partner}: ${faults[at]}`).toBeGreaterThan(before[at] ?? 0)
  })
  return value
}

describe('activation', () => {
  const buy = (body: Json = {}) =>
    house.webstore.ask('/buy-gift-card', {
      ...{ orderId: newOrder(), token: GOOD_CARD, amountMinor: 2500, ...body },
    })

  test.each<[string, readonly Mishap[]]>([
    ['nothing goes wrong', []],
    ['the answer is lost twice', ['answer lost', 'answer lost']],
    ['the request is lost, then the server does not know', ['request lost', 'timeout']],
  ])('%s: one card, its number and PIN, paid once', async (_, mishaps) => {
    const before = await books()
    const sold = await withMishaps('webstoreWay', ACTIVATE, mishaps, () => buy())
    const issued = sold['issued'] as CardInHand
    expect(sold).toMatchObject({ sold: true })
    expect(await house.balanceOf(issued)).toBe(2500)
    const after = await books()
    expect(Number(after['takenMinor']) - Number(before['takenMinor'])).toBe(2500)
  })

  test('a printed card, the processor failing and late on the way: active, paid once', async () => {
    const before = await books()
    const card = house.network.cards[0]
    const faults = ['fail', 'slow', 'silent'] as const
    const sold = await withFaults('processor', faults, () => buy({ card, amountMinor: 1000 }))
    expect(sold).toMatchObject({ sold: true, issued: null })
    if (card) expect(await house.balanceOf(card)).toBe(1000)
    const after = await books()
    expect(Number(after['takenMinor']) - Number(before['takenMinor'])).toBe(1000)
  })

  test('the bank card is declined: no card, nothing taken', async () => {
    const before = await books()
    expect(await buy({ token: 'declined' })).toMatchObject({ sold: false, why: 'bank card' })
    expect(await books()).toEqual(before)
  })

  test('the card cannot be activated: the payment is void', async () => {
    const before = await books()
    const wrong = { number: house.network.cards[1]?.number, pin: '00000001' }
    expect(await buy({ card: wrong })).toMatchObject({ sold: false, why: 'refused' })
    expect(await books()).toEqual(before)
  })
})

describe('checkout', () => {
  test.each<[string, readonly Mishap[]]>([
    ['nothing goes wrong', []],
    ['answers are lost', ['answer lost', 'answer cut']],
    ['the server does not know, then takes it twice', ['timeout', 'sent twice']],
  ])('%s: each card pays its part once', async (_, mishaps) => {
    const { one, two, order } = await basket()
    const before = await books()
    const told = await withMishaps('ordersWay', REDEEM, mishaps, () => checkOut(order))
    expect(told).toMatchObject({ state: 'confirmed' })
    expect(await worth(one, two)).toBe(1500)
    const after = await books()
    expect(Number(after['takenMinor']) - Number(before['takenMinor'])).toBe(2000)
    expect(after['heldMinor']).toBe(before['heldMinor'])
  })

  test('partners fail, stay silent and are late, within bounds: confirmed all the same', async () => {
    const { one, two, order } = await basket()
    const told = await withFaults('processor', ['silent', 'fail'], () =>
      withFaults('risk', ['deaf', 'slow'], () => checkOut(order)),
    )
    expect(told).toMatchObject({ state: 'confirmed' })
    expect(await worth(one, two)).toBe(1500)
  })

  test('the order system does not answer: the web store asks how the order stands', async () => {
    const { one, two, order } = await basket({ bankCard: undefined })
    const told = await withFaults('orders', ['silent'], () => checkOut(order))
    expect(told).toMatchObject({ state: 'confirmed' })
    expect(await worth(one, two)).toBe(1500)
  })
})

/** An order that must not be accepted, and everything back where it was. */
async function expectCancelled(
  { one, two, order }: Awaited<ReturnType<typeof basket>>,
  why: string | RegExp,
  work: () => Promise<Json> = () => checkOut(order),
): Promise<void> {
  const [worthBefore, booksBefore] = [await worth(one, two), await books()]
  const told = await work()
  expect(['cancelled', 'cancelling']).toContain(told['state'])
  expect(told['why']).toMatch(why)
  await eventually(order.orderId, 'cancelled')
  expect(await worth(one, two)).toBe(worthBefore)
  expect(await books()).toEqual(booksBefore)
}

describe('an order that is cancelled', () => {
  test('the risk service rejects it', async () => {
    await expectCancelled(await basket({ email: 'eve@fraud.example' }), 'risk: rejected')
  })

  test('the risk service rejects it, and answers to the voids are lost', async () => {
    const sale = await basket({ email: 'eve@fraud.example' })
    const mishaps = ['answer lost', 'request lost', 'timeout'] as const
    await withMishaps('ordersWay', VOID, mishaps, () => expectCancelled(sale, 'risk: rejected'))
  })

  test('the risk service says nothing, and fails, and is late', async () => {
    const sale = await basket()
    await withFaults('risk', ['deaf', 'fail', 'slow'], () =>
      expectCancelled(sale, 'risk: no answer'),
    )
  })

  test('the second gift card has too little: the first is given back', async () => {
    const sale = await basket()
    const giftCards = [
      { ...sale.one, amountMinor: 2500 },
      { ...sale.two, amountMinor: 1501 },
    ]
    const order = { ...sale.order, giftCards }
    await expectCancelled({ ...sale, order }, 'gift card: INSUFFICIENT_FUNDS')
  })

  test.each(['answer lost', 'request lost', 'late'] as const)(
    'no answer to a redemption (%s): undone, whether or not it arrived',
    async (mishap) => {
      const sale = await basket()
      const mishaps = Array<Mishap>(40).fill(mishap)
      await withMishaps('ordersWay', REDEEM, mishaps, () =>
        expectCancelled(sale, 'gift card: voided'),
      )
      await house.ordersWay.arriveLate()
      expect(await worth(sale.one, sale.two)).toBe(5500)
    },
  )

  test('no answer to anything for a while: undone when the way is open again', async () => {
    const sale = await basket()
    const before = house.ordersWay.happened('answer lost')
    house.ordersWay.plan('/v1/storedvalue/balance')
    const going = expectCancelled(sale, /gift card/, async () => {
      const told = checkOut(sale.order)
      await expect.poll(() => house.ordersWay.requests(REDEEM) > 0).toBe(true)
      house.ordersWay.always('answer lost')
      const answer = await told
      house.ordersWay.always(undefined)
      return answer
    })
    await going
    expect(house.ordersWay.happened('answer lost')).toBeGreaterThan(before)
  })

  test('the bank card is declined', async () => {
    const bankCard = { token: 'declined', amountMinor: 2000 }
    await expectCancelled(await basket({ bankCard }), 'bank card: declined')
  })

  test('the processor never answers, though it authorised: its hold is void too', async () => {
    const sale = await basket()
    await withFaults('processor', ['silent', 'slow', 'silent'], () =>
      expectCancelled(sale, 'bank card: no answer'),
    )
  })
})

/** A confirmed order of 25.00 from a card of 40.00, to be returned. */
async function bought() {
  const card = await house.card(4000)
  const orderId = newOrder()
  const giftCards = [{ ...card, amountMinor: 2500 }]
  const told = await checkOut({ orderId, giftCards, ...HONEST })
  expect(told).toMatchObject({ state: 'confirmed' })
  expect(await worth(card)).toBe(1500)
  return { card, orderId }
}

describe('a return', () => {
  test.each<[string, readonly Mishap[]]>([
    ['nothing goes wrong', []],
    ['the answer is lost, then the server does not know', ['answer lost', 'timeout']],
    ['it never arrives for a while', Array<Mishap>(12).fill('request lost')],
    ['it arrives each time, and no answer comes', Array<Mishap>(12).fill('answer lost')],
  ])('by fund, %s: the value is back once', async (_, mishaps) => {
    const { card, orderId } = await bought()
    await withMishaps('ordersWay', FUND, mishaps, async () => {
      await house.orders.ask('/return-by-fund', { orderId, card })
      await eventually(orderId, 'returned')
    })
    expect(await worth(card)).toBe(4000)
  })

  test('by fund to a card that was closed: refused, and said so', async () => {
    const { card, orderId } = await bought()
    const other = newOrder()
    await checkOut({ orderId: other, giftCards: [{ ...card, amountMinor: 500 }], ...HONEST })
    await house.orders.ask('/return-by-new-card', { orderId: other, card })
    await eventually(other, 'returned')
    const told = await house.orders.ask('/return-by-fund', { orderId, card })
    expect(told).toMatchObject({ state: 'refused', why: 'CARD_DEACTIVATED' })
  })

  test.each<[string, readonly Mishap[], readonly Mishap[]]>([
    ['nothing goes wrong', [], []],
    ['answers are lost on both steps', ['answer lost', 'timeout'], ['answer lost', 'request lost']],
    ['neither is answered for a while', Array<Mishap>(12).fill('answer lost'), ['timeout']],
  ])('by a new card, %s: the old one closed, all on the new one', async (_, outs, ins) => {
    const { card, orderId } = await bought()
    const requestId = `${orderId}/reissue`
    await withMishaps('ordersWay', CASH_OUT, outs, () =>
      withMishaps('ordersWay', ACTIVATE, ins, async () => {
        await house.orders.ask('/return-by-new-card', { orderId, card })
        await eventually(orderId, 'returned')
      }),
    )
    expect(await house.stateOf(card)).toBe('cancelled')
    expect(await worth(card)).toBe(0)
    const issued = await house.orders.ask('/issued', { orderId })
    expect(issued, requestId).toMatchObject({ number: expect.any(String) })
    expect(await worth(issued as unknown as CardInHand)).toBe(4000)
  })
})

describe('a gift card that is given back', () => {
  test.each<[string, readonly Mishap[], readonly Fault[]]>([
    ['nothing goes wrong', [], []],
    ['the answer is lost, and the processor fails', ['answer lost'], ['fail', 'slow']],
    ['no answer for a while', Array<Mishap>(12).fill('answer lost'), ['silent']],
  ])('%s: closed, and its buyer has the money back', async (_, mishaps, faults) => {
    const before = await books()
    const orderId = newOrder()
    const sale = { orderId, token: GOOD_CARD, amountMinor: 3000 }
    const sold = await house.webstore.ask('/buy-gift-card', sale)
    expect(sold).toMatchObject({ sold: true })
    const card = sold['issued'] as CardInHand
    await withFaults('processor', faults, () =>
      withMishaps('ordersWay', CASH_OUT, mishaps, async () => {
        await house.orders.ask('/cancel-gift', { orderId, card })
        await eventually(orderId, 'gift cancelled')
      }),
    )
    expect(await house.stateOf(card)).toBe('cancelled')
    expect(await worth(card)).toBe(0)
    expect(await books()).toEqual(before)
  })
})

describe('the order system is killed', () => {
  async function killAndStart(during: () => Promise<void>): Promise<void> {
    await during()
    await house.killOrders()
    house.ordersWay.always(undefined)
    await house.startOrders()
  }

  test.each(['answer lost', 'request lost'] as const)(
    'in the middle of a return that is not answered (%s): returned once',
    async (mishap) => {
      const { card, orderId } = await bought()
      const before = house.ordersWay.happened(mishap)
      await killAndStart(async () => {
        house.ordersWay.always(mishap)
        void house.orders.ask('/return-by-fund', { orderId, card }).catch(() => undefined)
        await expect.poll(() => house.ordersWay.happened(mishap) - before).toBeGreaterThan(2)
      })
      await eventually(orderId, 'returned')
      expect(await worth(card)).toBe(4000)
    },
  )

  test('between the two steps of a return by a new card: the new card comes', async () => {
    const { card, orderId } = await bought()
    const before = house.ordersWay.happened('answer lost')
    await killAndStart(async () => {
      house.ordersWay.plan(ACTIVATE, ...Array<Mishap>(40).fill('answer lost'))
      void house.orders.ask('/return-by-new-card', { orderId, card }).catch(() => undefined)
      await expect.poll(() => house.ordersWay.happened('answer lost') - before).toBeGreaterThan(1)
    })
    house.ordersWay.plan(ACTIVATE)
    await eventually(orderId, 'returned')
    expect(await worth(card)).toBe(0)
    const issued = await house.orders.ask('/issued', { orderId })
    expect(await worth(issued as unknown as CardInHand)).toBe(4000)
  })

  test.each(['answer lost', 'request lost', 'late'] as const)(
    'in the middle of a checkout that is not answered (%s): all is back',
    async (mishap) => {
      const { one, two, order } = await basket()
      const booksBefore = await books()
      const before = house.ordersWay.happened(mishap)
      await killAndStart(async () => {
        house.ordersWay.plan(REDEEM, ...Array<Mishap>(40).fill(mishap))
        void house.orders.ask('/orders', order).catch(() => undefined)
        await expect.poll(() => house.ordersWay.happened(mishap) - before).toBeGreaterThan(1)
      })
      house.ordersWay.plan(REDEEM)
      await eventually(order.orderId, 'cancelled')
      await house.ordersWay.arriveLate()
      expect(await worth(one, two)).toBe(5500)
      expect(await books()).toEqual(booksBefore)
    },
  )

  test('nothing is left open in the end', async () => {
    await expect.poll(() => house.orders.ask('/unresolved')).toEqual({ orders: [] })
  })
})
