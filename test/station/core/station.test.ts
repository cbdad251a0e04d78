import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Health } from '../../../src/contract/screen/state.ts'
import { mergeHealth } from '../../../src/main/station/health.ts'
import { createStation } from '../../../src/main/station/index.ts'
import type { Source } from '../../../src/main/station/ports.ts'
import {
  CARD,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { selectPayment } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
afterEach(() => counter.stop())

const isOnline = () => counter.until('online', ({ server }) => server.status === 'ok')

describe('station', () => {
  test('the screen: whole states, numbered upwards, one a turn', async () => {
    counter = await setUpCounter()
    await isOnline()
    const before = counter.states.length
    counter.print({})
    counter.print({})
    counter.print({})
    await counter.until('three payments', ({ waiting }) => waiting.length === 3)
    expect(counter.states).toHaveLength(before + 1)
    const revisions = counter.states.map(({ revision }) => revision)
    expect(revisions).toEqual([...revisions].sort((left, right) => left - right))
    expect(new Set(revisions).size).toBe(revisions.length)
  })

  test('more payments than a screen takes: the newest fifty, and how many more', async () => {
    counter = await setUpCounter()
    for (let each = 0; each < 53; each += 1) counter.print({})
    const state = await counter.until('all', ({ waiting }) => waiting.length === 50)
    expect(state.waitingMore).toBe(3)
  })

  test('language and clerk: kept over a restart', async () => {
    counter = await setUpCounter()
    await isOnline()
    await counter.call('set-language', { language: 'fr' })
    await counter.call('set-clerk', { name: '  Dana ' })
    await counter.restart()
    expect(counter.states[0]).toMatchObject({
      language: 'fr',
      clerk: 'Dana',
      locationName: 'Quay Bakery',
      deviceCode: 'K7QM-4T2X',
      server: { status: 'working' },
    })
  })

  test('no card number and no PIN at rest: not in the journal, its log, a state or a log line', async () => {
    counter = await setUpCounter()
    await isOnline()
    counter.print({ rows: ['CARD', CARD] })
    await counter.call('type-card', { text: `${CARD}#8642` })
    const { waiting } = await counter.until('the card', ({ card }) => card?.status === 'known')
    const read = counter.server.requests.find(({ name }) => name === 'card-inquire')
    expect(read?.params).toEqual({ card: { number: CARD, pin: '8642' } })
    await selectPayment(counter, waiting[0]?.paymentId)
    await counter.until('approved', ({ outcome }) => outcome.kind === 'approved')
    const written = [
      ...readdirSync(counter.directory).map((name) =>
        readFileSync(join(counter.directory, name), 'latin1'),
      ),
      JSON.stringify(counter.states),
      counter.logLines.join('\n'),
    ]
    expect(written.length).toBeGreaterThan(4)
    expect(written.some((text) => text.includes(CARD.slice(-4)))).toBe(true)
    expect(
      written.filter((text) => text.includes(CARD.slice(0, -4)) || text.includes('8642')),
    ).toEqual([])
  })

  test('a source that does not start: said, and the station works without it', async () => {
    counter = await setUpCounter({
      sources: [
        {
          name: 'serial tap',
          kind: 'serial-tee',
          start: () => Promise.reject(new Error('no such device')),
          stop: () => Promise.resolve(),
          health: () => ({ status: 'ok', problem: null, detail: null, lastSeenAtMs: null }),
          test: () => Promise.reject(new Error('not asked for')),
        } satisfies Source,
      ],
    })
    const state = await isOnline()
    expect(state.printer).toMatchObject({ status: 'attention', problem: 'source-failed' })
    expect(counter.logLines.join('\n')).toContain('device-did-not-start')
  })

  test('before the start and after the stop: an error, never a rejection', async () => {
    counter = await setUpCounter()
    const station = createStation(counter.ports, { directory: counter.directory, deviceName: 'x' })
    expect(await station.screen.call('next-customer', {})).toMatchObject({
      error: { code: 'UNAVAILABLE' },
    })
    await counter.stopStation()
    const pushed = counter.states.length
    counter.clock.advance(60_000)
    await sleep(20)
    expect(counter.states).toHaveLength(pushed)
    expect(counter.clock.waiting()).toBe(0)
  })
})

describe('health of several', () => {
  const at = (status: Health['status'], lastSeenAtMs: number | null = null): Health => ({
    status,
    problem: status === 'attention' ? 'printer-unreachable' : null,
    detail: status,
    lastSeenAtMs,
  })

  test.each([
    ['none', [], 'off'],
    ['all well', [at('ok'), at('off')], 'ok'],
    ['one starting', [at('ok'), at('working')], 'working'],
    ['one in need', [at('ok'), at('attention'), at('working')], 'attention'],
  ] as const)('%s: %s', (_, parts, status) => {
    expect(mergeHealth(parts).status).toBe(status)
  })

  test('last seen: when any of them was', () => {
    expect(mergeHealth([at('attention', 5), at('ok', 9)]).lastSeenAtMs).toBe(9)
  })
})
