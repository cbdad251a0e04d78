import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOfDayMs } from '../../../server/ledger/calendar.ts'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { dayAt } from '../../../server/settlement/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { tradeOf } from '../payouts/payout-house.ts'
import { openCounter } from '../redemptions/counter-house.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

describe.each(eachEngine())('overview: %s', (_, makeDatabase) => {
  let house: ApiHouse
  beforeAll(async () => {
    const url = await makeDatabase()
    house = await openApiHouse(url === undefined ? [] : ['--database-url', url])
  }, 60_000)
  afterAll(() => house?.close())

  const overview = async () => done(await house.operator.call('overview', {}))

  test('an empty network has zeros and thirty days', async () => {
    expect(await overview()).toMatchObject({
      currency: 'EUR',
      liabilityMinor: 0,
      activeCards: 0,
      soldTodayCount: 0,
      redeemedTodayMinor: 0,
      stations: [],
      latest: [],
    })
    const { days } = await overview()
    expect(days).toHaveLength(30)
    expect(days.at(-1)?.date).toBe(dayAt(house.context.nowMs(), house.location.timeZone))
  })

  test('what was sold and redeemed, less what was undone, ties to the ledger', async () => {
    const { number, pin } = await house.activeCard(5000)
    await house.activeCard(2000)
    await house.stockedCard()
    const redeem = (requestId: string, amountMinor: number) =>
      house.post('/v1/storedvalue/redeem', {
        ...{ requestId, amountMinor, currency: 'EUR' },
        card: { number, pin },
      })
    await redeem('kept', 1200)
    await redeem('undone', 800)
    const original = { requestId: 'undone' }
    await house.post('/v1/storedvalue/void', { requestId: 'undoing', original })
    const counter = await openCounter(house, house.location.locationId)
    await house.operator.call('send-activation', { locationId: house.location.locationId })

    const seen = await overview()
    expect(seen).toMatchObject({
      liabilityMinor: 5800,
      activeCards: 2,
      soldTodayMinor: 7000,
      soldTodayCount: 2,
      redeemedTodayMinor: 1200,
      redeemedTodayCount: 1,
    })
    expect(seen.days.at(-1)).toMatchObject({ soldMinor: 7000, redeemedMinor: 1200 })
    expect(seen.stations).toMatchObject([{ deviceId: counter.deviceId, online: true }])
    expect(seen.openEnrolments).toHaveLength(1)
    expect(seen.latest[0]).toMatchObject({ kind: 'void', appliedMinor: 800 })
    expect(seen.latest).toHaveLength(5)
    const cards = await house.context.database.read
      .selectFrom('entry')
      .where('account', 'like', 'card:%')
      .select(({ fn }) => fn.sum<number>('amount_minor').as('owed'))
      .executeTakeFirst()
    expect(minor(cards?.owed ?? 0)).toBe(seen.liabilityMinor)
    const groups = await house.context.database.read
      .selectFrom('commit_group')
      .select(({ fn }) => fn.max<number>('id').as('height'))
      .executeTakeFirst()
    expect(seen.chainHeight).toBe(groups?.height)
    counter.close()
  })

  test('yesterday is no longer today', async () => {
    house.advance(24 * 60 * 60 * 1000)
    done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    const seen = await overview()
    expect(seen.soldTodayCount).toBe(0)
    expect(seen.days.at(-2)).toMatchObject({ soldMinor: 7000, redeemedMinor: 1200 })
    expect(seen.liabilityMinor).toBe(5800)
  })

  test('a network of two currencies: each by itself, and a new location changes none of them', async () => {
    const before = await overview()
    const { networkId } = house
    done(
      await createProgram(house.context, {
        ...{ networkId, name: 'Kyoto card', currency: currency('JPY'), cardPrefix: '997003' },
        ...{ pinPolicy: 'never', loadMinMinor: minor(1), loadMaxMinor: minor(50_000) },
        ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
      }),
    )
    done(
      await house.operator.call('create-location', {
        ...{ name: 'Aki Ramen', email: 'aki@ramen.example', timeZone: 'Asia/Tokyo' },
        currency: currency('JPY'),
      }),
    )
    const after = await overview()
    expect(after.currencies).toEqual(['EUR', 'JPY'])
    expect({ ...after, currencies: [] }).toEqual({ ...before, currencies: [] })
    const yen = done(await house.operator.call('overview', { currency: currency('JPY') }))
    expect(yen).toMatchObject({ currency: 'JPY', liabilityMinor: 0, activeCards: 0 })
    expect(yen.days.at(-1)?.date).toBe(dayAt(house.context.nowMs(), 'Asia/Tokyo'))
  })

  test('what another network sells and redeems is none of its own', async () => {
    const before = await overview()
    const { context } = house
    const euro = currency('EUR')
    const networkId = await createNetwork(context, 'Elsewhere')
    const place = { name: 'Elsewhere', email: 'a@elsewhere.example', timeZone: 'Europe/Paris' }
    const { locationId } = done(
      await createLocation(context, networkId, { ...place, currency: euro }),
    )
    const made = await createProgram(context, {
      ...{ networkId, name: 'Elsewhere', currency: euro, cardPrefix: '997009' },
      ...{ pinPolicy: 'never', loadMinMinor: minor(1), loadMaxMinor: minor(50_000) },
      ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
    })
    const trade = tradeOf({ context, networkId, programId: done(made).programId, currency: euro })
    await trade.redeem(locationId, await trade.sell(4000), 900)
    const { chainHeight, ...after } = await overview()
    expect({ ...after, chainHeight: before.chainHeight }).toEqual(before)
    expect(chainHeight).toBeGreaterThan(before.chainHeight)
  })
})

test('days: begin with a quarter of an hour, in every zone', () => {
  const zones = Intl.supportedValuesOf('timeZone')
  const days = Array.from({ length: 60 }, (_, at) => {
    const [year, month] = [2024 + Math.floor(at / 12), (at % 12) + 1]
    return `${year}-${String(month).padStart(2, '0')}-${String((at % 27) + 1).padStart(2, '0')}`
  })
  const between = zones.filter((zone) =>
    days.some((day) => startOfDayMs(day, zone) % (15 * 60 * 1000) !== 0),
  )
  expect(zones.length).toBeGreaterThan(300)
  expect(between).toEqual([])
})
