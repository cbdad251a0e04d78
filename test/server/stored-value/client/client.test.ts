import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Outcome } from '../../../../server/stored-value/client/index.ts'
import type { Mishap } from '../../../helpers/unruly-proxy.ts'
import { adminBrowser } from '../../house/admin-browser.ts'
import { done, PASSWORD } from '../../house/open-server.ts'
import { ALONE_UP_TO_MINOR, type CardInHand } from '../api-house.ts'
import { type ClientHouse, openClientHouse } from './client-house.ts'

let house: ClientHouse
beforeAll(async () => {
  house = await openClientHouse()
})
afterAll(() => house.close())
beforeEach(() => house.proxy.always(undefined))

let ids = 0
/** An id that no other test uses. */
function newId(): string {
  ids += 1
  return `order-${ids}/card-1`
}

const MONEY = { amountMinor: 1000, currency: 'EUR' }
const WHY = { reason: 'The till took it twice.' }
/** A day in 1970. */
const LONG_AGO_MS = 1
const REDEEM = '/v1/storedvalue/redeem'
const VOID = '/v1/storedvalue/void'

const cardIds = new Map<string, string>()
async function card(amountMinor = 2500): Promise<CardInHand> {
  const { number, pin, cardId } = await house.activeCard(amountMinor)
  cardIds.set(number, cardId)
  return { number, pin }
}

/** As if its last day had been long ago. */
async function passLastDay(given: CardInHand): Promise<void> {
  const { database } = house.context
  const query = database.read
    .updateTable('card')
    .set({ expires_at_ms: LONG_AGO_MS })
    .where('uid', '=', cardIds.get(given.number) ?? '')
    .compile()
  if (!(await database.write([{ query, changes: 1 }]))) throw new Error('no such card')
}

/** What is still open in the store. */
async function openIds(): Promise<string[]> {
  const kept = await house.store.all()
  return kept.filter(({ phase }) => phase !== 'voided').map(({ requestId }) => requestId)
}

/** One of each operation: what it does, and what the card is worth then if that was done once. */
const OPERATIONS: readonly (readonly [
  name: string,
  path: string,
  perform: (given: CardInHand, requestId: string) => Promise<Outcome<unknown>>,
  balanceMinor: number,
])[] = [
  [
    'redeem',
    REDEEM,
    (given, requestId) => house.client.redeem({ requestId, card: given, ...MONEY }),
    1500,
  ],
  [
    'fund',
    '/v1/storedvalue/fund',
    (given, requestId) => house.client.fund({ requestId, card: given, ...MONEY }),
    3500,
  ],
  [
    'refund',
    '/v1/storedvalue/refund',
    async (given, requestId) => {
      const original = { requestId: newId() }
      await house.client.redeem({ ...original, card: given, ...MONEY })
      return house.client.refund({ requestId, original, amountMinor: 400, currency: 'EUR' })
    },
    1900,
  ],
  [
    'capture',
    '/v1/storedvalue/capture',
    async (given, requestId) => {
      const original = { requestId: newId() }
      await house.client.hold({ ...original, card: given, ...MONEY })
      return house.client.capture({ requestId, original, currency: 'EUR' })
    },
    1500,
  ],
  [
    'cash-out',
    '/v1/storedvalue/cash-out',
    (given, requestId) => house.client.cashOut({ requestId, card: given, ...MONEY }),
    1500,
  ],
  [
    'adjust',
    '/v1/storedvalue/adjust',
    (given, requestId) =>
      house.client.adjust({ requestId, card: given, ...MONEY, amountMinor: -700, ...WHY }),
    1800,
  ],
  [
    'credit',
    '/v1/storedvalue/credit',
    (given, requestId) => house.client.credit({ requestId, card: given, ...MONEY, ...WHY }),
    3500,
  ],
  [
    'block',
    '/v1/storedvalue/block',
    (given, requestId) => house.client.block({ requestId, card: given, ...WHY }),
    2500,
  ],
  [
    'unblock',
    '/v1/storedvalue/unblock',
    async (given, requestId) => {
      await house.client.block({ requestId: newId(), card: given, ...WHY })
      return house.client.unblock({ requestId, card: given, ...WHY })
    },
    2500,
  ],
  [
    'change-status',
    '/v1/storedvalue/change-status',
    (given, requestId) =>
      house.client.changeStatus({ requestId, card: given, status: 'deactivated', ...WHY }),
    0,
  ],
  [
    'expire',
    '/v1/storedvalue/expire',
    async (given, requestId) => {
      await passLastDay(given)
      return house.client.expire({ requestId, card: given, valueTo: 'suspense', ...WHY })
    },
    0,
  ],
  [
    'merge',
    '/v1/storedvalue/merge',
    async (given, requestId) => {
      const into = await card(500)
      const outcome = await house.client.merge({ requestId, card: given, into, currency: 'EUR' })
      expect(await house.balanceOf(into)).toBe(3000)
      return outcome
    },
    0,
  ],
  [
    'replace',
    '/v1/storedvalue/replace',
    async (given, requestId) => {
      const { number, pin } = await house.stockedCard()
      const into = { number, pin }
      const outcome = await house.client.replace({ requestId, card: given, into, ...WHY })
      expect(await house.balanceOf(into)).toBe(2500)
      return outcome
    },
    0,
  ],
  [
    'void',
    VOID,
    async (given, requestId) => {
      const original = { requestId: newId() }
      await house.client.redeem({ ...original, card: given, ...MONEY })
      return house.client.void({ requestId, original })
    },
    2500,
  ],
]

