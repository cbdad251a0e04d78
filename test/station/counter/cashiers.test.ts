import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { CARD, type CounterUnderTest } from '../../helpers/station/counter-under-test.ts'
import { outcome, select, sent, setUpReady } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const BADGE = 'BADGE-0042'

async function add(name: string, pin: string | null, badge?: string) {
  const reply = await counter.call('save-cashier', { cashierId: null, name, pin })
  if (pin !== null && badge !== undefined) await giveBadge(name, pin, badge)
  return reply
}

/** Taught as a person would; needs somebody who is signed in. */
async function giveBadge(name: string, pin: string, badge: string): Promise<void> {
  await signIn(pin)
  const cashierId = await idOf(name)
  expect(await counter.call('learn-badge', { cashierId })).toMatchObject({ ok: true })
  await counter.until('learning', (state) => state.counter.learningBadgeOf === cashierId)
  counter.scan(badge)
  await counter.until('learnt', (state) => state.counter.learningBadgeOf === null)
}

async function idOf(name: string): Promise<string> {
  const reply = (await counter.call('list-cashiers')) as {
    ok: true
    value: { cashiers: { cashierId: string; name: string }[] }
  }
  return reply.value.cashiers.find((cashier) => cashier.name === name)?.cashierId ?? ''
}

const signIn = (pin: string) => counter.call('sign-in', { pin })

test('no cashiers: any name stands on a redemption, as before', async () => {
  counter = await setUpReady()
  expect(counter.state().counter).toMatchObject({ hasCashiers: false, mustSignIn: false })
  expect(await counter.call('set-clerk', { name: 'Ana' })).toMatchObject({ ok: true })
  await select(counter)
  await outcome(counter, 'approved')
  expect(sent(counter, 'redeem')[0]).toMatchObject({ params: { clerk: 'Ana' } })
})

test('with cashiers: nothing is taken until somebody signs in, and the name is theirs', async () => {
  counter = await setUpReady()
  expect(await add('Ana', '4711', BADGE)).toMatchObject({ ok: true })
  expect(await add('Ben', '2580')).toMatchObject({ ok: true })
  await counter.call('sign-out')
  await counter.until('the need to sign in', (state) => state.counter.mustSignIn)
  const [payment] = counter.state().waiting
  const refusedSelect = await counter.call('select-payment', {
    ...{ paymentId: payment?.paymentId, partial: 'allow', lastFour: CARD.slice(-4) },
  })
  expect(refusedSelect).toMatchObject({ error: { code: 'NOT_PERMITTED' } })
  expect(await counter.call('set-clerk', { name: 'Ana' })).toMatchObject({
    error: { code: 'NOT_PERMITTED' },
  })
  expect(sent(counter, 'redeem')).toEqual([])
  expect(await signIn('2580')).toEqual({ ok: true, value: { name: 'Ben' } })
  await select(counter)
  await outcome(counter, 'approved')
  expect(sent(counter, 'redeem')[0]).toMatchObject({ params: { clerk: 'Ben' } })
})

test('nobody signed in: nothing is undone, given back, dismissed or settled', async () => {
  counter = await setUpReady()
  await add('Ben', '2580')
  await signIn('2580')
  const [payment] = counter.state().waiting
  await select(counter)
  await outcome(counter, 'approved')
  const { lastRedemption } = counter.state()
  await counter.call('sign-out')
  await counter.until('the need to sign in', (state) => state.counter.mustSignIn)
  const calls = [
    ['undo-last', { reference: lastRedemption?.reference }],
    ['confirm-reversal', { reversalId: crypto.randomUUID() }],
    ['dismiss-payment', { paymentId: payment?.paymentId, reason: 'Not ours' }],
    ['set-reversal-rule', { byRule: true }],
  ] as const
  for (const [name, params] of calls)
    expect(await counter.call(name, params), name).toMatchObject({
      error: { code: 'NOT_PERMITTED' },
    })
  expect(sent(counter, 'void')).toEqual([])
  expect(await signIn('2580')).toMatchObject({ ok: true })
  expect(await counter.call('undo-last', calls[0][1])).toMatchObject({ ok: true })
})

