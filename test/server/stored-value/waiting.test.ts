import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CARD_TRANSITIONS } from '../../../server/ledger/card-states.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { STAFF_ROLES } from '../../../src/contract/admin/views.ts'
import type { CardId, ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { ProgramRules } from '../../../src/contract/program-rules.ts'
import { giftIn, look, sellGift } from '../claims/gift-house.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

const HOUR_MS = 3_600_000
/** The server looks every five seconds; a busy machine is slower. */
const SOON = { timeout: 30_000, interval: 100 }

let house: ApiHouse
let serial = 0
beforeAll(async () => {
  house = await openApiHouse()
})
// Hours pass in these tests, and the operator is signed in for less.
beforeEach(async () => {
  house.advance(60_000)
  done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
})
afterAll(() => house.close())

const nextId = () => {
  serial += 1
  return `waiting-${serial}`
}

/** Sells a card of 25.00, with whatever else is asked. */
async function sell(more: Readonly<Record<string, unknown>>, key?: string) {
  const requestId = nextId()
  const body = {
    requestId,
    programId: house.programId,
    amountMinor: 2500,
    currency: 'EUR',
    ...more,
  }
  const answer = await house.post('/v1/storedvalue/fund-and-activate', body, key)
  const issued = answer.body.value?.['issued'] as { cardId: CardId; number: string; pin: string }
  const again = () => house.post('/v1/storedvalue/fund-and-activate', body, key)
  return { requestId, answer, issued, again }
}

const stateOf = async (card: { readonly number: string; readonly pin: string }) => {
  const { number, pin } = card
  const { body } = await house.post('/v1/storedvalue/balance', { card: { number, pin } })
  return body.value?.['state']
}

async function programWith(rules: Partial<ProgramRules>): Promise<ProgramId> {
  const made = await createProgram(house.context, {
    ...{ networkId: house.networkId, name: `Program ${nextId()}`, currency: currency('EUR') },
    ...{
      cardPrefix: '997002',
      pinPolicy: 'online',
      reloadable: true,
      acceptedAt: 'network',
      rules,
    },
    ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000), balanceMaxMinor: minor(50_000) },
  })
  return done(made).programId
}

