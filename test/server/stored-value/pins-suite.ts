import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { PIN_CHANGES_MAX, SEALED_ANSWER_WINDOW_MS } from '../../../server/cards/limits.ts'
import { makeCardNumber } from '../../../server/cards/number.ts'
import { eraseToldPins } from '../../../server/cards/pin-upkeep.ts'
import { signCheckpoint } from '../../../server/checkpoints.ts'
import type { CardId } from '../../../src/contract/ids.ts'
import { cardOn, press, sellGift } from '../claims/gift-house.ts'
import type { Proven } from '../conformance/engines.ts'
import { type ContractPlace, describeContract } from '../contract/contract-house.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, type CardInHand, PREFIX, refusalOf } from './api-house.ts'
import { NOT_FOUND, type PinHouse, pinHouse, SUCCESS } from './pin-house.ts'

const WRONG = '00000000'

export interface PinPlace extends ContractPlace {
  /** The proof of the whole ledger. */
  readonly verify: (house: ApiHouse) => Promise<Proven>
}

let house: ApiHouse
let shop: string
let pins: PinHouse

/** New PINs for cards of every making, and what is refused. */
export function describePins(name: string, place: PinPlace): void {
  describeContract(`PINs on ${name}`, place, (opened) => {
    beforeAll(async () => {
      house = opened()
      shop = await house.addKey({ kind: 'webstore' })
      pins = pinHouse(house, shop)
    })
    kinds(place)
    refusals()
    replays()
    verifying()
    people()
    planted(place)
    later()
    endings()
  })
}

function kinds({ verify }: PinPlace): void {
  test('reset: a stocked, a virtual, a printed and an imported card, before and after a checkpoint', async () => {
    const stocked = await house.activeCard(2500)
    const virtual = await pins.issued()
    const batch = await pins.printed(true)
    const foreign = await pins.imported()
    await signCheckpoint(house.context)
    const cards: [object, CardInHand][] = [
      [{ cardId: stocked.cardId }, stocked],
      [{ card: { number: virtual.number } }, virtual],
      [{ card: { number: batch.number } }, batch],
      [{ card: { number: foreign.number } }, foreign],
    ]
    for (const [name, card] of cards) {
      const pin = await pins.resetAndSpend(name, card)
      await pins.resetAndSpend(name, { number: card.number, pin })
    }
    expect(await verify(house)).toMatchObject({ ok: true })
    await signCheckpoint(house.context)
    expect(await verify(house)).toMatchObject({ ok: true })
  })

  test('create: a printed card without a PIN has one from then on, everywhere it is asked', async () => {
    const { number } = await pins.printed(false)
    expect(await pins.spend({ number })).toBe(SUCCESS)
    expect(refusalOf(await pins.change('reset', { card: { number } }))).toBe(
      '409 CARD_STATE_CONFLICT',
    )
    const pin = pins.pinIn(await pins.change('create', { card: { number } }))
    expect(await pins.spend({ number })).toBe(NOT_FOUND)
    expect(await pins.spend({ number, pin })).toBe(SUCCESS)
    expect(refusalOf(await pins.change('create', { card: { number } }))).toBe(
      '409 CARD_STATE_CONFLICT',
    )
    expect(await verify(house)).toMatchObject({ ok: true })
  })

  test('reset: a claim link that showed the card shows it no more', async () => {
    const gift = await sellGift(house)
    expect(refusalOf(await pins.change('reset', { cardId: gift.cardId }))).toBe(
      '409 CARD_NOT_ACTIVE',
    )
    const card = cardOn(await press(gift.link))
    if (!card) throw new Error('the link shows no card')
    expect(cardOn(await press(gift.link))).toEqual(card)
    await pins.resetAndSpend({ cardId: gift.cardId }, card)
    expect(cardOn(await press(gift.link))).toBeUndefined()
    expect(await verify(house)).toMatchObject({ ok: true })
  })
}

function refusals(): void {
  test('refused: no such card, one not sold, a blocked one, two names, a foreign scope', async () => {
    const stocked = await house.stockedCard()
    const { cardId } = await house.activeCard(2500)
    const none = { card: { number: makeCardNumber(PREFIX, randomBytes) } }
    expect(refusalOf(await pins.change('reset', none))).toBe(NOT_FOUND)
    expect(refusalOf(await pins.change('reset', { cardId: stocked.cardId }))).toBe(
      '409 CARD_NOT_ACTIVE',
    )
    expect(refusalOf(await pins.change('reset', { cardId: stocked.cardId }, shop))).toBe(NOT_FOUND)
    expect(refusalOf(await pins.change('reset', {}))).toBe('400 REQUEST_MALFORMED')
    expect(refusalOf(await pins.change('reset', { cardId, reason: ' ' }))).toBe(
      '400 REQUEST_MALFORMED',
    )
    const poor = await house.addKey({ scopes: ['pin'] })
    expect(refusalOf(await pins.change('reset', { cardId, unlock: true }, poor))).toBe(
      '403 NOT_PERMITTED',
    )
    const block = { requestId: `block-${cardId}`, cardId, reason: 'lost' }
    expect(refusalOf(await pins.ask('block', block))).toBe(SUCCESS)
    expect(refusalOf(await pins.change('reset', { cardId }, poor))).toBe('409 CARD_BLOCKED')
    expect(
      refusalOf(await pins.change('reset', { cardId }, await house.addKey({ scopes: ['redeem'] }))),
    ).toBe('403 NOT_PERMITTED')
  })
}

