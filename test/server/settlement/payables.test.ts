import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayAfter, dayAt, stretchOf } from '../../../server/settlement/index.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, parseAmount } from '../../../src/contract/money.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

const HOUR_MS = 60 * 60 * 1000

let house: ApiHouse
let tokyo: { locationId: LocationId; key: string }
/** The day on which the first operations happen, in the zone of the first location. */
let firstDay = ''
beforeAll(async () => {
  house = await openApiHouse()
  const location = done(
    await house.operator.call('create-location', {
      name: '=Sushi "Kō", bar',
      email: 'sushi@bar.example',
      currency: 'EUR',
      timeZone: 'Asia/Tokyo',
    }),
  )
  const { locationId } = location
  tokyo = { locationId, key: await house.addKey({ locationId }) }
  await playDays()
  // The session of the first day is over by now.
  done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
})
afterAll(() => house.close())

let ids = 0
async function post(path: string, body: Record<string, unknown>, key = house.key): Promise<string> {
  ids += 1
  const requestId = `settled-${ids}`
  const answer = await house.post(`/v1/storedvalue/${path}`, { requestId, ...body }, key)
  if (answer.status !== 200) throw new Error(answer.text)
  return requestId
}

/** Noon of the next day at the first location, so that its days are far from both ends. */
function advanceToNoon(): void {
  const { timeZone } = house.location
  const nowMs = house.context.nowMs()
  firstDay = dayAfter(dayAt(nowMs, timeZone))
  const { fromMs } = stretchOf({ from: firstDay, to: firstDay }, timeZone)
  house.advance(fromMs + 12 * HOUR_MS - nowMs)
}

/** Two days: sales and a void; then a refund, a void, and a void so late that it is a refund. */
async function playDays(): Promise<void> {
  const { number, pin } = await house.activeCard(50_000)
  advanceToNoon()
  const card = { number, pin }
  const money = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
  const first = await post('redeem', { card, ...money(2505), clerk: '=cmd()', orderId: '@SUM(A1)' })
  const second = await post('redeem', { card, ...money(1000), clerk: 'Ana "the quick", Bo' })
  const third = await post('redeem', { card, ...money(333) })
  const fourth = await post('redeem', { card, ...money(100) })
  await post('redeem', { card, ...money(4000) }, tokyo.key)
  await post('void', { original: { requestId: second } })
  house.advance(23 * HOUR_MS)
  await post('refund', { original: { requestId: first }, ...money(505) })
  await post('void', { original: { requestId: third } })
  await post('redeem', { card, ...money(77) }, tokyo.key)
  house.advance(2 * HOUR_MS)
  await post('void', { original: { requestId: fourth } })
}

async function payables(from: string, to: string) {
  const { lines, ledger } = done(await house.operator.call('list-payables', { from, to }))
  const of = (locationId: LocationId) => lines.find((line) => line.locationId === locationId)
  return { lines, ledger, bakery: of(house.location.locationId), sushi: of(tokyo.locationId) }
}

const AGES = { from: '2020-01-01', to: '2040-12-31' } as const

describe('payables', () => {
  test('over all time: redemptions less voids less refunds, and the ledger says the same', async () => {
    const { bakery, sushi, ledger } = await payables(AGES.from, AGES.to)
    expect(bakery).toMatchObject({
      redemptionCount: 4,
      redeemedMinor: 3938,
      voidCount: 2,
      voidedMinor: 1333,
      refundCount: 2,
      refundedMinor: 605,
      payableMinor: 2000,
    })
    expect(sushi).toMatchObject({ redemptionCount: 2, redeemedMinor: 4077, payableMinor: 4077 })
    const sums = new Map(ledger.map(({ locationId, payableMinor }) => [locationId, payableMinor]))
    expect(sums.get(house.location.locationId)).toBe(2000)
    expect(sums.get(tokyo.locationId)).toBe(4077)
    const entries = await house.context.database.read
      .selectFrom('entry')
      .select(({ fn }) => fn.sum<number>('amount_minor').as('sum'))
      .executeTakeFirst()
    expect(entries?.sum).toBe(0)
  })

  test('a void and a refund count on the day on which they happened, which may be negative', async () => {
    const day = await payables(firstDay, firstDay)
    const rest = await payables(dayAfter(firstDay), dayAfter(firstDay, 2))
    expect(day.bakery).toMatchObject({ redeemedMinor: 3938, voidedMinor: 1000, payableMinor: 2938 })
    expect(rest.bakery).toMatchObject({
      redemptionCount: 0,
      voidedMinor: 333,
      refundedMinor: 605,
      payableMinor: -938,
    })
  })

  test('the days of two weeks add up to the whole', async () => {
    let [bakery, sushi] = [0, 0]
    for (let at = -7; at < 7; at += 1) {
      const day = dayAfter(firstDay, at)
      const owed = await payables(day, day)
      bakery += owed.bakery?.payableMinor ?? 0
      sushi += owed.sushi?.payableMinor ?? 0
    }
    expect([bakery, sushi]).toEqual([2000, 4077])
  })

  test('a last day before the first: malformed', async () => {
    const reply = await house.operator.call('list-payables', {
      from: '2026-02-02',
      to: '2026-02-01',
    })
    expect(codeOf(reply)).toBe('REQUEST_MALFORMED')
  })
})

