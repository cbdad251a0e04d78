import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pollDestination } from '../../../server/bank-delivery/api/polling.ts'
import { takeFile } from '../../../server/bank-outcomes/index.ts'
import { deliverNext } from '../../../server/payouts/sending.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
  untilRun,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { openStandIn, type StandIn } from './bank-stand-in.ts'
import { ACCESS, type ForteBank, openForteBank, PLACE } from './forte-bank.ts'

const LONG_MS = 240_000
const PLACES = 6
const owedAt = (at: number) => 1_000 + at * 7
const FORTE = { organizationId: 'org_300005', locationId: 'loc_190785', sandbox: true }

describe('Forte, from the run to what comes back', () => {
  let house: PayoutHouse
  let bank: ForteBank
  let standIn: StandIn
  let deliveryId = ''
  let runId = ''
  const places: LocationId[] = []

  beforeAll(async () => {
    bank = openForteBank()
    standIn = await openStandIn((came) => bank.answer(came))
    house = await openPayoutHouse([], { bankOrigin: () => standIn.url })
    const secrets = { password: '', privateKey: '', ...ACCESS }
    const settings = { kind: 'forte' as const, ...FORTE }
    const wish = { name: 'Forte', settings, secrets }
    deliveryId = done(await house.operator.call('add-bank-delivery', wish)).deliveryId
    done(
      await house.operator.call('add-bank-profile', {
        ...{ name: 'Forte', settings: { rail: 'forte', ...FORTE }, calendar: 'us-fed' },
        ...{ timeZone: 'America/New_York', deliveryId, currency: 'USD', lastFile: 0 },
        password: PASSWORD,
      }),
    )
    const rule = { coolingDays: 0, bankChanges: 'approve', password: PASSWORD } as const
    done(await house.operator.call('set-bank-rule', rule))
    for (let at = 0; at < PLACES; at += 1) {
      const locationId = await addPlace(house, `Shop ${at}`)
      places.push(locationId)
      await giveAccount(house, locationId, at + 1)
    }
  }, LONG_MS)
  afterAll(async () => {
    await house?.close()
    await standIn?.close()
  })

  const payables = async () => {
    const all = await accountsOf(house)
    return places.map((locationId) => all[`payable:${locationId}`] ?? 0)
  }
  const polled = async () => {
    await pollDestination(house.context, deliveryId, async (told) => {
      const taken = await takeFile(house.context, { ...told, actor: 'system', ip: null })
      expect(taken.outcome).toBe('taken')
      return true
    })
    await eventually(async () => {
      const { files } = done(await house.operator.call('list-bank-answer-files', {}))
      return files.length > 0 && files.every(({ waiting }) => waiting === 0)
    })
  }
  /** How long the file that was not known is left alone, in ms; then it is looked up. */
  const restOfWait = async () => {
    const file = await house.context.database.read
      .selectFrom('payout_file')
      .where('sent_at_ms', 'is', null)
      .select('try_after_ms')
      .executeTakeFirst()
    return Math.max(0, (file?.try_after_ms ?? 0) - house.context.nowMs())
  }
  /** The order number under which a location's payout was asked for. */
  const orderOf = (at: number) =>
    bank.credits.find(({ account }) => account === String(100_000_001 + at))?.order ?? ''

  test(
    'an answer is lost on the way: each location is credited once all the same',
    async () => {
      bank.declines.set('100000003', 'U19')
      standIn.plan(`${PLACE}/transactions`, undefined, undefined, undefined, 'answer lost')
      const trade = tradeOf(house)
      const card = await trade.sell(1_000_000)
      for (const [at, locationId] of places.entries())
        await trade.redeem(locationId, card, owedAt(at))
      const run = await runAndApprove(house)
      runId = run.runId
      // Some credits are not asked for yet: by a person's word they never would be.
      const fileId = run.files[0]?.fileId ?? ''
      expect(codeOf(await house.operator.call('mark-file-sent', { fileId }))).toBe('STATE_CONFLICT')
      await eventually(async () => {
        house.advance(await restOfWait())
        // As the server does by itself every few seconds.
        await deliverNext(house.context)
        return done(await house.operator.call('read-run', { runId })).state === 'sent'
      })
      expect(standIn.happened('answer lost')).toBe(1)
      const taken = bank.credits.filter(({ code }) => code === 'A01')
      expect(taken.map(({ amount }) => Math.round(amount * 100)).sort()).toEqual(
        places.map((_, at) => owedAt(at)).filter((_, at) => at !== 2),
      )
    },
    LONG_MS,
  )

  test(
    'what was declined is owed again, and so is what comes back later; the rest is paid',
    async () => {
      await polled()
      expect(await payables()).toEqual([0, 0, owedAt(2), 0, 0, 0])
      bank.settle(orderOf(4), 'R03', 'completed')
      for (const at of [0, 1, 3, 5]) bank.settle(orderOf(at), 'S01', 'completed')
      await polled()
      expect(await payables()).toEqual([0, 0, owedAt(2), 0, owedAt(4), 0])
      const run = await untilRun(house.operator, runId, 'settled', 'acknowledged')
      expect(run.state).toBe('settled')
    },
    LONG_MS,
  )

  test(
    'the books are proved',
    async () => {
      expect((await verifyLedger(house.folder)).ok).toBe(true)
    },
    LONG_MS,
  )
})
