import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScreenState } from '../../../src/contract/screen/state.ts'
import { cryptoRandom, systemClock } from '../../../src/main/station/host/clock.ts'
import { fileSecrets } from '../../../src/main/station/host/file-secrets.ts'
import { fetchHttp } from '../../../src/main/station/host/http.ts'
import { wsSockets } from '../../../src/main/station/host/sockets.ts'
import { createStation } from '../../../src/main/station/index.ts'
import { done } from '../../server/house/open-server.ts'
import { callbackOf, type Sale, SETUPS } from '../../server/pos/sales.ts'
import { type ApiHouse, openApiHouse } from '../../server/stored-value/api-house.ts'

let house: ApiHouse
/** Where the shop's Square calls; no key to ask it with, so nothing goes out. */
let url: string
const closing: Array<() => Promise<void>> = []
beforeEach(async () => {
  house = await openApiHouse()
  const { locationId } = house.location
  const secrets = { ...SETUPS.square.secrets, access: '' }
  const added = { locationId, ...SETUPS.square, secrets }
  url = done(await house.operator.call('add-pos-connection', added)).notificationUrl
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await house.close()
})

/** A station with everything real, in a folder that outlasts it. */
function stationIn(folder: string, deviceName: string) {
  let state: ScreenState | undefined
  const station = createStation(
    {
      clock: systemClock,
      random: cryptoRandom,
      secrets: fileSecrets(join(folder, 'key')),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      sockets: wsSockets,
      http: fetchHttp,
      sources: [],
      scanners: [],
    },
    { directory: folder, deviceName, reserveBytes: 65_536 },
  )
  station.screen.listen((event) => {
    if (event.type === 'state') state = event.state
  })
  const until = async (what: string, condition: (state: ScreenState) => boolean) => {
    for (let turn = 0; turn < 4_000; turn += 1) {
      if (state !== undefined && condition(state)) return state
      await sleep(5)
    }
    throw new Error(`never came: ${what}\n${JSON.stringify(state)}`)
  }
  return { ...station, call: station.screen.call, until }
}

async function openStation(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-cloud-'))
  const station = stationIn(folder, name)
  await station.start()
  closing.push(async () => {
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { locationId } = house.location
  const { link } = done(await house.operator.call('send-activation', { locationId }))
  await station.call('activate-device', { link, deviceName: name })
  await station.until('online', ({ server }) => server.status === 'ok')
  return { ...station, folder }
}

function sale(id: string, more: Partial<Sale> = {}): Sale {
  const atMs = Date.now()
  return {
    ...{ id, saleId: `order-${id}`, amountMinor: 2_500, label: 'Countermark', receipt: id },
    ...{ state: 'paid', atMs, changedAtMs: atMs, refund: null, ...more },
  }
}

async function ring(sold: Sale): Promise<void> {
  const { body, headers } = callbackOf(SETUPS.square, url, sold)
  const response = await fetch(url, { method: 'POST', body, headers })
  expect(response.status).toBe(200)
}

describe('a till in the cloud', () => {
  test('one payment at two stations, selected at both: one redemption, one clear refusal', async () => {
    const stations = [await openStation('Counter 1'), await openStation('Counter 2')] as const
    const cards = [await house.activeCard(4_000), await house.activeCard(9_000)] as const
    await ring(sale('R-1'))
    const selects = await Promise.all(
      stations.map(async (station, index) => {
        const card = cards[index] ?? cards[0]
        await station.call('type-card', { text: `${card.number}#${card.pin}` })
        const ready = await station.until(
          'card and payment',
          ({ card: shown, waiting }) => shown?.status === 'known' && waiting.length === 1,
        )
        const [payment] = ready.waiting
        expect(payment).toMatchObject({ amountMinor: 2_500, till: 'Register 2' })
        const { paymentId } = payment ?? {}
        return { paymentId, lastFour: ready.card?.lastFour, partial: 'deny' }
      }),
    )
    await Promise.all(stations.map((station, at) => station.call('select-payment', selects[at])))
    const ends = await Promise.all(
      stations.map((station) =>
        station.until('an outcome', ({ outcome }) =>
          ['approved', 'refused'].includes(outcome.kind),
        ),
      ),
    )
    expect(ends.map(({ outcome }) => outcome.kind).sort()).toEqual(['approved', 'refused'])
    const refused = ends.find(({ outcome }) => outcome.kind === 'refused')
    expect(JSON.stringify(refused?.outcome)).toContain('PAYMENT_ALREADY_TAKEN')
  })

  test('sold while the station was off: heard when it comes back, once, also after a restart', async () => {
    const { folder, stop } = await openStation('Counter 1')
    await stop()
    await ring(sale('R-1'))
    await ring(sale('R-2', { amountMinor: 700 }))
    for (let start = 0; start < 3; start += 1) {
      const again = stationIn(folder, 'Counter 1')
      await again.start()
      const state = await again.until(
        'both payments',
        ({ server, waiting }) => server.status === 'ok' && waiting.length === 2,
      )
      expect(state.waiting.map(({ amountMinor }) => amountMinor).sort()).toEqual([2_500, 700])
      await again.stop()
    }
    const heard = await house.context.database.read
      .selectFrom('pos_heard')
      .select('entry_id')
      .executeTakeFirst()
    expect(heard?.entry_id).toBe(2)
  })

  test('voided at the till before it was selected: it leaves the list', async () => {
    const station = await openStation('Counter 1')
    const sold = sale('R-1')
    await ring(sold)
    await station.until('the payment', ({ waiting }) => waiting.length === 1)
    await ring({ ...sold, state: 'voided', changedAtMs: sold.changedAtMs + 1 })
    await station.until('no payment', ({ waiting }) => waiting.length === 0)
    // The first callback once more, as a POS does that had no answer: nothing comes back.
    await ring(sold)
    await ring(sale('R-2'))
    const state = await station.until('the next one', ({ waiting }) => waiting.length > 0)
    expect(state.waiting.map(({ receiptNumber }) => receiptNumber)).toEqual(['R-2'])
  })
})