const MISHAPS: readonly (readonly [string, readonly Mishap[]])[] = [
  ['the request is lost', ['request lost']],
  ['the answer is lost twice', ['answer lost', 'answer lost']],
  ['half of the answer comes', ['answer cut']],
  ['it arrives twice', ['sent twice']],
  ['a strange page comes', ['strange page']],
  ['the server does not know', ['timeout']],
  ['the server cannot take it now', ['unavailable']],
]

describe.each(OPERATIONS)('%s', (_, path, perform, balanceMinor) => {
  test.each([['nothing goes wrong', []] as const, ...MISHAPS])(
    '%s: done once, and nothing is left open',
    async (_mishap, mishaps) => {
      const given = await card()
      const requestId = newId()
      const before = mishaps.map((mishap) => house.proxy.happened(mishap))
      house.proxy.plan(path, ...mishaps)
      const outcome = await perform(given, requestId)
      expect(outcome).toMatchObject({ is: 'done', requestId, answer: { requestId } })
      expect(await house.balanceOf(given)).toBe(balanceMinor)
      expect(await openIds()).toEqual([])
      const after = mishaps.map((mishap) => house.proxy.happened(mishap))
      after.forEach((times, at) => {
        expect(times).toBeGreaterThan(before[at] ?? 0)
      })
    },
  )
})

describe('activate', () => {
  test.each(MISHAPS)('%s: the number and PIN of the one card', async (_, mishaps) => {
    const requestId = newId()
    house.proxy.plan('/v1/storedvalue/fund-and-activate', ...mishaps)
    const params = { requestId, programId: house.programId, amountMinor: 2500, currency: 'EUR' }
    const outcome = await house.client.activate(params)
    if (outcome.is !== 'done' || !outcome.answer.issued) throw new Error(JSON.stringify(outcome))
    expect(await house.balanceOf(outcome.answer.issued)).toBe(2500)
    const again = await house.client.activate(params)
    expect(again).toMatchObject({ answer: { issued: outcome.answer.issued, replayed: true } })
    const spent = { requestId: newId(), card: outcome.answer.issued, ...MONEY }
    expect(await house.client.redeem(spent)).toMatchObject({ is: 'done' })
  })

  test('a printed card: active', async () => {
    const { number, pin } = await house.stockedCard()
    const params = {
      requestId: newId(),
      card: { number, pin },
      ...MONEY,
      fundedBy: 'cash' as const,
    }
    expect(await house.client.activate(params)).toMatchObject({ is: 'done' })
    expect(await house.balanceOf({ number, pin })).toBe(1000)
  })
})

