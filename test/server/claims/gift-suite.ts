import { beforeAll, beforeEach, expect, test } from 'vitest'
import { dropOrphans, erasePins } from '../../../server/claims/upkeep.ts'
import { PROXY_PREFIX } from '../../../src/contract/card-number.ts'
import { type ContractPlace, describeContract } from '../contract/contract-house.ts'
import { type ApiHouse, type CardInHand, refusalOf } from '../stored-value/api-house.ts'
import { cardOn, giftIn, look, press, type SoldGift, sellGift } from './gift-house.ts'

const DAY_MS = 86_400_000

let house: ApiHouse
// Days pass in these tests, and the operator is signed in for hours.
let stranger: string
let printed: CardInHand

/** Gifts by link, from their sale to the end of what their page shows. */
export function describeGifts(name: string, place: ContractPlace): void {
  describeContract(`gifts by link on ${name}`, place, (opened) => {
    beforeAll(async () => {
      house = opened()
      stranger = await house.addKey({ locationId: null })
      printed = await house.stockedCard()
    })
    beforeEach(() => house.advance(60_000))
    sales()
    openings()
    ends()
  })
}

async function stateOf({ cardId }: SoldGift): Promise<string> {
  const row = house.context.database.read.selectFrom('card').where('uid', '=', cardId)
  return (await row.select('state').executeTakeFirstOrThrow()).state
}

const voided = ({ requestId }: SoldGift) =>
  house.post('/v1/storedvalue/void', { requestId: `void-${requestId}`, original: { requestId } })

function sales(): void {
  test('sale: a link and a proxy number, and neither number nor PIN', async () => {
    const body = {
      ...{ requestId: 'sale', programId: house.programId, delivery: 'claim_link' },
      ...{ amountMinor: 2500, currency: 'EUR', orderId: 'O-1' },
    }
    const first = await house.post('/v1/storedvalue/fund-and-activate', body)
    expect(first.body.value).toMatchObject({
      ...{ cardState: 'claimable', balanceMinor: 2500, availableMinor: 0 },
      ...{ issued: null, pinReset: null, claimRenewal: null, activatesAtMs: null },
    })
    const gift = giftIn(first)
    expect(gift.link).toBe(`${house.url}/claim/${gift.token}`)
    expect(Buffer.from(gift.token, 'base64url')).toHaveLength(32)
    expect(gift.proxyNumber).toMatch(new RegExp(`^${PROXY_PREFIX}\\d{13}$`))

    const again = await house.post('/v1/storedvalue/fund-and-activate', body)
    expect(again.body.value).toMatchObject({ replayed: true })
    expect(giftIn(again)).toEqual(gift)
    const retry = { ...body, requestId: 'sale-retried' }
    house.advance(60_000)
    const otherId = await house.post('/v1/storedvalue/fund-and-activate', retry)
    expect(refusalOf(otherId)).toBe('409 POSSIBLE_DUPLICATE')
    const gifts = await house.context.database.read.selectFrom('card_claim').selectAll().execute()
    expect(gifts).toHaveLength(1)
    const kept = JSON.stringify(gifts.map((row) => Object.values(row).map(String)))
    for (const secret of [gift.token, gift.proxyNumber]) expect(kept).not.toContain(secret)
  })

  test('sale: after the window the link can only be renewed', async () => {
    const gift = await sellGift(house)
    house.advance(73 * 3_600_000)
    const body = {
      ...{ requestId: gift.requestId, programId: house.programId, delivery: 'claim_link' },
      ...{ amountMinor: 2500, currency: 'EUR' },
    }
    const late = await house.post('/v1/storedvalue/fund-and-activate', body)
    expect(late.body.value).toMatchObject({
      ...{ replayed: true, claim: null, claimRenewal: 'required', pinReset: null },
    })
  })

  test('a sale that is refused leaves no gift behind; one that was lost goes after a day', async () => {
    const count = async () => {
      const { database } = house.context
      return (await database.read.selectFrom('card_claim').select('card_uid').execute()).length
    }
    const before = await count()
    const refused = await house.post('/v1/storedvalue/fund-and-activate', {
      ...{ requestId: 'too small', programId: house.programId, delivery: 'claim_link' },
      ...{ amountMinor: 1, currency: 'EUR' },
    })
    expect(refusalOf(refused)).toBe('400 REQUEST_MALFORMED')
    const small = await house.post('/v1/storedvalue/fund-and-activate', {
      ...{ requestId: 'too-small', programId: house.programId, delivery: 'claim_link' },
      ...{ amountMinor: 1, currency: 'EUR' },
    })
    expect(refusalOf(small)).toBe('422 LIMIT_SINGLE_LOAD')
    expect(await count()).toBe(before)
    const { database, nowMs } = house.context
    const lost = database.read.insertInto('card_claim').values({
      ...{ card_uid: 'lost', token_hash: Buffer.alloc(32), proxy_lookup: Buffer.alloc(32) },
      ...{ pin_sealed: null, created_at_ms: nowMs(), opens_at_ms: null, expires_at_ms: 1 },
      ...{ opened_at_ms: null, shown_until_ms: null },
    })
    await database.write([{ query: lost.compile(), changes: 1 }])
    await dropOrphans(house.context)
    expect(await count()).toBe(before + 1)
    house.advance(DAY_MS + 1)
    await dropOrphans(house.context)
    expect(await count()).toBe(before)
  })

  test('what does not go together is refused, and says what', async () => {
    const sale = { amountMinor: 2500, currency: 'EUR', delivery: 'claim_link' }
    for (const [index, wrong] of [
      { programId: house.programId, review: true },
      { card: { number: printed.number, pin: printed.pin } },
    ].entries()) {
      const body = { requestId: `wrong-${index}`, ...sale, ...wrong }
      const answer = await house.post('/v1/storedvalue/fund-and-activate', body)
      expect(refusalOf(answer)).toBe('400 REQUEST_MALFORMED')
    }
  })
}