test('a badge: scanned like a card, signs in, and is not asked of the server', async () => {
  counter = await setUpReady()
  await add('Ana', '4711', BADGE)
  await counter.call('sign-out')
  await counter.until('signed out', ({ clerk }) => clerk === null)
  const before = sent(counter, 'card-inquire').length
  counter.scan(BADGE)
  await counter.until('signed in', ({ clerk }) => clerk === 'Ana')
  expect(counter.state().counter.mustSignIn).toBe(false)
  expect(sent(counter, 'card-inquire')).toHaveLength(before)
  expect(counter.state().outcome.kind).toBe('idle')
  await counter.call('sign-out')
  await counter.until('signed out', ({ counter: desk }) => desk.mustSignIn)
})

test('three wrong PINs: the station waits, and the right one is not let in meanwhile', async () => {
  counter = await setUpReady()
  await add('Ana', '4711')
  for (const pin of ['0000', '1111', '2222']) {
    expect(await signIn(pin)).toMatchObject({ error: { code: 'NOT_PERMITTED' } })
  }
  expect(await signIn('4711')).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  counter.clock.advance(30_000)
  expect(await signIn('4711')).toMatchObject({ ok: true })
})

test('changed and removed: the old PIN is nobody’s, and a removed cashier is signed out', async () => {
  counter = await setUpReady()
  await add('Ana', '4711', BADGE)
  await add('Ben', '2580')
  await signIn('4711')
  const cashierId = await idOf('Ana')
  const changed = { cashierId, name: 'Ana Lim', pin: '9173' }
  expect(await counter.call('save-cashier', changed)).toMatchObject({ ok: true })
  await counter.until('her new name', ({ clerk }) => clerk === 'Ana Lim')
  expect(await signIn('4711')).toMatchObject({ error: { code: 'NOT_PERMITTED' } })
  counter.scan(BADGE)
  expect(await counter.call('remove-cashier', { cashierId })).toMatchObject({ ok: true })
  await counter.until('signed out', ({ clerk }) => clerk === null)
  expect(await signIn('9173')).toMatchObject({ error: { code: 'NOT_PERMITTED' } })
  const again = () => counter.call('remove-cashier', { cashierId })
  expect(await again()).toMatchObject({ error: { code: 'NOT_PERMITTED' } })
  await signIn('2580')
  expect(await again()).toMatchObject({
    error: { code: 'NOT_FOUND' },
  })
})

test.each([
  ['a name that is there', { name: 'Ana', pin: '9999' }, 'this name'],
  ['a PIN that is somebody’s', { name: 'Cem', pin: '4711' }, 'cannot be used'],
  ['nobody new without a PIN', { name: 'Cem', pin: null }, 'needs a PIN'],
])('%s: refused with what to do', async (_what, wanted, words) => {
  counter = await setUpReady()
  await add('Ana', '4711', BADGE)
  expect(await counter.call('save-cashier', { cashierId: null, ...wanted })).toMatchObject({
    error: { code: 'STATE_CONFLICT', message: expect.stringContaining(words) },
  })
})

