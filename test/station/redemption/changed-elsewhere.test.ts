import { afterEach, expect, test } from 'vitest'
import { HEARTBEAT_INTERVAL_MS } from '../../../src/contract/limits.ts'
import {
  CARD,
  type CounterUnderTest,
  OTHER_CARD,
} from '../../helpers/station/counter-under-test.ts'
import { outcome, select, setUpReady } from '../../helpers/station/faults.ts'
import type { ReceivedRequest } from '../../helpers/station/test-server.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const inquiries = () => counter.server.requests.filter(({ name }) => name === 'card-inquire')
const redeems = () => counter.server.requests.filter(({ name }) => name === 'redeem')
const last = (requests: readonly ReceivedRequest[]): ReceivedRequest => {
  const request = requests.at(-1)
  if (request === undefined) throw new Error('nothing was asked')
  return request
}

/** The card is worth this much now, and the server says so. */
function changeElsewhere(balanceMinor: number, number = CARD) {
  counter.ledger.balances.set(number, balanceMinor)
  counter.server.event('card-changed', { cardToken: `token-of-card-${number.slice(-6)}` })
}

/** All that the server said before was heard. */
async function allHeard(name: string) {
  counter.server.event('settings-changed', { ...counter.server.settings, locationName: name })
  await counter.until(name, ({ locationName }) => locationName === name)
}

const balance = (minor: number) =>
  counter.until(
    `a balance of ${minor}`,
    ({ card }) => card?.status === 'known' && card.balanceMinor === minor,
  )

/** A card was asked for, and the answer is under way: gives what lets it arrive. */
async function setUpAsking(): Promise<() => void> {
  counter = await setUpReady()
  counter.server.fate = ({ name }) => (name === 'card-inquire' ? 'hold' : 'answer')
  changeElsewhere(3_000)
  await counter.untilTrue('asked', () => inquiries().length === 2)
  const early = last(inquiries())
  const old = counter.ledger.inquire(early.params)
  counter.server.fate = () => 'answer'
  return () => counter.server.reply(early, old)
}

test('changed during a SELECT: nothing is asked before its outcome, and then the balance is right', async () => {
  counter = await setUpReady()
  counter.server.fate = ({ name }) => (name === 'redeem' ? 'hold' : 'answer')
  await select(counter)
  await counter.untilTrue('sent', () => redeems().length === 1)
  changeElsewhere(9_000)
  await allHeard('Heard')
  // A beat comes to the server behind whatever was asked before.
  await counter.pass(HEARTBEAT_INTERVAL_MS)
  expect(inquiries()).toHaveLength(1)
  expect(counter.state()).toMatchObject({
    outcome: { kind: 'working', amountMinor: 2_460 },
    card: { balanceMinor: 4_000 },
  })
  const request = last(redeems())
  const reply = counter.ledger.redeem(request.params)
  // Somebody else was quicker with the next change than this answer with its balance.
  counter.ledger.balances.set(CARD, 5_000)
  counter.server.reply(request, reply)
  const { outcome: shown } = await outcome(counter, 'approved')
  expect(shown).toMatchObject({ balanceMinor: 6_540 })
  await balance(5_000)
  expect(counter.state().outcome).toEqual(shown)
  expect(inquiries()).toHaveLength(2)
})

test('a balance that was asked for before a SELECT and comes after it: not shown', async () => {
  const sayOldBalance = await setUpAsking()
  await select(counter)
  await outcome(counter, 'approved')
  await balance(540)
  sayOldBalance()
  await allHeard('Heard')
  expect(counter.state().card).toMatchObject({ balanceMinor: 540 })
})

test('changed while the balance is being asked for: asked once more, and the later answer counts', async () => {
  const sayOldBalance = await setUpAsking()
  changeElsewhere(2_000)
  await balance(2_000)
  sayOldBalance()
  await allHeard('Heard')
  expect(counter.state().card).toMatchObject({ balanceMinor: 2_000 })
})

test('another card than the one in hand, or none: nothing is asked', async () => {
  counter = await setUpReady()
  changeElsewhere(1, OTHER_CARD)
  await allHeard('Heard')
  await counter.call('clear-card')
  changeElsewhere(1)
  await allHeard('Heard again')
  expect(inquiries()).toHaveLength(1)
})

test('changed while the line was cut: the card in hand is asked again when it is back', async () => {
  counter = await setUpReady()
  counter.server.cut()
  await counter.until('offline', ({ server }) => server.status !== 'ok')
  counter.ledger.balances.set(CARD, 1_111)
  const { outcome: shown } = await counter.passUntil(
    'the new balance',
    ({ card }) => card?.status === 'known' && card.balanceMinor === 1_111,
  )
  expect(shown).toEqual({ kind: 'idle' })
})
