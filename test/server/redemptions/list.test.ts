import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayAfter, dayAt } from '../../../server/settlement/index.ts'
import { type OperationLine, operationLineSchema } from '../../../src/contract/admin/views.ts'
import { codeOf, done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { type Counter, openCounter } from './counter-house.ts'

let house: ApiHouse
let counter: Counter
beforeAll(async () => {
  house = await openApiHouse()
  counter = await openCounter(house, house.location.locationId)
})
/** Ends when the server ends the stream. */
let reading: Promise<void> = Promise.resolve()
afterAll(async () => {
  counter.close()
  await house.close()
  await reading
})

let ids = 0
async function redeemOnce(card: { number: string }, amountMinor = 100): Promise<string> {
  const { number } = card
  const { cardToken } = done(await counter.ask('card-inquire', { card: { number } }))
  ids += 1
  const requestId = `listed-${ids}`
  done(
    await counter.ask('redeem', {
      requestId,
      cardToken,
      amountMinor,
      currency: 'EUR',
      partial: 'deny',
      payment: {
        paymentKey: `paper-${ids}-of-the-till`,
        till: 'Till 2',
        receiptNumber: `R-${ids}`,
        label: 'GIFT CARD',
        amountMinor,
        seenAtMs: 1,
      },
      clerk: 'Ana',
      stationTimeMs: 1,
    }),
  )
  return requestId
}

describe('the list of redemptions', () => {
  test('with device, till, receipt and clerk; a void stands beside what it undid', async () => {
    const card = await house.activeCard(2500)
    const requestId = await redeemOnce(card, 700)
    const undo = { requestId: `${requestId}-void`, originalRequestId: requestId }
    done(await counter.ask('void', { ...undo, reason: 'undo', stationTimeMs: 1 }))
    const { operations } = done(await house.operator.call('list-redemptions', {}))
    const [voidLine, line] = operations
    expect(line).toMatchObject({
      kind: 'redeem',
      state: 'voided',
      channel: 'station',
      lastFour: card.number.slice(-4),
      locationName: house.location.name,
      deviceCode: counter.deviceCode,
      till: 'Till 2',
      receiptNumber: `R-${ids}`,
      clerk: 'Ana',
      appliedMinor: 700,
      balanceAfterMinor: 1800,
      requestId,
    })
    expect(voidLine).toMatchObject({
      kind: 'void',
      state: 'posted',
      appliedMinor: 700,
      originalOperationId: line?.operationId,
    })
    expect(operations.some(({ kind }) => kind === 'activate')).toBe(false)
  })

  test('pages follow one another without a gap or a repeat', async () => {
    const card = await house.activeCard(50_000)
    for (let count = 0; count < 60; count += 1) await redeemOnce(card)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const params: { cursor?: string } = cursor === null ? {} : { cursor }
      const page: Awaited<ReturnType<typeof list>> = await list(params)
      const { operations, next } = done(page)
      expect(operations.length).toBeGreaterThan(0)
      seen.push(...operations.map(({ operationId }) => operationId))
      cursor = next
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(60)
    expect([...seen].sort().reverse()).toEqual(seen)
    expect(codeOf(await list({ cursor: 'x' }))).toBe('REQUEST_MALFORMED')
  })

  test('narrowed by days of the location and by location', async () => {
    await redeemOnce(await house.activeCard(1000))
    const today = dayAt(house.context.nowMs(), house.location.timeZone)
    const count = async (params: Parameters<typeof list>[0]) =>
      done(await list(params)).operations.length
    expect(await count({ from: today, to: today })).toBeGreaterThan(0)
    expect(await count({ to: dayAfter(today, -2) })).toBe(0)
    expect(await count({ from: dayAfter(today, 2) })).toBe(0)
    expect(await count({ locationId: house.location.locationId })).toBeGreaterThan(0)
    expect(await count({ locationId: '01890000-0000-7000-8000-000000000000' })).toBe(0)
    expect(codeOf(await list({ from: today, to: dayAfter(today, -1) }))).toBe('REQUEST_MALFORMED')
  })
})

function list(params: { locationId?: string; from?: string; to?: string; cursor?: string }) {
  return house.operator.call('list-redemptions', params)
}

describe('live', () => {
  test('every operation is told as it is listed, after its commit', async () => {
    const card = await house.activeCard(1000)
    const response = await house.operator.send('/events')
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    if (!response.body) throw new Error('no stream')
    const told: OperationLine[] = []
    reading = readEvents(response.body, told)
    const requestId = await redeemOnce(card, 300)
    await expect
      .poll(() => told.map((line) => line.requestId), { timeout: 10_000 })
      .toContain(requestId)
    const { operations } = done(await list({}))
    const listed = operations.find((line) => line.requestId === requestId)
    expect(told.find((line) => line.requestId === requestId)).toEqual(listed)
  })
})

async function readEvents(body: ReadableStream<Uint8Array>, told: OperationLine[]): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true })
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const data = /^event: operation\ndata: (.*)$/s.exec(event)?.[1]
      if (data !== undefined) told.push(operationLineSchema.parse(JSON.parse(data)))
    }
  }
}
