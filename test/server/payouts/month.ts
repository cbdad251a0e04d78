import type { WriteQuery } from '../../../server/storage/index.ts'
import type { LocationId, OperationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { NO_TERMS, type Terms } from '../../../src/contract/terms.ts'
import type { Random } from '../../helpers/random.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import { newId } from '../ledger/names.ts'
import { type Account, emptyPeriod, type Period } from './clerks-book.ts'
import { accountRows, type PayoutHouse, tradeOf, usAccount } from './payout-house.ts'

const FREE = { minimumMinor: null, maximumMinor: null, tax: null, collection: 'netted' } as const

/** What the network of the story has agreed with its locations. */
export const MONTH_TERMS: Terms = {
  ...NO_TERMS,
  commission: {
    ...FREE,
    tiers: [
      { fromMinor: minor(0), basisPoints: 200 },
      { fromMinor: minor(500_000), basisPoints: 100 },
    ],
    flatMinor: minor(3),
    tax: { basisPoints: 500, label: 'Tax 5 %' },
  },
  plan: { name: 'Shop window', monthlyMinor: minor(900), tax: null, collection: 'netted' },
  fees: [
    {
      ...{ id: 'transfer', label: 'Transfer', kind: 'disbursement', payer: 'location' },
      ...{ basis: 'payout', basisPoints: 0, fixedMinor: minor(25), ...FREE },
    },
    {
      ...{ id: 'gateway', label: 'Gateway', kind: 'gateway', payer: 'network' },
      ...{ basis: 'redemption', basisPoints: 0, fixedMinor: minor(15), ...FREE },
    },
  ],
  payoutReturnFee: { amountMinor: minor(150), tax: null, collection: 'netted' },
  minimumPayoutMinor: minor(1_000),
  reserve: { kind: 'percent', basisPoints: 100, days: 7, upToMinor: null },
}

/** A location of the story, with its page of the clerk's book. */
export interface Shop {
  readonly locationId: LocationId
  readonly account: Account
  period: Period
  /** A redemption that is voided only after the next cut-off. */
  late: { readonly operationId: OperationId; readonly amount: number } | undefined
}

/** Opens so many shops with what they agreed on; some have no bank account, some a mandate. */
export async function openShops(house: PayoutHouse, count: number): Promise<Shop[]> {
  const { context, networkId } = house
  const shops: Shop[] = []
  const writes: WriteQuery[] = []
  for (let at = 0; at < count; at += 1) {
    const locationId = newId<LocationId>()
    const [hasBank, collects] = [at % 33 !== 3, at % 20 === 7]
    const insert = context.database.read
      .insertInto('location')
      .values({
        ...{ id: locationId, network_id: networkId, name: `Shop ${String(at).padStart(5, '0')}` },
        ...{ email: 'owner@shop.example', currency: 'USD', time_zone: 'America/New_York' },
        ...{ state: 'open', created_at_ms: context.nowMs() },
      })
      .compile()
    writes.push({ query: insert, changes: 1 })
    const of = { details: usAccount(at), payeeName: `Payee ${at}` }
    const mandated = collects ? { ...of, mandate: `M-${at}` } : of
    if (hasBank) writes.push(...accountRows(context, networkId, locationId, mandated))
    shops.push({
      ...{ locationId, account: { hasBank, collects, owed: 0 } },
      ...{ period: emptyPeriod(0), late: undefined },
    })
  }
  if (!(await context.database.write(writes))) throw new Error('no shops were opened')
  await agree(house, shops)
  return shops
}

async function agree({ operator }: PayoutHouse, shops: readonly Shop[]): Promise<void> {
  const decided = { basedOn: 0, validFrom: null, reason: 'The story', password: PASSWORD }
  const usd = currency('USD')
  done(await operator.call('change-terms', { currency: usd, terms: MONTH_TERMS, ...decided }))
  for (const { account, locationId } of shops) {
    if (!account.collects) continue
    const terms = { negative: 'collect' } as const
    done(await operator.call('change-location-terms', { locationId, terms, ...decided }))
  }
}

/** How many operations are asked for at once, as by so many tills. */
const AT_ONCE = 250

/** Lets people shop, seeded: the story and the clerk's book hear of the same. */
export function openTrade(house: PayoutHouse, shops: readonly Shop[], random: Random) {
  const trade = tradeOf(house)
  type Card = Awaited<ReturnType<typeof trade.sell>>
  const cards: Card[] = []
  const sellCards = async () => {
    for (let at = 0; at < 40; at += 1) cards.push(await trade.sell(90_000_000))
  }
  const one = async (open: readonly Shop[]): Promise<void> => {
    const first = random.pick(open)
    // Some take little, so that a late void leaves them owing.
    const isFull = first.account.collects && first.period.redemptions >= 5
    const shop = isFull ? random.pick(open.filter(({ account }) => !account.collects)) : first
    const { locationId, period } = shop
    const amount = shop.account.collects ? 2_000 : 100 + random.below(20_000)
    const [card, fate, part] = [random.pick(cards), random.below(100), random.below(amount - 1)]
    const operationId = await trade.redeem(locationId, card, amount)
    period.redemptions += 1
    period.redeemed += amount
    if (fate < 3) {
      await trade.undo(locationId, operationId)
      period.voided += amount
    } else if (fate < 7) {
      await trade.giveBack(locationId, operationId, part + 1)
      period.refunded += part + 1
    } else if (fate < 12 || shop.account.collects) shop.late ??= { operationId, amount }
  }
  return {
    sellCards,
    /** So many redemptions at these shops, some of them undone, some refunded. */
    redeem: async (count: number, open = shops) => {
      for (let left = count; left > 0; left -= AT_ONCE)
        await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, () => one(open)))
    },
    /** What was found out after the cut-off. */
    voidLate: async () => {
      for (const shop of shops) {
        const { late } = shop
        if (late === undefined) continue
        await trade.undo(shop.locationId, late.operationId)
        shop.period.voided += late.amount
        shop.late = undefined
      }
    },
  }
}