describe('cards that wait', () => {
  test('a date: nothing can be spent before it, and all of it soon after', async () => {
    const activateAtMs = house.context.nowMs() + HOUR_MS
    const { answer, issued, again } = await sell({ activateAtMs })
    expect(answer.body.value).toMatchObject({
      ...{ cardState: 'pending_activation', availableMinor: 0, activatesAtMs: activateAtMs },
    })
    expect((await again()).body.value).toMatchObject({
      ...{ replayed: true, issued, activatesAtMs: activateAtMs },
    })
    const { number, pin } = issued
    const redeem = { requestId: nextId(), card: { number, pin }, amountMinor: 100, currency: 'EUR' }
    expect(refusalOf(await house.post('/v1/storedvalue/redeem', redeem))).toBe(
      '409 CARD_ACTIVATION_PENDING',
    )
    house.advance(HOUR_MS)
    await expect.poll(() => stateOf(issued), SOON).toBe('active')
    const later = { ...redeem, requestId: nextId() }
    expect((await house.post('/v1/storedvalue/redeem', later)).status).toBe(200)
  })

  test('who would stop it meanwhile is refused: nothing can spoil its one activation', async () => {
    const { issued } = await sell({ activateAtMs: house.context.nowMs() + HOUR_MS })
    const { cardId } = issued
    const stops = [
      ['block', {}],
      ['unblock', {}],
      ['change-status', { status: 'deactivated' }],
    ] as const
    for (const [what, more] of stops) {
      const body = { requestId: nextId(), cardId, reason: 'Reported lost', ...more }
      const answer = await house.post(`/v1/storedvalue/${what}`, body)
      expect(refusalOf(answer)).toMatch(/^409 CARD_(ACTIVATION_PENDING|STATE_CONFLICT)$/)
    }
    // By its sale alone a card comes to wait: an activation that was refused is of a card that does not.
    const ways = Object.entries(CARD_TRANSITIONS).filter(
      ([, { to }]) => to === 'pending_activation',
    )
    expect(ways.map(([trigger]) => trigger)).toEqual(['activate_later', 'issue_later'])
    house.advance(HOUR_MS)
    await expect.poll(() => stateOf(issued), SOON).toBe('active')
  })

  test('the delay of a program: for shops and order systems, not for who pays at a till', async () => {
    const programId = await programWith({ activationDelayMs: 24 * HOUR_MS })
    const webstore = await house.addKey({ kind: 'webstore', locationId: null })
    const oms = await house.addKey({ kind: 'oms' })
    expect((await sell({ programId })).answer.body.value).toMatchObject({ cardState: 'active' })
    for (const key of [webstore, oms]) {
      const { answer } = await sell({ programId }, key)
      expect(answer.body.value).toMatchObject({ cardState: 'pending_activation' })
      const due = Number(answer.body.value?.['activatesAtMs']) - house.context.nowMs()
      expect(Math.abs(due - 24 * HOUR_MS)).toBeLessThan(60_000)
    }
  })

  test('the delivery of a program: by link from the next sale on, unless the caller says', async () => {
    const programId = await programWith({ delivery: 'claim_link', activationDelayMs: HOUR_MS })
    const webstore = await house.addKey({ kind: 'webstore', locationId: null })
    const { answer } = await sell({ programId }, webstore)
    expect(answer.body.value).toMatchObject({ cardState: 'claimable', issued: null })
    expect((await look(giftIn(answer).link)).text).toContain('on its way')
    const plain = await sell({ programId, delivery: 'number' })
    expect(plain.answer.body.value).toMatchObject({ cardState: 'active', claim: null })
    expect(plain.issued.number).toMatch(/^997002/)
  })

  test('a review: by nobody but who may, once, and its answer is told again', async () => {
    const { issued } = await sell({ review: true })
    const review = { requestId: nextId(), cardId: issued.cardId, decision: 'approve', reason: 'ok' }
    const seller = await house.addKey({ scopes: ['activate', 'void', 'redeem'] })
    const path = '/v1/storedvalue/review-card'
    expect(refusalOf(await house.post(path, review, seller))).toBe('403 NOT_PERMITTED')
    const risk = await house.addKey({ kind: 'oms', scopes: ['review'], locationId: null })
    house.advance(400 * HOUR_MS)
    expect(await stateOf(issued)).toBe('pending_activation')
    const approved = await house.post(path, review, risk)
    expect(approved.body.value).toMatchObject({ kind: 'approve', cardState: 'active' })
    expect((await house.post(path, review, risk)).body.value).toMatchObject({ replayed: true })
    const rejected = { ...review, requestId: nextId(), decision: 'reject' }
    expect(refusalOf(await house.post(path, rejected, risk))).toBe('409 CARD_ALREADY_ACTIVE')
  })

  test('a rejection: the value goes back where it came from, and is told again', async () => {
    const { issued } = await sell({ review: true, fundedBy: 'card' })
    const body = { requestId: nextId(), cardId: issued.cardId, decision: 'reject', reason: 'fraud' }
    const first = await house.post('/v1/storedvalue/review-card', body)
    expect(first.body.value).toMatchObject({
      ...{ kind: 'void', appliedMinor: 2500, balanceMinor: 0, cardState: 'cancelled' },
    })
    const second = await house.post('/v1/storedvalue/review-card', body)
    expect(second.body.value).toMatchObject({ replayed: true, cardState: 'cancelled' })
  })
})

describe('cards that wait, in the admin', () => {
  test('a gift: what it waits for, and another link, for those who stand by customers', async () => {
    const operator = await signIn('operator')
    const gift = await sellGift(house)
    const cardId = gift.cardId as CardId
    expect(done(await operator.call('read-waiting', { cardId }))).toEqual({
      ...{ activatesAtMs: null, linkExpiresAtMs: gift.expiresAtMs, openedAtMs: null },
    })
    const auditor = await signIn('auditor')
    expect(codeOf(await auditor.call('renew-claim-link', { cardId }))).toBe('NOT_PERMITTED')
    const support = await signIn('support')
    const { link } = done(await support.call('renew-claim-link', { cardId }))
    expect((await look(gift.link)).status).toBe(404)
    expect((await look(link)).status).toBe(200)
    expect(done(await support.call('read-card', { cardId })).state).toBe('claimable')
    const audit = await house.context.database.read
      .selectFrom('audit')
      .where('action', '=', 'claim-renew')
      .where('subject', '=', `card:${cardId}`)
      .select(['actor', 'detail'])
      .execute()
    expect(audit).toHaveLength(1)
    expect(JSON.stringify(audit)).not.toContain(link.split('/').at(-1))
  })

  test('a card that is reviewed: approved by an operator, with a reason', async () => {
    const operator = await signIn('operator')
    const { issued } = await sell({ review: true })
    const { cardId } = issued
    const approval = { cardId, requestId: nextId(), reason: 'called back' }
    const support = await signIn('support')
    expect(codeOf(await support.call('approve-card', approval))).toBe('NOT_PERMITTED')
    expect(done(await operator.call('approve-card', approval))).toMatchObject({
      ...{ kind: 'approve', cardState: 'active', availableMinor: 2500 },
    })
  })
})

async function signIn(role: (typeof STAFF_ROLES)[number]) {
  const email = `${role}-${nextId()}@network.example`
  await house.addStaff(role, email)
  const browser = adminBrowser(house.url)
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser
}

test('after all of it the ledger is proved', () => {
  expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
})