describe('replace', () => {
  test.each(MISHAPS)('by a new card, %s: the number and PIN of the one', async (_, mishaps) => {
    const given = await card()
    const requestId = newId()
    const before = mishaps.map((mishap) => house.proxy.happened(mishap))
    house.proxy.plan('/v1/storedvalue/replace', ...mishaps)
    const params = { requestId, card: given, into: { form: 'virtual' }, ...WHY } as const
    const outcome = await house.client.replace(params)
    if (outcome.is !== 'done' || !outcome.answer.issued) throw new Error(JSON.stringify(outcome))
    mishaps.forEach((mishap, at) => {
      expect(house.proxy.happened(mishap)).toBeGreaterThan(before[at] ?? 0)
    })
    expect(await house.balanceOf(outcome.answer.issued)).toBe(2500)
    expect(await house.balanceOf(given)).toBe(0)
    const again = await house.client.replace(params)
    expect(again).toMatchObject({ answer: { issued: outcome.answer.issued, replayed: true } })
  })
})

describe('gifts and cards that wait', () => {
  const sale = { ...MONEY, amountMinor: 2500 }

  test('a gift: the link is told again after its answer was lost, renewed, and taken back', async () => {
    const requestId = newId()
    house.proxy.plan('/v1/storedvalue/fund-and-activate', 'answer lost')
    const lost = house.proxy.happened('answer lost')
    const params = {
      requestId,
      programId: house.programId,
      ...sale,
      delivery: 'claim_link',
    } as const
    const sold = await house.client.activate(params)
    expect(house.proxy.happened('answer lost')).toBe(lost + 1)
    const claim = sold.is === 'done' ? sold.answer.claim : null
    expect(claim?.link).toContain('/claim/')
    expect(JSON.stringify(await house.store.all())).not.toContain(claim?.link)
    const proxy = { number: claim?.proxyNumber ?? '' }
    const renewed = await house.client.renewClaimLink({ card: proxy })
    expect(renewed).toMatchObject({ is: 'done', answer: { link: expect.any(String) } })
    const taken = { requestId: newId(), card: proxy, currency: 'EUR' }
    expect(
      await house.client.redeem({ ...taken, requestId: newId(), amountMinor: 1 }),
    ).toMatchObject({
      because: { code: 'PROXY_NUMBER_REFUSED' },
    })
    expect(await house.client.cashOut(taken)).toMatchObject({
      answer: { kind: 'void', appliedMinor: 2500, cardState: 'cancelled' },
    })
  })

  test('a PIN: told again after its answer was lost, and judged once', async () => {
    const { number, pin: old, cardId } = await house.activeCard(2500)
    house.proxy.plan('/v1/storedvalue/reset-pin', 'answer lost')
    const lost = house.proxy.happened('answer lost')
    const params = { requestId: newId(), cardId, reason: 'lost it' }
    const reset = await house.client.resetPin(params)
    expect(house.proxy.happened('answer lost')).toBe(lost + 1)
    expect(reset).toMatchObject({ is: 'done', answer: { replayed: true, pinReset: null } })
    const pin = reset.is === 'done' ? (reset.answer.pin ?? '') : ''
    expect(await house.client.verifyPin({ card: { number, pin } })).toMatchObject({ is: 'done' })
    expect(await house.client.createPin({ ...params, requestId: newId() })).toMatchObject({
      because: { code: 'CARD_STATE_CONFLICT' },
    })
    house.proxy.plan('/v1/storedvalue/verify-pin', 'answer lost')
    const wrong = { card: { number, pin: old } }
    expect(await house.client.verifyPin(wrong)).toMatchObject({ is: 'no answer' })
    const { database } = house.context
    expect(await database.read.selectFrom('pin_watch').select('wrong').execute()).toEqual([
      { wrong: 1 },
    ])
  })

  test('a card under review: approved once', async () => {
    const params = { requestId: newId(), programId: house.programId, ...sale, review: true }
    const sold = await house.client.activate(params)
    const issued = sold.is === 'done' ? sold.answer.issued : null
    expect(await house.client.balance({ card: issued ?? { number: '' } })).toMatchObject({
      answer: { state: 'pending_activation', availableMinor: 0, activatesAtMs: null },
    })
    const cardId = issued?.cardId ?? ''
    const review = { requestId: newId(), cardId, decision: 'approve', ...WHY } as const
    expect(await house.client.reviewCard(review)).toMatchObject({
      answer: { kind: 'approve', cardState: 'active', availableMinor: 2500 },
    })
  })
})

