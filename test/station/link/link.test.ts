import { afterEach, describe, expect, test } from 'vitest'
import { CLOSE_REASONS } from '../../../src/contract/wire/frames.ts'
import {
  CARD,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { redeemAmount } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const isOnline = () => counter.until('online', ({ server }) => server.status === 'ok')
const problem = (word: string) => counter.until(word, ({ server }) => server.problem === word)
const beats = () => counter.server.requests.filter(({ name }) => name === 'heartbeat').length

describe('link', () => {
  test('a server with another key: refused before anything is said', async () => {
    const foreign = 'A'.repeat(43)
    counter = await setUpCounter({ serverKey: foreign })
    const state = await problem('server-not-authentic')
    expect(state.server.status).toBe('attention')
    expect(counter.server.sessions()).toBe(0)
    expect(counter.server.requests).toEqual([])
  })

  test('a challenge whose key was changed on the way: refused', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.challengeChange = (challenge) => ({
      ...challenge,
      serverEphemeral: Buffer.alloc(32, 9).toString('base64url'),
    })
    counter.server.cut()
    await counter.passUntil('refused', ({ server }) => server.problem === 'server-not-authentic')
    expect(counter.server.sessions()).toBe(1)
  })

  test('another protocol version: said in those words', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.challengeChange = (challenge) => ({ ...challenge, v: 2 })
    counter.server.cut()
    await counter.passUntil('the version', ({ server }) => server.problem === 'protocol-version')
  })

  test.each([
    ['PROTOCOL_VERSION', 'protocol-version'],
    ['REPLACED', 'device-replaced'],
    ['RATE_LIMITED', 'server-busy'],
    ['DRAINING', 'server-draining'],
    ['DEVICE_UNKNOWN', 'device-unknown'],
  ] as const)('closed with %s: %s on the screen', async (reason, word) => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.greeting = 'mute'
    counter.server.closeWith(CLOSE_REASONS[reason])
    expect((await problem(word)).server.status).toBe('attention')
  })

  test('revoked: said, not tried again, and activation is offered', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.greeting = CLOSE_REASONS.DEVICE_REVOKED
    counter.server.closeWith(CLOSE_REASONS.DEVICE_REVOKED)
    const state = await problem('device-revoked')
    expect(state.activation).toBe('revoked')
    expect(state.activationProblem).toBe('DEVICE_REVOKED')
    counter.server.greeting = 'welcome'
    counter.clock.advance(600_000)
    expect(counter.server.sessions()).toBe(1)
    expect(await counter.call('type-card', { text: '997001' })).toMatchObject({
      error: { code: 'NOT_SIGNED_IN' },
    })
  })

  test('heartbeats every 5 s; two without an answer: offline within 12 s, and back', async () => {
    counter = await setUpCounter()
    await isOnline()
    await counter.untilTrue('the first beat', () => beats() === 1)
    await counter.pass(15_000)
    expect(beats()).toBe(4)
    counter.server.fate = () => 'hold'
    await counter.pass(5_000)
    counter.clock.advance(5_900)
    expect(counter.state().server.status).toBe('ok')
    counter.clock.advance(1_100)
    const state = await problem('server-unreachable')
    expect(state.server.status).toBe('attention')
    counter.server.fate = () => 'answer'
    await counter.passUntil('back', ({ server }) => server.status === 'ok')
    expect(counter.server.sessions()).toBe(2)
  })

  test('a socket that opens and says nothing: given up and tried again', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.greeting = 'mute'
    counter.server.cut()
    await problem('server-unreachable')
    counter.clock.advance(500)
    await counter.pass(10_000)
    counter.server.greeting = 'welcome'
    await counter.passUntil('back', ({ server }) => server.status === 'ok')
  })

  test('the server drains: comes back when it was told to, not before', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.event('server-draining', { comeBackAfterMs: 20_000 })
    await problem('server-draining')
    counter.clock.advance(19_999)
    expect(counter.server.sessions()).toBe(1)
    await counter.passUntil('back', ({ server }) => server.status === 'ok')
    expect(counter.server.sessions()).toBe(2)
  })

  test('the server drains while a redemption is under way: its answer is taken first', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.scan(CARD)
    await counter.until('the card', ({ card }) => card?.status === 'known')
    let drains = 0
    counter.server.fate = ({ name }) => {
      if (name !== 'redeem') return 'answer'
      drains += 1
      counter.server.event('server-draining', { comeBackAfterMs: 5_000 })
      return 'answer'
    }
    await redeemAmount(counter, 100)
    await counter.until('approved', ({ outcome }) => outcome.kind === 'approved')
    await problem('server-draining')
    expect(drains).toBe(1)
    expect(counter.sounds).not.toContain('unknown')
  })

  test('a server that is not there: tried again, at most 30 s apart', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.greeting = 1_011
    counter.server.cut()
    await problem('server-unreachable')
    await counter.pass(120_000)
    counter.server.greeting = 'welcome'
    const backAtMs = counter.clock.nowMs()
    await counter.passUntil('back', ({ server }) => server.status === 'ok')
    expect(counter.clock.nowMs() - backAtMs).toBeLessThanOrEqual(31_000)
  })

  test.each([
    ['text without a mac', 'hello'],
    ['a wrong mac', `${'A'.repeat(43)}.{"type":"event","seq":2,"name":"x","body":null}`],
    ['an oversized frame', 'x'.repeat(16_385)],
  ])('%s in an open session: the connection ends, a new one begins', async (_, text) => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.sendRaw(text)
    await counter.until('ended', ({ server }) => server.status === 'attention')
    await counter.passUntil('back', ({ server }) => server.status === 'ok')
    expect(counter.server.sessions()).toBe(2)
  })

  test('an answer outside the table: the connection ends rather than guess', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.fate = ({ name }) =>
      name === 'heartbeat' ? { reply: { ok: true, value: { serverTimeMs: 'noon' } } } : 'answer'
    await counter.pass(5_000)
    await problem('connection-broken')
  })

  test('settings changed by the operator: on the screen at once', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.event('settings-changed', {
      ...counter.server.settings,
      deviceName: 'Counter 9',
    })
    await counter.until('the new name', ({ deviceName }) => deviceName === 'Counter 9')
  })

  test('an event that this version does not know: nothing happens', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.server.event('fireworks', { colour: 'red' })
    await counter.pass(5_000)
    expect(counter.state().server.status).toBe('ok')
    expect(counter.server.sessions()).toBe(1)
  })
})
