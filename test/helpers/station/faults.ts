import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect } from 'vitest'
import { CARD, type CounterUnderTest, setUpCounter } from './counter-under-test.ts'
import { readTender } from './read-tender.ts'
import type { Fate, ReceivedRequest } from './test-server.ts'

/** An online station with a payment of 24.60 waiting and a card of 40.00 in hand. */
export async function setUpReady(): Promise<CounterUnderTest> {
  const counter = await setUpCounter()
  await counter.until('online', ({ server }) => server.status === 'ok')
  counter.print({})
  counter.scan(CARD)
  await counter.until('the balance', ({ card }) => card?.status === 'known')
  return counter
}

/** Clicks SELECT on the newest waiting payment. */
export function select(counter: CounterUnderTest) {
  return selectPayment(counter, counter.state().waiting[0]?.paymentId)
}

/** Clicks SELECT on this payment, for the card that the screen shows. */
export function selectPayment(
  counter: CounterUnderTest,
  paymentId: string | undefined,
  partial: 'allow' | 'deny' = 'deny',
) {
  const lastFour = counter.state().card?.lastFour ?? '0000'
  return counter.call('select-payment', { paymentId, partial, lastFour })
}

/** Takes a typed amount from the card that the screen shows. */
export function redeemAmount(counter: CounterUnderTest, amountMinor: number) {
  const lastFour = counter.state().card?.lastFour ?? '0000'
  return counter.call('redeem-amount', { amountMinor, partial: 'deny', lastFour })
}

/** Undoes what the screen shows. */
export function undo(counter: CounterUnderTest) {
  const { outcome: shown, lastRedemption } = counter.state()
  const reference = shown.kind === 'approved' ? shown.reference : lastRedemption?.reference
  return counter.call('undo-last', { reference: reference ?? 'none' })
}

/** Rings 5.00 and reads this card: the next customer. */
export async function nextCustomer(counter: CounterUnderTest, card: string): Promise<void> {
  await counter.call('next-customer')
  await outcome(counter, 'idle')
  counter.print({ tenders: [readTender(500)] })
  counter.scan(card)
  await counter.until('the next customer', (state) => state.card?.status === 'known')
}

/** Another program holds the journal: nothing can be written. Returns how it lets go. */
export function lockJournal(counter: CounterUnderTest): () => void {
  const other = new Sqlite(join(counter.directory, 'journal.db'))
  other.exec('BEGIN IMMEDIATE')
  return () => {
    other.exec('COMMIT')
    other.close()
  }
}

/** The requests of this name that the server got. */
export function sent(counter: CounterUnderTest, name: string): readonly ReceivedRequest[] {
  return counter.server.requests.filter((request) => request.name === name)
}

/** Waits for what fills the screen. */
export function outcome(counter: CounterUnderTest, kind: string) {
  return counter.until(kind, ({ outcome: { kind: is } }) => is === kind)
}

/** These fates for the next requests of this name, in order; every other one is answered. */
export function injectFates(counter: CounterUnderTest, name: string, ...list: readonly Fate[]) {
  const left = [...list]
  counter.server.fate = (request) => (request.name === name ? left.shift() : undefined) ?? 'answer'
  return {
    injected: () => list.length - left.length,
    /** Fails when a fault never happened: then the test proved nothing. */
    expectAllInjected: () => expect(left).toEqual([]),
  }
}

/** All requests of this name must have carried the very same bytes. */
export function expectSameBytes(counter: CounterUnderTest, name: string, atLeast: number): void {
  expect(sent(counter, name).length).toBeGreaterThanOrEqual(atLeast)
  expect(new Set(sent(counter, name).map(({ bytes }) => bytes)).size).toBe(1)
}