function replays(): void {
  test('many at once: one PIN for an id, and only the last one of several counts', async () => {
    const { cardId, number } = await house.activeCard(2500)
    const names = ['one', 'one', 'two', 'two', 'three']
    const answers = await Promise.all(
      names.map((name) =>
        pins.ask('reset-pin', { requestId: `race-${name}`, cardId, reason: 'lost it' }),
      ),
    )
    const answered = answers.filter(({ status }) => status === 200)
    const given = new Map(
      answered.map((answer) => [answer.body.value?.['requestId'], pins.pinIn(answer)]),
    )
    // Only the PIN that counts may still be told.
    const counts = await pins.tellable(cardId)
    expect(counts).toHaveLength(1)
    for (const [requestId, pin] of [...given].slice(0, 2)) {
      const isLast = counts[0] === requestId
      expect(await pins.spend({ number, pin })).toBe(isLast ? SUCCESS : NOT_FOUND)
    }
    expect(given.size).toBeGreaterThan(0)
  })

  test('an id of another operation: refused, and the card keeps its PIN', async () => {
    const { cardId, number, pin } = await house.activeCard(2500)
    const sale = { requestId: 'of-a-sale', amountMinor: 100, currency: 'EUR' }
    await pins.ask('redeem', { ...sale, card: { number, pin } })
    const used = { requestId: 'of-a-sale', cardId, reason: 'lost it' }
    expect(refusalOf(await pins.ask('reset-pin', used))).toBe('422 REQUEST_ID_REUSED')
    expect(await pins.spend({ number, pin })).toBe(SUCCESS)
  })
}

function verifying(): void {
  const verify = async (card: CardInHand, key = shop) =>
    refusalOf(await pins.ask('verify-pin', { card: { number: card.number, pin: card.pin } }, key))

  test('verify: one answer for no card, one not sold, one without a PIN and a wrong PIN', async () => {
    const card = await house.activeCard(2500)
    const stocked = await house.stockedCard()
    expect(await verify(card)).toBe(SUCCESS)
    const unknown = makeCardNumber(PREFIX, randomBytes)
    const misses = [
      await pins.ask('verify-pin', { card: { number: card.number, pin: WRONG } }, shop),
      await pins.ask('verify-pin', { card: { number: stocked.number, pin: stocked.pin } }, shop),
      await pins.ask('verify-pin', { card: { number: unknown, pin: WRONG } }, shop),
    ]
    expect(misses.map(refusalOf)).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND])
    expect(new Set(misses.map(({ text }) => text)).size).toBe(1)
    expect(refusalOf(await pins.ask('verify-pin', { card: { number: card.number } }, shop))).toBe(
      '400 REQUEST_MALFORMED',
    )
  })

  test('a lock by wrong PINs: stays after a reset, unless it is asked to go', async () => {
    const { cardId, number, pin } = await house.activeCard(2500)
    for (let count = 0; count < 3; count += 1)
      expect(await verify({ number, pin: WRONG })).toBe(NOT_FOUND)
    expect(await verify({ number, pin })).toBe('423 PIN_LOCKED')
    const kept = pins.pinIn(await pins.change('reset', { cardId }))
    expect(await verify({ number, pin: kept })).toBe('423 PIN_LOCKED')
    const reset = await pins.change('reset', { cardId, unlock: true })
    expect(reset.body.value).toMatchObject({ unlocked: true })
    expect(await verify({ number, pin: pins.pinIn(reset) })).toBe(SUCCESS)
    expect(await verify({ number, pin: kept })).toBe(NOT_FOUND)
  })
}

