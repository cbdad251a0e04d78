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

  test('a key store that fails: the link is not used up, the same key is shown again', async () => {
    const link = await inactive()
    counter.failSecrets(new Error('the key store is locked'))
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    const state = await counter.until(
      'the reason',
      ({ activationProblem }) => activationProblem === 'INTERNAL',
    )
    expect(state.activation).toBe('inactive')
    expect(await counter.secrets.load()).toBeUndefined()
    counter.failSecrets(undefined)
    await counter.call('activate-device', { link, deviceName: 'Counter 1' })
    await isOnline()
    const keys = counter.server.activations.map((body) => (body as { publicKey: string }).publicKey)
    expect(keys).toEqual([keys[0], keys[0]])
  })

  test.each([
    `http://cards.example.test/activate#${TOKEN}`,
    `http://192.168.1.20:4600/activate#${TOKEN}`,
    `http://127.0.0.1.example.test/activate#${TOKEN}`,
    `http://127.0.0.1@cards.example.test/activate#${TOKEN}`,
    `http://localhost.example.test:4600/base/activate#${TOKEN}`,
    `https://somebody:word@cards.example.test/activate#${TOKEN}`,
  ])('%s: not secure, refused at once in words of its own, nothing is sent', async (link) => {
    await inactive()
    expect(await counter.call('activate-device', { link, deviceName: 'x' })).toMatchObject({
      error: { code: 'LINK_NOT_SECURE', message: expect.stringContaining('https') },
    })
    const state = await counter.until(
      'the reason',
      ({ activationProblem }) => activationProblem === 'LINK_NOT_SECURE',
    )
    expect(state.activation).toBe('inactive')
    counter.scan(link)
    expect(counter.server.activations).toEqual([])
  })

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
    const requestId = counter.server.requests.find(({ name }) => name === 'redeem')?.params[
      'requestId'
    ]
    expect(counter.state()).toMatchObject({
      outcome: { kind: 'idle' },
      unsettledCount: 1,
      journal: { status: 'attention', problem: 'earlier-operations-open', detail: requestId },
    })
    counter.scan(CARD)
    await counter.until('the card', ({ card }) => card?.status === 'known')
    await redeemAmount(counter, 200)
    await counter.until('approved', ({ outcome }) => outcome.kind === 'approved')
    expect(counter.state()).toMatchObject({ unsettledCount: 1 })
    expect(await counter.call('list-activity')).toMatchObject({
      value: {
        lines: [
          { state: 'unknown', amountMinor: 100, reference: requestId },
          { state: 'posted', amountMinor: 200 },
        ],
      },
    })
    await counter.restart()
    expect(counter.state()).toMatchObject({
      unsettledCount: 1,
      journal: { problem: 'earlier-operations-open' },
    })
  })
})
