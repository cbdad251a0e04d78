import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createProgram } from '../../../server/programs/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { ScreenState } from '../../../src/contract/screen/state.ts'
import { CARD_PREFIXES_MAX } from '../../../src/contract/wire/messages.ts'
import { cryptoRandom, systemClock } from '../../../src/main/station/host/clock.ts'
import { fileSecrets } from '../../../src/main/station/host/file-secrets.ts'
import { fetchHttp } from '../../../src/main/station/host/http.ts'
import { wsSockets } from '../../../src/main/station/host/sockets.ts'
import { createStation } from '../../../src/main/station/index.ts'
import type { CapturedPaper, Sockets, SourceSink } from '../../../src/main/station/ports.ts'
import { readTender } from '../../helpers/station/read-tender.ts'
import { done } from '../../server/house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../../server/stored-value/api-house.ts'

let house: ApiHouse
const closing: Array<() => Promise<void>> = []
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await house.close()
})

/** A station with everything real, activated by the link that the operator would send. */
async function openStation(name: string, sockets: Sockets = wsSockets) {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-real-'))
  let state: ScreenState | undefined
  let sink: SourceSink | undefined
  const station = createStation(
    {
      clock: systemClock,
      random: cryptoRandom,
      secrets: fileSecrets(join(folder, 'key')),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      sockets,
      http: fetchHttp,
      sources: [
        {
          name: 'till',
          kind: 'printer-tcp',
          start: async (given) => {
            sink = given
          },
          stop: async () => {},
          health: () => ({ status: 'ok', problem: null, detail: null, lastSeenAtMs: null }),
          test: () => Promise.reject(new Error('not asked for')),
        },
      ],
      scanners: [],
    },
    { directory: folder, deviceName: name, reserveBytes: 65_536 },
  )
  closing.push(async () => {
    await station.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  station.screen.listen((event) => {
    if (event.type === 'state') state = event.state
  })
  await station.start()
  const until = async (what: string, condition: (state: ScreenState) => boolean) => {
    for (let turn = 0; turn < 2_000; turn += 1) {
      if (state !== undefined && condition(state)) return state
      await sleep(5)
    }
    throw new Error(`never came: ${what}\n${JSON.stringify(state)}`)
  }
  const { locationId } = house.location
  const { link } = done(await house.operator.call('send-activation', { locationId }))
  await station.screen.call('activate-device', { link, deviceName: name })
  await until('online', ({ server }) => server.status === 'ok')
  return {
    call: station.screen.call,
    until,
    print: (paper: CapturedPaper) => sink?.onPaper(paper),
    /** Reads the card and waits for its balance and the payment. */
    ready: async (number: string, pin: string) => {
      await station.screen.call('type-card', { text: `${number}#${pin}` })
      return until(
        'card and payment',
        ({ card, waiting }) => card?.status === 'known' && waiting.length > 0,
      )
    },
  }
}

/** The connection breaks as the first redemption is sent: it never comes to the server. */
function losingFirst(): { readonly sockets: Sockets; readonly lost: () => number } {
  let lost = 0
  const connect: Sockets['connect'] = (url) => {
    const socket = wsSockets.connect(url)
    const send = (text: string) => {
      if (lost > 0 || !text.includes('"name":"redeem"')) return socket.send(text)
      lost += 1
      socket.close()
    }
    return { ...socket, send }
  }
  return { sockets: { connect }, lost: () => lost }
}

function paper(): CapturedPaper {
  return {
    source: 'till',
    endedAtMs: Date.now(),
    rows: ['CORNER BAKERY', 'Bon 1044', 'GIFT CARD 25.00'],
    tenders: [readTender(2_500, { currency: currency('EUR') })],
    till: '2',
    receiptNumber: '1044',
    printedDate: null,
    kind: 'sale',
    clerk: null,
    totalMinor: null,
    externalId: null,
  }
}

/** The newest payment, and the card that the screen shows. */
function chosen({ waiting, card }: ScreenState) {
  return { paymentId: waiting[0]?.paymentId, lastFour: card?.lastFour }
}

describe('with the server', () => {
  test('activated, redeemed, undone, redeemed again, revoked', async () => {
    const { number, pin } = await house.activeCard(4_000)
    const station = await openStation('Counter 1')
    station.print(paper())
    const ready = await station.ready(number, pin)
    expect(ready).toMatchObject({ locationName: 'Corner Bakery', deviceName: 'Counter 1' })
    const select = { ...chosen(ready), partial: 'deny' }
    await station.call('select-payment', select)
    const approved = await station.until('approved', ({ outcome }) => outcome.kind === 'approved')
    expect(approved.outcome).toMatchObject({ appliedMinor: 2_500, balanceMinor: 1_500 })
    const reference = approved.lastRedemption?.reference
    expect(approved.outcome).toMatchObject({ reference })
    await station.call('undo-last', { reference })
    const voided = await station.until('voided', ({ outcome }) => outcome.kind === 'voided')
    expect(voided.outcome).toMatchObject({ what: 'undo', balanceMinor: 4_000 })
    await station.call('select-payment', select)
    await station.until('approved again', ({ outcome }) => outcome.kind === 'approved')
    const { devices } = done(await house.operator.call('list-devices', {}))
    const deviceId = devices[0]?.deviceId ?? ''
    done(await house.operator.call('revoke-device', { deviceId, reason: 'lost' }))
    await station.until('revoked', ({ activation }) => activation === 'revoked')
    const { operations } = done(await house.operator.call('list-redemptions', {}))
    expect(operations.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'redeem posted',
      'redeem voided',
      'void posted',
    ])
  })

  test('a network of more programs than a station is told prefixes: its cards are read', async () => {
    const { context, networkId } = house
    const rules = {
      ...({ currency: currency('EUR'), pinPolicy: 'online', reloadable: true } as const),
      ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000), balanceMaxMinor: minor(100_000) },
      ...({ networkId, acceptedAt: 'network' } as const),
    }
    for (let prefix = 970_000; prefix <= 970_000 + CARD_PREFIXES_MAX; prefix += 1) {
      const cardPrefix = String(prefix)
      done(await createProgram(context, { ...rules, name: `Card ${cardPrefix}`, cardPrefix }))
    }
    const { number, pin } = await house.activeCard(4_000)
    const station = await openStation('Counter 1')
    station.print(paper())
    const { card } = await station.ready(number, pin)
    expect(card).toMatchObject({ balanceMinor: 4_000, refusalCode: null })
  })

  test('one payment heard and selected at two stations: one redemption, one clear refusal', async () => {
    const first = await openStation('Counter 1')
    const second = await openStation('Counter 2')
    const cards = [await house.activeCard(4_000), await house.activeCard(9_000)] as const
    const heard = paper()
    const stations = [first, second] as const
    const selects = await Promise.all(
      stations.map(async (station, index) => {
        station.print(heard)
        const card = cards[index] ?? cards[0]
        return { station, choice: chosen(await station.ready(card.number, card.pin)) }
      }),
    )
    const outcomes = await Promise.all(
      selects.map(async ({ station, choice }) => {
        await station.call('select-payment', { ...choice, partial: 'deny' })
        const { outcome, waiting } = await station.until(
          'an outcome',
          (state) => state.outcome.kind === 'approved' || state.outcome.kind === 'refused',
        )
        expect(waiting).toEqual([])
        return outcome.kind === 'refused' ? outcome.code : outcome.kind
      }),
    )
    expect(outcomes.sort()).toEqual(['PAYMENT_ALREADY_TAKEN', 'approved'])
  })

  test('a cancel right behind its redemption: nothing stays taken, the payment waits', async () => {
    const { number, pin } = await house.activeCard(4_000)
    const station = await openStation('Counter 1')
    station.print(paper())
    const choice = chosen(await station.ready(number, pin))
    await station.call('select-payment', { ...choice, partial: 'deny' })
    await station.call('cancel-redemption', {})
    const voided = await station.until('voided', ({ outcome }) => outcome.kind === 'voided')
    expect(voided.waiting).toHaveLength(1)
    expect(voided.unsettledCount).toBe(0)
    await station.call('next-customer', {})
    await station.until('idle', ({ outcome }) => outcome.kind === 'idle')
    const again = await station.ready(number, pin)
    expect(again.card).toMatchObject({ balanceMinor: 4_000 })
  })

  test('lost on the way, and over the limit when it comes: refused, and not taken later', async () => {
    const card = await house.activeCard(4_000)
    const { number, pin } = card
    const line = losingFirst()
    const station = await openStation('Counter 1', line.sockets)
    const rule = { windowMs: 3_600_000, countMax: 1, amountMaxMinor: null }
    done(await house.operator.call('set-velocity', { programId: house.programId, rule }))
    const other = { requestId: 'online', card: { number, pin }, amountMinor: 100, currency: 'EUR' }
    expect((await house.post('/v1/storedvalue/redeem', other)).status).toBe(200)
    station.print(paper())
    const choice = chosen(await station.ready(number, pin))
    await station.call('select-payment', { ...choice, partial: 'deny' })
    const refused = await station.until('refused', ({ outcome }) => outcome.kind === 'refused')
    expect(line.lost()).toBe(1)
    expect(refused.outcome).toMatchObject({ code: 'VELOCITY_LIMIT' })
    expect(refused).toMatchObject({ unsettledCount: 0, waiting: [{}] })
    house.advance(rule.windowMs)
    await station.call('next-customer', {})
    await station.until('idle', ({ outcome }) => outcome.kind === 'idle')
    expect((await station.ready(number, pin)).card).toMatchObject({ balanceMinor: 3_900 })
  })
})