function openings(): void {
  test('looking changes nothing and shows nothing, however often', async () => {
    const gift = await sellGift(house)
    for (let times = 0; times < 5; times += 1) {
      const page = await look(gift.link)
      expect(page.status).toBe(200)
      expect(page.text).toContain('€25.00')
      expect(page.text).toContain('Old Town Card')
      expect(cardOn(page)).toBeUndefined()
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.headers.get('referrer-policy')).toBe('no-referrer')
      expect(page.headers.get('x-robots-tag')).toContain('noindex')
    }
    expect((await fetch(gift.link, { method: 'HEAD' })).status).toBe(200)
    expect(await stateOf(gift)).toBe('claimable')
  })

  test('the button opens it: number and PIN are right, and can be spent', async () => {
    const gift = await sellGift(house)
    const card = cardOn(await press(gift.link))
    expect(card?.number).not.toContain(gift.proxyNumber)
    expect(await stateOf(gift)).toBe('active')
    const sale = { requestId: 'spend', amountMinor: 1000, currency: 'EUR', card }
    expect((await house.post('/v1/storedvalue/redeem', sale)).body.value).toMatchObject({
      balanceMinor: 1500,
    })
    expect(cardOn(await look(gift.link))).toBeUndefined()
    const again = await press(gift.link)
    expect(cardOn(again)).toEqual(card)
    expect(again.text).toContain('€15.00')
    expect(house.logged()).not.toMatch(new RegExp(`${gift.token}|${card?.number}`))
  })

  test('pressed 12 times at once: opened once, and all see the same card', async () => {
    const gift = await sellGift(house)
    const pages = await Promise.all(Array.from({ length: 12 }, () => press(gift.link)))
    const cards = new Set(pages.map((page) => JSON.stringify(cardOn(page))))
    expect(cards.size).toBe(1)
    expect([...cards][0]).toContain('number')
    const claims = await house.context.database.read
      .selectFrom('journal')
      .innerJoin('card', 'card.id', 'journal.card_id')
      .where('card.uid', '=', gift.cardId)
      .where('journal.kind', '=', 'claim')
      .where('journal.outcome', '=', 'posted')
      .select('journal.id')
      .execute()
    expect(claims).toHaveLength(1)
  })

  test('three days after: the card is shown no more, and its PIN is erased', async () => {
    const gift = await sellGift(house)
    const card = cardOn(await press(gift.link))
    house.advance(3 * DAY_MS)
    const later = await press(gift.link)
    expect(cardOn(later)).toBeUndefined()
    expect(later.text).toContain(`ends in ${card?.number.slice(-4)}`)
    await erasePins(house.context)
    const row = house.context.database.read.selectFrom('card_claim').select('pin_sealed')
    const { pin_sealed: sealed } = await row
      .where('card_uid', '=', gift.cardId)
      .executeTakeFirstOrThrow()
    expect(sealed).toBeNull()
  })

  test('a gift for later: its link opens then, and not before', async () => {
    const opensAtMs = house.context.nowMs() + 10 * DAY_MS
    const gift = await sellGift(house, { activateAtMs: opensAtMs })
    const early = await press(gift.link)
    expect(early.text).toContain('on its way')
    expect(await stateOf(gift)).toBe('claimable')
    const balance = await house.post('/v1/storedvalue/balance', {
      card: { number: gift.proxyNumber },
    })
    expect(balance.body.value).toMatchObject({ state: 'claimable', activatesAtMs: opensAtMs })
    house.advance(10 * DAY_MS)
    expect(cardOn(await press(gift.link))).toBeDefined()
  })
}