function people(): void {
  test('support resets a PIN with the password once more; role, reason and audit', async () => {
    const { cardId: id, number, pin } = await house.activeCard(2500)
    const cardId = id as CardId
    await house.addStaff('auditor', 'aud@network.example')
    await house.addStaff('support', 'sue@network.example')
    const [auditor, support] = [adminBrowser(house.url), adminBrowser(house.url)]
    done(await auditor.call('sign-in', { email: 'aud@network.example', password: PASSWORD }))
    done(await support.call('sign-in', { email: 'sue@network.example', password: PASSWORD }))
    const asked = {
      ...({ cardId, requestId: 'by-sue', kind: 'reset', unlock: false } as const),
      reason: 'called back, knows the shop',
      password: PASSWORD,
    }
    expect(codeOf(await auditor.call('change-pin', asked))).toBe('NOT_PERMITTED')
    expect(codeOf(await support.call('change-pin', { ...asked, password: 'guess' }))).toBe(
      'SIGN_IN_FAILED',
    )
    expect(await pins.spend({ number, pin })).toBe(SUCCESS)
    const given = done(await support.call('change-pin', asked))
    expect(done(await support.call('change-pin', asked))).toEqual({ ...given, replayed: true })
    expect(await pins.spend({ number, pin })).toBe(NOT_FOUND)
    expect(await pins.spend({ number, pin: given.pin ?? '' })).toBe(SUCCESS)
    const rows = await house.context.database.read
      .selectFrom('audit')
      .where('subject', '=', `card:${cardId}`)
      .select(['actor', 'action', 'detail'])
      .execute()
    expect(rows).toMatchObject([{ action: 'pin-reset', actor: expect.stringMatching(/^staff:/) }])
    expect(rows[0]?.detail).toContain('called back')
  })
}

function planted({ verify }: PinPlace): void {
  test('a planted hash of a PIN: found, of a card that was reset and of one that was not', async () => {
    const [reset, plain] = [await house.activeCard(2500), await house.activeCard(2500)]
    pins.pinIn(await pins.change('reset', { cardId: reset.cardId }))
    await signCheckpoint(house.context)
    for (const { cardId } of [reset, plain]) {
      const { database } = house.context
      const row = database.read.selectFrom('card').where('uid', '=', cardId).select('pin_hash')
      const { pin_hash: before } = await row.executeTakeFirstOrThrow()
      const plant = (hash: string | null) => {
        const query = sql`UPDATE card SET pin_hash = ${hash} WHERE uid = ${cardId}`
        return database.write([{ query: query.compile(database.read), changes: 1 }])
      }
      expect(await plant('$argon2id$planted')).toBe(true)
      expect(await verify(house)).toMatchObject({ ok: false })
      expect(await plant(before)).toBe(true)
      expect(await verify(house)).toMatchObject({ ok: true })
    }
  })
}

/** Days pass here, and the operator is signed in for hours. */
function later(): void {
  test('reset: so many a day for one card, then the next day again', async () => {
    const { cardId } = await pins.issued()
    for (let count = 0; count < PIN_CHANGES_MAX; count += 1)
      expect(refusalOf(await pins.change('reset', { cardId }))).toBe(SUCCESS)
    const late = await pins.change('reset', { cardId })
    expect(refusalOf(late)).toBe('429 RATE_LIMITED')
    house.advance(24 * 60 * 60_000)
    expect(refusalOf(await pins.change('reset', { cardId }))).toBe(SUCCESS)
  })

  test('the same id: the same PIN, until it is over or the card has another', async () => {
    const { cardId } = await pins.issued()
    const body = { requestId: 'replayed', cardId, reason: 'lost it' }
    const first = await pins.ask('reset-pin', body)
    const again = await pins.ask('reset-pin', body)
    expect(first.body.value).toMatchObject({ replayed: false, pinReset: null, unlocked: false })
    expect(again.body.value).toEqual({ ...first.body.value, replayed: true })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const other = { ...body, reason: 'another' }
    expect(refusalOf(await pins.ask('reset-pin', other))).toBe('422 REQUEST_ID_REUSED')
    pins.pinIn(first)
    house.advance(SEALED_ANSWER_WINDOW_MS)
    await eraseToldPins(house.context)
    expect((await pins.ask('reset-pin', body)).body.value).toMatchObject({
      ...{ replayed: true, pin: null, pinReset: 'required' },
    })
    const newer = { requestId: 'newer', cardId, reason: 'lost it' }
    pins.pinIn(await pins.ask('reset-pin', newer))
    pins.pinIn(await pins.change('reset', { cardId }))
    expect((await pins.ask('reset-pin', newer)).body.value).toMatchObject({ pin: null })
    const sealed = await pins.tellable(cardId)
    expect(sealed).toHaveLength(1)
  })
}

function endings(): void {
  test('nothing in clear: neither log nor tables have a number or a PIN', async () => {
    const { database } = house.context
    const texts = [house.logged()]
    for (const table of ['pin_change', 'change_record', 'audit', 'request_log', 'card'] as const)
      texts.push(JSON.stringify(await database.read.selectFrom(table).selectAll().execute()))
    const everything = texts.join('\n')
    expect(everything).toContain('pin-reset')
    expect(pins.secrets.length).toBeGreaterThan(20)
    const found = pins.secrets.filter((secret) =>
      new RegExp(`(?<![0-9])${secret}(?![0-9])`).test(everything),
    )
    expect(found).toEqual([])
  })
}
