import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SHOWN_CARD_MS } from '../../../server/redemptions/limits.ts'
import type { CardToken } from '../../../src/contract/ids.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { WIRE_EVENTS } from '../../../src/contract/wire/messages.ts'
import { done } from '../house/open-server.ts'
import { makeDevice, postActivation, type RawSession, signIn } from '../house/raw-station.ts'
import { type ApiHouse, type CardInHand, openApiHouse } from '../stored-value/api-house.ts'
import { twoServers } from '../stored-value/two-servers.ts'

/** A signed-in station that keeps what it was told of cards. */
interface Counter {
  readonly told: CardToken[]
  readonly ask: (name: string, params: object) => Promise<{ ok: boolean; value?: unknown }>
  /** Looks the card up; gives its token. */
  readonly look: (card: CardInHand) => Promise<CardToken>
  readonly close: () => Promise<unknown>
}

let house: ApiHouse
const counters: Counter[] = []

/** Activates a station and signs it in; `again` signs the same one in once more, maybe elsewhere. */
async function openCounter(port = house.port) {
  const device = makeDevice()
  const { locationId } = house.location
  const sent = done(await house.operator.call('send-activation', { locationId }))
  const token = parseActivationLink(sent.link ?? '')?.token ?? ''
  const { body } = await postActivation(house.url, token, device)
  const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }
  const again = async () => counterOf(await signIn(port, device, deviceId, serverKey))
  return { again, counter: await again() }
}

function counterOf(session: RawSession): Counter {
  const told: CardToken[] = []
  const replies = new Map<number, (reply: { ok: boolean }) => void>()
  let asked = 0
  const listen = async (): Promise<never> => {
    for (;;) {
      const frame = await session.read()
      if (frame['type'] === 'reply') replies.get(frame['id'] as number)?.(frame['reply'] as never)
      if (frame['name'] !== 'card-changed') continue
      told.push(WIRE_EVENTS['card-changed'].parse(frame['body']).cardToken)
    }
  }
  const ended = listen().catch(() => undefined)
  const ask: Counter['ask'] = (name, params) => {
    asked += 1
    return new Promise((resolve) => {
      replies.set(asked, resolve)
      session.send(session.seal(name, params))
    })
  }
  const counter: Counter = {
    told,
    ask,
    look: async ({ number }) => {
      const { value } = await ask('card-inquire', { card: { number } })
      return (value as { cardToken: CardToken }).cardToken
    },
    close: () => {
      session.close()
      return ended
    },
  }
  counters.push(counter)
  return counter
}

let operations = 0
function requestId(): string {
  operations += 1
  return `0189aaaa-0000-7000-8000-${String(operations).padStart(12, '0')}`
}

function redeem(counter: Counter, cardToken: CardToken, amountMinor = 100) {
  return counter.ask('redeem', {
    ...{ requestId: requestId(), cardToken, amountMinor, currency: 'EUR', partial: 'deny' },
    ...{ payment: null, clerk: null, stationTimeMs: 1 },
  })
}

const change = (what: 'fund' | 'redeem', { number, pin }: CardInHand, amountMinor = 500) =>
  house.post(`/v1/storedvalue/${what}`, {
    ...{ requestId: requestId(), amountMinor, currency: 'EUR', card: { number, pin } },
  })

const told = (...all: readonly Counter[]) => all.map((counter) => counter.told)

afterEach(async () => {
  for (const counter of counters.splice(0)) await counter.close()
})

describe('cards that stations show', () => {
  beforeEach(async () => {
    house = await openApiHouse()
  })
  afterEach(() => house.close())

  test('a change elsewhere is told to whoever shows the card, by its own token, and not to its maker', async () => {
    const [one, two, three] = [
      (await openCounter()).counter,
      (await openCounter()).counter,
      (await openCounter()).counter,
    ]
    const [card, other] = [await house.activeCard(4_000), await house.activeCard(4_000)]
    const [own, theirs] = [await one.look(card), await two.look(card)]
    const another = await three.look(other)
    expect(new Set([own, theirs, another]).size).toBe(3)
    expect(await redeem(one, own)).toMatchObject({ ok: true })
    await expect.poll(() => told(one, two, three)).toEqual([[], [theirs], []])
    await change('fund', card)
    await expect.poll(() => told(one, two, three)).toEqual([[own], [theirs, theirs], []])
    // What was refused changed nothing.
    expect((await change('redeem', card, 90_000)).body.ok).toBe(false)
    await change('redeem', other)
    await expect.poll(() => told(one, two, three)).toEqual([[own], [theirs, theirs], [another]])
  })

  test('of two changes at once the maker of one hears of the other', async () => {
    const [one, two] = [(await openCounter()).counter, (await openCounter()).counter]
    const card = await house.activeCard(4_000)
    const [own, theirs] = [await one.look(card), await two.look(card)]
    await Promise.all([redeem(one, own), redeem(two, theirs)])
    await expect.poll(() => told(one, two)).toEqual([[own], [theirs]])
  })

  test('the card that was looked up last is the one that is shown', async () => {
    const { counter } = await openCounter()
    const [card, next] = [await house.activeCard(4_000), await house.activeCard(4_000)]
    await counter.look(card)
    const shown = await counter.look(next)
    await change('fund', card)
    await change('fund', next)
    await expect.poll(() => counter.told).toEqual([shown])
  })

  test('over after some minutes, unless it was redeemed, and with the connection', async () => {
    const { again, counter } = await openCounter()
    const { counter: beside } = await openCounter()
    const card = await house.activeCard(4_000)
    const own = await counter.look(card)
    house.advance(SHOWN_CARD_MS - 1_000)
    await redeem(counter, own)
    const theirs = await beside.look(card)
    house.advance(2_000)
    await change('fund', card)
    await expect.poll(() => told(counter, beside)).toEqual([[own], [theirs]])
    house.advance(SHOWN_CARD_MS)
    await beside.look(card)
    await change('fund', card)
    await expect.poll(() => told(counter, beside)).toEqual([[own], [theirs, theirs]])

    await counter.look(card)
    await counter.close()
    const back = await again()
    await change('fund', card)
    await expect.poll(() => beside.told.length).toBe(3)
    expect(back.told).toEqual([])
    // A redemption that it sends again is one of a card that it had in hand.
    await redeem(back, own)
    await change('fund', card)
    await expect.poll(() => back.told).toEqual([own])
  })
})

describe('servers that share a database', () => {
  const servers = twoServers()
  beforeAll(() => {
    house = servers.house
  })

  test('what the other server committed is told here, and what was committed here there', async () => {
    const here = (await openCounter()).counter
    const there = (await openCounter(servers.second.port)).counter
    const card = await house.activeCard(4_000)
    const [own, theirs] = [await here.look(card), await there.look(card)]
    await change('fund', card)
    await expect.poll(() => told(here, there)).toEqual([[own], [theirs]])
    await redeem(there, theirs)
    await expect.poll(() => told(here, there)).toEqual([[own, own], [theirs]])
    await redeem(here, own)
    await expect
      .poll(() => told(here, there))
      .toEqual([
        [own, own],
        [theirs, theirs],
      ])
  }, 90_000)
})
