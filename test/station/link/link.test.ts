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

const TOKEN = 'T'.repeat(43)

describe('activation', () => {
  async function inactive() {
    counter = await setUpCounter({ activated: false })
    expect(counter.state().activation).toBe('inactive')
    counter.server.activation = (body) => {
      const { token, publicKey } = body as Record<string, string>
      if (token !== TOKEN) return { status: 410, body: refusal('ENROLMENT_INVALID') }
      counter.server.deviceKey = publicKey ?? ''
      const { settings, serverKey } = counter.server
      return {
        status: 200,
        body: { ok: true, value: { deviceId: settings.deviceId, serverKey, settings } },
      }
    }
    return `${counter.server.url}/activate#${TOKEN}`
  }
  const refusal = (code: string) => ({
    ok: false,
    error: { code, message: code, retryable: false, nextAction: 'do_not_retry' },
  })

  test('by the link: the key stays here, the name goes there, the station is online', async () => {
    const link = await inactive()
    const reply = await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    expect(reply).toEqual({ ok: true, value: {} })
    const state = await isOnline()
    expect(state).toMatchObject({ activation: 'active', deviceCode: 'K7QM-4T2X', currency: 'CAD' })
    expect(counter.server.activations).toMatchObject([{ token: TOKEN, deviceName: 'Counter 1' }])
    const kept = Buffer.from((await counter.secrets.load()) ?? []).toString()
    const { privateKey } = JSON.parse(kept)
    expect(JSON.stringify(counter.server.activations)).not.toContain(privateKey)
    expect(counter.logLines.join('\n')).not.toContain(TOKEN)
    expect(counter.logLines.join('\n')).not.toContain(privateKey)
  })

  test('by its code, scanned: the same, under the name of this PC', async () => {
    const link = await inactive()
    counter.scan(link)
    await isOnline()
    expect(counter.server.activations).toMatchObject([{ deviceName: 'Test PC' }])
    await counter.restart()
    await isOnline()
    expect(counter.server.activations).toHaveLength(1)
  })

  test('a link that was used: the reason on the screen, and another one works', async () => {
    const link = await inactive()
    const used = link.replace(TOKEN, 'U'.repeat(43))
    await counter.call('activate-device', { link: used, deviceName: 'Counter 1' })
    const state = await counter.until(
      'the reason',
      ({ activationProblem }) => activationProblem === 'ENROLMENT_INVALID',
    )
    expect(state.activation).toBe('inactive')
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    await isOnline()
    expect(counter.state().activationProblem).toBeNull()
  })

  test('an answer that was lost: the same key is shown again', async () => {
    const link = await inactive()
    const working = counter.server.activation
    counter.server.activation = () => ({ status: 502, body: null })
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    await counter.until(
      'the reason',
      ({ activationProblem }) => activationProblem === 'UNAVAILABLE',
    )
    counter.server.activation = working
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    await isOnline()
    const keys = counter.server.activations.map((body) => (body as { publicKey: string }).publicKey)
    expect(new Set(keys).size).toBe(1)
    expect(keys).toHaveLength(2)
  })

  test.each(['https://example.test/', 'not a link', `ftp://host/activate#${TOKEN}`])(
    '%s is no activation link: refused at once, nothing is sent',
    async (link) => {
      await inactive()
      expect(await counter.call('activate-device', { link, deviceName: 'x' })).toMatchObject({
        error: { code: 'ENROLMENT_INVALID' },
      })
      expect(counter.server.activations).toEqual([])
    },
  )

  test('after a revocation: a new device, which never sends what the old one left open', async () => {
    const link = await inactive()
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    await isOnline()
    counter.scan(CARD)
    await counter.until('the card', ({ card }) => card?.status === 'known')
    counter.server.fate = ({ name }) => (name === 'redeem' ? 'cut-before' : 'answer')
    counter.server.greeting = CLOSE_REASONS.DEVICE_REVOKED
    await redeemAmount(counter, 100)
    await counter.passUntil('revoked', ({ activation }) => activation === 'revoked')
    expect(counter.state().unsettledCount).toBe(1)
    counter.server.greeting = 'welcome'
    counter.server.fate = () => 'answer'
    counter.server.settings.deviceId = '01890000-0000-7000-8000-0000000000d2'
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    await isOnline()
    await counter.pass(60_000)
    expect(counter.server.requests.filter(({ name }) => name === 'redeem')).toHaveLength(1)
    expect(counter.state()).toMatchObject({ unsettledCount: 0, outcome: { kind: 'idle' } })
    expect(await counter.call('list-activity')).toMatchObject({
      value: { lines: [{ state: 'unknown', amountMinor: 100 }] },
    })
  })
})