describe('the statement', () => {
  const statement = (locationId: string, from: string, to: string) =>
    house.operator.send(
      `/payables/statement.csv?${new URLSearchParams({ locationId, from, to }).toString()}`,
    )

  test('lines that add up to the totals, and totals that equal the payable to the cent', async () => {
    for (const { from, to } of [AGES, { from: firstDay, to: firstDay }]) {
      const { lines } = await payables(from, to)
      for (const line of lines) {
        const response = await statement(line.locationId, from, to)
        expect(response.status).toBe(200)
        expect(response.headers.get('content-type')).toContain('text/csv')
        const [head, ...rows] = parseCsv(await response.text())
        const total = rows.pop()
        const column = (name: string) => head?.indexOf(name) ?? -1
        const cents = (row: readonly string[], name: string) =>
          parseAmount(row[column(name)] ?? '', currency('EUR')) ?? Number.NaN
        for (const name of ['redeemed', 'voided', 'refunded', 'payable']) {
          const sum = rows.reduce((sofar, row) => sofar + cents(row, name), 0)
          expect(cents(total ?? [], name), name).toBe(sum)
        }
        expect(cents(total ?? [], 'payable')).toBe(line.payableMinor)
        expect(cents(total ?? [], 'redeemed')).toBe(line.redeemedMinor)
        const operations = line.redemptionCount + line.voidCount + line.refundCount
        expect(rows).toHaveLength(operations)
      }
    }
  })

  test('what people wrote cannot be run by a spreadsheet, and quotes and commas survive', async () => {
    const response = await statement(house.location.locationId, AGES.from, AGES.to)
    const text = await response.text()
    expect(text).toMatch(/\r\n$/)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    const cells = parseCsv(text).flat()
    expect(cells).toContain("'=cmd()")
    expect(cells).toContain("'@SUM(A1)")
    expect(cells).toContain('Ana "the quick", Bo')
    expect(cells.filter((cell) => /^[=+@\t]/.test(cell))).toEqual([])
    // Only amounts may begin with a minus.
    expect(cells.filter((cell) => /^-/.test(cell) && !/^-\d+\.\d\d$/.test(cell))).toEqual([])
    expect(cells.some((cell) => /^-\d/.test(cell))).toBe(true)
  })

  test('the file is named for place and period, in letters that a header can carry', async () => {
    const response = await statement(tokyo.locationId, '2026-11-01', '2026-11-30')
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="statement-sushi-ko-bar-2026-11-01-2026-11-30.csv"',
    )
  })

  test('not signed in, not permitted, nobody’s location, no dates: refused', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000'
    expect((await statement(nobody, AGES.from, AGES.to)).status).toBe(404)
    expect((await statement('x', AGES.from, AGES.to)).status).toBe(400)
    expect((await statement(tokyo.locationId, '2026-13-01', AGES.to)).status).toBe(400)
    expect((await statement(tokyo.locationId, AGES.to, AGES.from)).status).toBe(400)
    const { locationId } = tokyo
    const path = `/payables/statement.csv?locationId=${locationId}&from=${AGES.from}&to=${AGES.to}`
    const stranger = adminBrowser(house.url)
    expect((await stranger.send(path)).status).toBe(401)
    await house.addStaff('support', 'sam@network.example')
    done(await stranger.call('sign-in', { email: 'sam@network.example', password: PASSWORD }))
    expect((await stranger.send(path)).status).toBe(403)
  })
})

/** RFC 4180, by its grammar: quoted cells with doubled quotes, CRLF between records. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  for (const record of text.split('\r\n').slice(0, -1)) {
    const cells: string[] = []
    for (const match of record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)) {
      cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    }
    rows.push(cells)
  }
  return rows
}