function ends(): void {
  test('a wrong, old, replaced or taken back link: one page, that opens nothing', async () => {
    const wrong = `${house.url}/claim/${'a'.repeat(43)}`
    const cut = `${house.url}/claim/abc`
    const replaced = await sellGift(house)
    const renewed = await house.post('/v1/storedvalue/renew-claim-link', {
      card: { number: replaced.proxyNumber },
    })
    expect(renewed.body.value?.['link']).toMatch(/\/claim\//)
    const taken = await sellGift(house)
    expect((await voided(taken)).body.value).toMatchObject({
      ...{ kind: 'void', appliedMinor: 2500, balanceMinor: 0, cardState: 'cancelled' },
    })
    const blocked = await sellGift(house)
    await house.post('/v1/storedvalue/block', {
      ...{ requestId: 'block', cardId: blocked.cardId, reason: 'a dispute' },
    })
    const old = await sellGift(house)
    const links = [wrong, cut, replaced.link, taken.link, blocked.link]
    const pages = await Promise.all(links.flatMap((link) => [look(link), press(link)]))
    house.advance(367 * DAY_MS)
    pages.push(await look(old.link), await press(old.link))
    expect(pages.map(({ status }) => status)).toEqual(Array(12).fill(404))
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1)
    expect(await stateOf(old)).toBe('claimable')
    const fresh = await house.post('/v1/storedvalue/renew-claim-link', { cardId: old.cardId })
    expect(cardOn(await press(String(fresh.body.value?.['link'])))).toBeDefined()
  })

  test('renewal: by whoever sold it alone, and never once it is open', async () => {
    const gift = await sellGift(house)
    const ask = (key?: string) =>
      house.post('/v1/storedvalue/renew-claim-link', { cardId: gift.cardId }, key)
    expect(refusalOf(await ask(stranger))).toBe('404 NOT_FOUND')
    const link = String((await ask()).body.value?.['link'])
    expect(cardOn(await press(link))).toBeDefined()
    expect(refusalOf(await ask())).toBe('409 CARD_STATE_CONFLICT')
  })

  test('taken back after it was opened: refused, and its proxy number tells nothing more', async () => {
    const gift = await sellGift(house)
    await press(gift.link)
    expect(refusalOf(await voided(gift))).toBe('409 ORIGINAL_NOT_REVERSIBLE')
    const card = { number: gift.proxyNumber }
    const balance = await house.post('/v1/storedvalue/balance', { card })
    expect(refusalOf(balance)).toBe('409 PROXY_NUMBER_REFUSED')
    const out = { requestId: 'out', card, currency: 'EUR' }
    expect(refusalOf(await house.post('/v1/storedvalue/cash-out', out))).toBe(
      '409 PROXY_NUMBER_REFUSED',
    )
  })

  // The last, as the pages of this minute are used up then, whatever the clock of the server says.
  test('a page too many: told to wait, in the language of the reader', async () => {
    const gift = await sellGift(house)
    const pages = await Promise.all(
      Array.from({ length: 60 }, () => look(gift.link, 'fr-CA,fr;q=0.9')),
    )
    const last = pages.filter(({ status }) => status === 429)
    expect(last.length).toBeGreaterThan(0)
    expect(last[0]?.text).toContain('Trop d’essais')
    expect(last[0]?.headers.get('content-type')).toContain('text/html')
  })
}
