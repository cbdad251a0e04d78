import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RawSession } from '../house/raw-station.ts'
import { type ApiHouse, type CardInHand, openApiHouse } from '../stored-value/api-house.ts'
import { cardTokenOf, openStations, readMetrics } from './stations.ts'

const STATIONS = 24
/** Under way at a time for one station. Together: 24 × 54 inquiries, where 16 + 1,024 have room. */
const REQUESTS_EACH = 64
/** More than may be answered and wait: 16 + 256. */
const REPORTS = 500
const REDEMPTIONS_EACH = 10
/** A machine that is just fast enough answers a whole round: then there is another one. */
const ROUNDS_MAX = 8

let house: ApiHouse
let stations: RawSession[]
beforeEach(async () => {
  house = await openApiHouse()
  stations = await openStations(house, STATIONS)
})
afterEach(async () => {
  for (const station of stations) station.close()
  await house.close()
})

interface Answer {
  readonly id: number
  readonly reply: {
    readonly ok: boolean
    readonly error?: { readonly code: string; readonly retryable: boolean; retryAfterMs?: number }
  }
}

/** Sends all at once, inquiries first, and waits for as many answers. */
async function ask(
  station: RawSession,
  card: CardInHand,
  cardToken: string,
): Promise<{ inquiries: Answer[]; redemptions: Answer[] }> {
  const inquiries = Array.from({ length: REQUESTS_EACH - REDEMPTIONS_EACH }, () =>
    station.seal('card-inquire', { card: { number: card.number } }),
  )
  const redemptions = Array.from({ length: REDEMPTIONS_EACH }, () =>
    station.seal('redeem', {
      ...{ requestId: randomUUID(), cardToken, amountMinor: 1, currency: 'EUR', partial: 'deny' },
      ...{ payment: null, clerk: null, stationTimeMs: Date.now() },
    }),
  )
  for (const frame of [...inquiries, ...redemptions]) station.send(frame)
  const answers: Answer[] = []
  while (answers.length < inquiries.length + redemptions.length)
    answers.push((await station.read()) as unknown as Answer)
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  const idsOf = (frames: readonly string[]) =>
    frames.map((frame) => (JSON.parse(frame.slice(44)) as { id: number }).id)
  const of = (frames: readonly string[]) => idsOf(frames).flatMap((id) => byId.get(id) ?? [])
  return { inquiries: of(inquiries), redemptions: of(redemptions) }
}

test('a flood of inquiries and reports: every redemption is done, the flood is told to wait', async () => {
  const card = await house.activeCard(50_000)
  const tokens = await Promise.all(stations.map((station) => cardTokenOf(station, card.number)))
  const redemptions: Answer[] = []
  const shed: Answer[] = []
  const answers: Response[] = []
  const isTurnedAway = ({ status }: Response) => status === 503
  let rounds = 0
  do {
    rounds += 1
    const reports = Array.from({ length: REPORTS }, () => house.operator.send('/overview'))
    const asked = await Promise.all(
      stations.map((station, at) => ask(station, card, tokens[at] ?? '')),
    )
    redemptions.push(...asked.flatMap((of) => of.redemptions))
    shed.push(...asked.flatMap((of) => of.inquiries).filter(({ reply }) => !reply.ok))
    answers.push(...(await Promise.all(reports)))
  } while (rounds < ROUNDS_MAX && (shed.length === 0 || !answers.some(isTurnedAway)))
  expect(redemptions).toHaveLength(rounds * STATIONS * REDEMPTIONS_EACH)
  expect(redemptions.filter(({ reply }) => !reply.ok)).toEqual([])

  expect(shed.length).toBeGreaterThan(0)
  for (const { reply } of shed) {
    expect(reply.error).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
    expect(reply.error?.retryAfterMs).toBeGreaterThan(0)
  }

  const refused = answers.filter(isTurnedAway)
  expect(refused.length).toBeGreaterThan(0)
  for (const response of refused) {
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await response.json()).toMatchObject({ error: { code: 'UNAVAILABLE' } })
  }
  expect(answers.filter(({ status }) => status !== 503 && status !== 200)).toEqual([])
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)

  const value = await readMetrics(house)
  expect(value('countermark_load_refused_total{class="reports"}')).toBe(refused.length)
  expect(value('countermark_load_refused_total{class="balance"}')).toBe(shed.length)
  expect(value('countermark_load_refused_total{class="redeem"}')).toBe(0)
  for (const name of ['redeem', 'money', 'balance', 'reports']) {
    expect(value(`countermark_load_waiting{class="${name}"}`)).toBe(0)
    expect(value(`countermark_load_under_way{class="${name}"}`)).toBe(0)
  }
  const { number, pin } = card
  const left = await house.post('/v1/storedvalue/balance', { card: { number, pin } })
  expect(left.body.value).toMatchObject({ balanceMinor: 50_000 - redemptions.length })
})