describe('adjust', () => {
  test('a second person has to agree: kept, and done once when they have', async () => {
    const given = await card()
    const requestId = newId()
    const much = {
      requestId,
      card: given,
      amountMinor: 2 * ALONE_UP_TO_MINOR,
      currency: 'EUR',
      ...WHY,
    }
    const beganMs = performance.now()
    const waiting = await house.client.adjust(much)
    expect(performance.now() - beganMs).toBeLessThan(1_400)
    expect(waiting).toMatchObject({
      ...{ is: 'unknown', becomes: 'retry' },
      because: { code: 'APPROVAL_REQUIRED', proposalId: expect.any(String) },
    })
    expect(await openIds()).toEqual([requestId])
    expect(await house.client.resume()).toMatchObject([{ outcome: { is: 'unknown' } }])
    await house.addStaff('finance', 'fiona@network.example')
    const finance = adminBrowser(house.url)
    done(await finance.call('sign-in', { email: 'fiona@network.example', password: PASSWORD }))
    const proposalId = waiting.is === 'unknown' ? (waiting.because?.proposalId ?? '') : ''
    done(await finance.call('approve-proposal', { proposalId, password: PASSWORD }))
    expect(await house.client.resume()).toMatchObject([
      { operation: 'adjust', outcome: { is: 'done', requestId } },
    ])
    expect(await house.balanceOf(given)).toBe(2500 + 2 * ALONE_UP_TO_MINOR)
    expect(await openIds()).toEqual([])
  })
})

describe('hold', () => {
  const availableOf = async (given: CardInHand) => {
    const read = await house.client.balance({ card: given })
    return read.is === 'done' ? read.answer.availableMinor : read
  }

  test('the answer is lost: held once, and free again when it is released', async () => {
    const given = await card()
    const original = { requestId: newId() }
    house.proxy.plan('/v1/storedvalue/hold', 'answer lost')
    const held = await house.client.hold({ ...original, card: given, ...MONEY })
    expect(held).toMatchObject({ is: 'done', answer: { availableMinor: 1500, balanceMinor: 2500 } })
    house.proxy.plan('/v1/storedvalue/release', 'answer lost')
    const released = await house.client.release({ requestId: newId(), original })
    expect(released).toMatchObject({ is: 'done' })
    expect(await availableOf(given)).toBe(2500)
  })

  test('no answer at all: undone in the same call', async () => {
    const given = await card()
    const requestId = newId()
    house.proxy.plan('/v1/storedvalue/hold', ...Array<Mishap>(50).fill('answer lost'))
    const outcome = await house.client.hold({ requestId, card: given, ...MONEY })
    house.proxy.plan('/v1/storedvalue/hold')
    expect(outcome).toEqual({ is: 'voided', requestId })
    expect(await availableOf(given)).toBe(2500)
  })
})