test('a badge of somebody else, and a card of ours: no badge is learnt, and the card stays a card', async () => {
  counter = await setUpReady()
  await add('Ana', '4711', BADGE)
  await add('Ben', '2580')
  await signIn('2580')
  await counter.call('learn-badge', { cashierId: await idOf('Ben') })
  await counter.until('learning', (state) => state.counter.learningBadgeOf !== null)
  counter.scan(BADGE)
  expect(counter.sounds.at(-1)).toBe('refused')
  const before = sent(counter, 'card-inquire').length
  await counter.call('learn-badge', { cashierId: await idOf('Ben') })
  counter.scan(CARD)
  await counter.untilTrue('the card', () => sent(counter, 'card-inquire').length > before)
  await counter.until('over', (state) => state.counter.learningBadgeOf === null)
  await counter.call('learn-badge', { cashierId: await idOf('Ben') })
  await counter.until('learning', (state) => state.counter.learningBadgeOf !== null)
  counter.scan('BADGE-0043')
  await counter.until('learnt', (state) => state.counter.learningBadgeOf === null)
  await counter.call('sign-out')
  counter.scan('BADGE-0043')
  await counter.until('signed in', ({ clerk }) => clerk === 'Ben')
})

test('learning a badge: over after half a minute, and goods are never learnt', async () => {
  counter = await setUpReady()
  await add('Ana', '4711')
  await signIn('4711')
  const learn = async () => {
    await counter.call('learn-badge', { cashierId: await idOf('Ana') })
    await counter.until('learning', (state) => state.counter.learningBadgeOf !== null)
  }
  await learn()
  counter.clock.advance(30_000)
  await counter.until('over', (state) => state.counter.learningBadgeOf === null)
  await learn()
  counter.scan('5901234123457')
  await counter.until('over', (state) => state.counter.learningBadgeOf === null)
  expect(counter.sounds.at(-1)).toBe('refused')
  await counter.call('sign-out')
  await counter.until('signed out', (state) => state.counter.mustSignIn)
  counter.scan('5901234123457')
  counter.scan('BADGE-0042')
  await counter.until('refused', (state) => state.outcome.kind === 'refused')
  expect(counter.state().counter.mustSignIn).toBe(true)
})

test('learning a badge: a swipe that could not be read is nobody’s badge, and the next one counts', async () => {
  counter = await setUpReady()
  await add('Ana', '4711')
  await signIn('4711')
  await counter.call('learn-badge', { cashierId: await idOf('Ana') })
  await counter.until('learning', (state) => state.counter.learningBadgeOf !== null)
  counter.scan('%E?;E?+E?')
  await counter.until('said', ({ outcome }) => outcome.kind === 'refused')
  expect(counter.state().outcome).toMatchObject({ code: 'SWIPE_NOT_READ' })
  counter.scan(';0042=17?')
  await counter.until('learnt', (state) => state.counter.learningBadgeOf === null)
  await counter.call('sign-out')
  await counter.until('signed out', (state) => state.counter.mustSignIn)
  counter.scan('%E?;E?+E?')
  expect(counter.state().counter.mustSignIn).toBe(true)
  counter.scan(';0042=17?')
  await counter.until('signed in', ({ clerk }) => clerk === 'Ana')
})

test('learning a badge: over with a sign-out, after which a badge signs its owner in', async () => {
  counter = await setUpReady()
  await add('Ana', '4711', BADGE)
  await add('Ben', '2580')
  await signIn('2580')
  await counter.call('learn-badge', { cashierId: await idOf('Ben') })
  await counter.until('learning', (state) => state.counter.learningBadgeOf !== null)
  await counter.call('sign-out')
  await counter.until('over', (state) => state.counter.learningBadgeOf === null)
  expect(await counter.call('learn-badge', { cashierId: null })).toMatchObject({ ok: true })
  counter.scan(BADGE)
  await counter.until('signed in', ({ clerk }) => clerk === 'Ana')
})

test('PINs and badges are in no file and no log line', async () => {
  counter = await setUpReady()
  await add('Ana', '47119283', BADGE)
  await signIn('47119283')
  counter.scan(BADGE)
  await signIn('99887766')
  const files = readdirSync(counter.directory).map((name) =>
    readFileSync(join(counter.directory, name), 'latin1'),
  )
  for (const text of [...files, ...counter.logLines]) {
    for (const secret of ['47119283', BADGE, '99887766']) expect(text).not.toContain(secret)
  }
})