describe('no answer at all', () => {
  test.each([
    ['it had arrived', 'answer lost'],
    ['it never arrived', 'request lost'],
  ] as const)('a redemption, %s: undone in the same call', async (_, mishap) => {
    const given = await card()
    house.proxy.plan(REDEEM, ...Array<Mishap>(50).fill(mishap))
    const requestId = newId()
    const outcome = await house.client.redeem({ requestId, card: given, ...MONEY })
    house.proxy.plan(REDEEM)
    expect(outcome).toEqual({ is: 'voided', requestId })
    expect(await house.balanceOf(given)).toBe(2500)
    expect(await openIds()).toEqual([])
  })

  test('neither to the redemption nor to its void: unknown, and resumed it is undone', async () => {
    const given = await card()
    const requestId = newId()
    house.proxy.always('answer lost')
    const outcome = await house.client.redeem({ requestId, card: given, ...MONEY })
    expect(outcome).toEqual({ is: 'unknown', requestId, becomes: 'void' })
    expect(await openIds()).toEqual([requestId])
    house.proxy.always(undefined)
    const resumed = await house.clientWith({}).resume()
    expect(resumed).toEqual([{ operation: 'redeem', outcome: { is: 'voided', requestId } }])
    expect(await house.balanceOf(given)).toBe(2500)
    expect(await openIds()).toEqual([])
  })

  test('a redemption that arrives after it was given up: refused for ever', async () => {
    const given = await card()
    const requestId = newId()
    house.proxy.plan(REDEEM, ...Array<Mishap>(50).fill('late'))
    const before = house.proxy.happened('late')
    const outcome = await house.client.redeem({ requestId, card: given, ...MONEY })
    expect(outcome).toEqual({ is: 'voided', requestId })
    house.proxy.plan(REDEEM)
    expect(house.proxy.happened('late')).toBeGreaterThan(before)
    await house.proxy.arriveLate()
    expect(await house.balanceOf(given)).toBe(2500)
    const asked = await house.client.enquire(requestId)
    expect(asked).toMatchObject({ is: 'refused', because: { code: 'VOIDED_BEFORE_ARRIVAL' } })
  })

  test.each(['answer lost', 'request lost'] as const)(
    'a load, %s: unknown, and resumed it is done once',
    async (mishap) => {
      const given = await card()
      const requestId = newId()
      house.proxy.always(mishap)
      const outcome = await house.client.fund({ requestId, card: given, ...MONEY })
      expect(outcome).toEqual({ is: 'unknown', requestId, becomes: 'retry' })
      house.proxy.always(undefined)
      const resumed = await house.clientWith({}).resume()
      expect(resumed).toMatchObject([{ operation: 'fund', outcome: { is: 'done', requestId } }])
      expect(await house.balanceOf(given)).toBe(3500)
    },
  )

  test.each(['answer lost', 'request lost'] as const)(
    'a merge, %s: kept sealed before it is sent, and resumed it is done once',
    async (mishap) => {
      const [given, into] = [await card(), await card(500)]
      const requestId = newId()
      house.proxy.always(mishap)
      const params = { requestId, card: given, into, currency: 'EUR' }
      expect(await house.client.merge(params)).toEqual({
        ...{ is: 'unknown', requestId, becomes: 'retry' },
      })
      const secrets = [given.number, given.pin, into.number, into.pin]
      const text = house.storeText()
      expect(text).toContain(requestId)
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      house.proxy.always(undefined)
      const resumed = await house.clientWith({}).resume()
      expect(resumed).toMatchObject([{ operation: 'merge', outcome: { is: 'done', requestId } }])
      expect(await house.balanceOf(into)).toBe(3000)
      expect(await house.balanceOf(given)).toBe(0)
    },
  )

  test('a resumed replacement: number and PIN are told', async () => {
    const given = await card()
    const params = { requestId: newId(), card: given, into: { form: 'virtual' }, ...WHY } as const
    house.proxy.always('answer lost')
    expect(await house.client.replace(params)).toMatchObject({ is: 'unknown' })
    house.proxy.always(undefined)
    const [resumed] = await house.clientWith({}).resume()
    if (resumed?.outcome.is !== 'done' || !('issued' in resumed.outcome.answer))
      throw new Error(JSON.stringify(resumed))
    expect(await house.balanceOf(resumed.outcome.answer.issued ?? given)).toBe(2500)
  })

  test('a resumed activation: number and PIN are told', async () => {
    const requestId = newId()
    const params = { requestId, programId: house.programId, amountMinor: 2500, currency: 'EUR' }
    house.proxy.always('answer lost')
    expect(await house.client.activate(params)).toMatchObject({ is: 'unknown' })
    house.proxy.always(undefined)
    const [resumed] = await house.clientWith({}).resume()
    if (resumed?.outcome.is !== 'done' || !('issued' in resumed.outcome.answer))
      throw new Error(JSON.stringify(resumed))
    expect(resumed.outcome.answer.issued?.number).toMatch(/^\d{19}$/)
  })

  test('whoever is told fails: told again at the next resume', async () => {
    const given = await card()
    const requestId = newId()
    house.proxy.always('answer lost')
    await house.client.fund({ requestId, card: given, ...MONEY })
    house.proxy.always(undefined)
    const broken = () => {
      throw new Error('the shop could not note it')
    }
    await expect(house.client.resume(broken)).rejects.toThrow('could not note')
    const told: string[] = []
    await house.client.resume(({ outcome }) => {
      told.push(outcome.requestId)
    })
    expect(told).toEqual([requestId])
    expect(await house.balanceOf(given)).toBe(3500)
  })

  test('a body that the server never takes: made void, not sent for ever', async () => {
    const requestId = newId()
    const malformed = { requestId, card: { number: 'no number' }, ...MONEY }
    house.proxy.plan('/v1/storedvalue/fund', 'request lost')
    expect(await house.client.fund(malformed)).toEqual({ is: 'voided', requestId })
    expect(await openIds()).toEqual([])
  })

  test('a revoked key says nothing of an earlier send: still unknown', async () => {
    const given = await card()
    const requestId = newId()
    house.proxy.always('answer lost')
    await house.client.fund({ requestId, card: given, ...MONEY })
    house.proxy.always(undefined)
    const [outcome] = await house.clientWith({ key: 'cm_live_none' }).resume()
    expect(outcome?.outcome).toEqual({ is: 'unknown', requestId, becomes: 'retry' })
    await house.client.resume()
    expect(await house.balanceOf(given)).toBe(3500)
  })
})

describe('voids', () => {
  test('before the redemption: nothing applied, and the client never sends it any more', async () => {
    const given = await card()
    const original = { requestId: newId() }
    const undone = await house.client.void({ requestId: newId(), original })
    expect(undone).toMatchObject({ is: 'done', answer: { applied: false } })
    const before = house.proxy.requests(REDEEM)
    const late = await house.client.redeem({ ...original, card: given, ...MONEY })
    expect(late).toEqual({ is: 'voided', ...original })
    expect(house.proxy.requests(REDEEM)).toBe(before)
    expect(await house.balanceOf(given)).toBe(2500)
  })

  test('a redemption that was voided is never told as done again', async () => {
    const given = await card()
    const original = { requestId: newId() }
    await house.client.redeem({ ...original, card: given, ...MONEY })
    await house.client.void({ requestId: newId(), original })
    const again = await house.clientWith({}).redeem({ ...original, card: given, ...MONEY })
    expect(again).toEqual({ is: 'voided', ...original })
    const second = await house.client.void({ requestId: newId(), original })
    expect(second).toMatchObject({ is: 'done', answer: { alreadyVoided: true, appliedMinor: 0 } })
    expect(await house.balanceOf(given)).toBe(2500)
  })

  test('by order, card and amount', async () => {
    const given = await card()
    const orderId = newId()
    await house.client.redeem({ requestId: newId(), card: given, ...MONEY, orderId })
    const undone = await house.client.void({
      requestId: newId(),
      original: { orderId, card: given, ...MONEY },
    })
    expect(undone).toMatchObject({ is: 'done', answer: { appliedMinor: 1000 } })
    expect(await house.balanceOf(given)).toBe(2500)
  })
})

describe('what is kept', () => {
  test('no number, no PIN, and nothing of the key', async () => {
    const given = await card()
    house.proxy.always('request lost')
    const requestId = newId()
    await house.client.fund({ requestId, card: given, ...MONEY })
    const text = house.storeText()
    expect(text).toContain(requestId)
    const secrets = [given.number, given.pin, house.key, Buffer.from(house.sealKey).toString('hex')]
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    house.proxy.always(undefined)
    await house.client.resume()
  })

  test('with another seal key: what arrived is found, what did not is made void', async () => {
    const [arrived, lost] = [await card(), await card()]
    const [one, other] = [newId(), newId()]
    house.proxy.always('answer lost')
    await house.client.fund({ requestId: one, card: arrived, ...MONEY })
    house.proxy.always('request lost')
    await house.client.fund({ requestId: other, card: lost, ...MONEY })
    house.proxy.always(undefined)
    const resumed = await house.clientWith({ sealKey: new Uint8Array(32) }).resume()
    expect(resumed.map(({ outcome }) => [outcome.requestId, outcome.is])).toEqual([
      [one, 'done'],
      [other, 'voided'],
    ])
    expect(await house.balanceOf(arrived)).toBe(3500)
    expect(await house.balanceOf(lost)).toBe(2500)
    expect(await openIds()).toEqual([])
  })

  test('other content under an id that is under way: refused, and nothing is sent', async () => {
    const given = await card()
    const requestId = newId()
    house.proxy.always('request lost')
    await house.client.fund({ requestId, card: given, ...MONEY })
    house.proxy.always(undefined)
    const other = await house.client.fund({ requestId, card: given, ...MONEY, amountMinor: 999 })
    expect(other).toMatchObject({ is: 'refused', because: { code: 'REQUEST_ID_REUSED' } })
    expect(await house.client.resume()).toMatchObject([{ outcome: { is: 'done' } }])
    expect(await house.balanceOf(given)).toBe(3500)
  })

  test.each(['', 'a b', 'x'.repeat(121)])(
    '"%s" is no id: told so, and nothing kept',
    async (id) => {
      const outcome = await house.client.fund({ requestId: id, card: await card(), ...MONEY })
      expect(outcome).toMatchObject({ is: 'failed', because: { code: 'REQUEST_MALFORMED' } })
      expect(await openIds()).toEqual([])
    },
  )

  test('the longest id: its redemption can be undone', async () => {
    const given = await card()
    const requestId = 'x'.repeat(120)
    house.proxy.plan(REDEEM, ...Array<Mishap>(50).fill('answer lost'))
    const outcome = await house.client.redeem({ requestId, card: given, ...MONEY })
    house.proxy.plan(REDEEM)
    expect(outcome).toEqual({ is: 'voided', requestId })
    expect(await house.balanceOf(given)).toBe(2500)
  })
})

describe('what is not done', () => {
  test('a refusal: told with its code, final, and nothing moved', async () => {
    const given = await card(500)
    const params = { requestId: newId(), card: given, ...MONEY }
    const outcome = await house.client.redeem(params)
    expect(outcome).toMatchObject({ is: 'refused', because: { code: 'INSUFFICIENT_FUNDS' } })
    expect(await house.balanceOf(given)).toBe(500)
    expect(await openIds()).toEqual([])
  })

  test('a key that is none: failed at once', async () => {
    const stranger = house.clientWith({ key: 'cm_live_none' })
    const params = { requestId: newId(), card: await card(), ...MONEY }
    expect(await stranger.fund(params)).toMatchObject({
      is: 'failed',
      because: { code: 'NOT_SIGNED_IN' },
    })
    expect(await openIds()).toEqual([])
  })

  test('the server can take nothing: a redemption failed for certain, a load waits', async () => {
    const given = await card()
    house.proxy.always('unavailable')
    const [one, other] = [newId(), newId()]
    const before = house.proxy.requests(VOID)
    const redeemed = await house.client.redeem({ requestId: one, card: given, ...MONEY })
    expect(redeemed).toMatchObject({ is: 'failed', because: { code: 'UNAVAILABLE' } })
    expect(house.proxy.requests(VOID)).toBe(before)
    const funded = await house.client.fund({ requestId: other, card: given, ...MONEY })
    expect(funded).toEqual({ is: 'unknown', requestId: other, becomes: 'retry' })
    house.proxy.always(undefined)
    expect(await house.client.resume()).toMatchObject([{ outcome: { is: 'done' } }])
    expect(await house.balanceOf(given)).toBe(3500)
  })

  test('a web shop that tells its shopper: a text that is no address is told so', async () => {
    const params = { requestId: newId(), card: await card(), ...MONEY }
    const wrong = await house.client.redeem(params, { shopperAddress: 'nowhere' })
    expect(wrong).toMatchObject({ is: 'failed', because: { code: 'REQUEST_MALFORMED' } })
    const right = await house.client.redeem(params, { shopperAddress: '203.0.113.7' })
    expect(right).toMatchObject({ is: 'done' })
  })

  test('balance: read again after silence; no answer when none comes', async () => {
    const given = await card()
    house.proxy.plan('/v1/storedvalue/balance', 'answer lost', 'strange page')
    const read = await house.client.balance({ card: given })
    expect(read).toMatchObject({ is: 'done', answer: { balanceMinor: 2500, currency: 'EUR' } })
    house.proxy.always('request lost')
    expect(await house.client.balance({ card: given })).toEqual({ is: 'no answer' })
  })

  test('a seal key that is too short: told at once', () => {
    expect(() => house.clientWith({ sealKey: new Uint8Array(16) })).toThrow('32 random bytes')
  })
})
