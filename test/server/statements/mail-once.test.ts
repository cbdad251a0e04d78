import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Delivery } from '../../../server/delivery/index.ts'
import { startStatementMails } from '../../../server/statements/index.ts'
import { mailAgain, mailsOf } from '../../../server/statements/mails.ts'
import { done } from '../house/open-server.ts'
import {
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../payouts/payout-house.ts'

let house: PayoutHouse
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
}, 60_000)
afterAll(() => house.close())

/** A mail server that takes its time: a mail is taken when `let` is called. */
function slowDelivery() {
  const asked: string[] = []
  const waiting: PromiseWithResolvers<boolean>[] = []
  const delivery: Delivery = {
    sendActivation: async () => false,
    send: (to) => {
      asked.push(to)
      const taken = Promise.withResolvers<boolean>()
      waiting.push(taken)
      return taken.promise
    },
    close: () => undefined,
  }
  const takeAll = () => {
    for (const { resolve } of waiting.splice(0)) resolve(true)
  }
  return { delivery, asked, takeAll }
}

test('asked for again while it is being sent: a statement is mailed once', async () => {
  const place = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, place, 1)
  const trade = tradeOf(house)
  await trade.redeem(place, await trade.sell(5_000), 5_000)
  const { runId, files } = await runAndApprove(house)
  for (const { fileId } of files) done(await house.finance.call('mark-file-sent', { fileId }))
  const { delivery, asked, takeAll } = slowDelivery()
  const post = startStatementMails(house.context, delivery)
  await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
  await mailAgain(house.context, runId, null)
  takeAll()
  const states = async () =>
    (await mailsOf(house.context.database, runId)).map(({ state }) => state)
  await expect
    .poll(async () => {
      post?.wake()
      takeAll()
      return states()
    })
    .toEqual(['sent'])
  expect(asked).toHaveLength(1)
  // One that was sent is sent again when a person asks for it.
  expect(await mailAgain(house.context, runId, place)).toBe(1)
  post?.wake()
  await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(2)
  takeAll()
  await post?.close()
})

test('waiting for long after a failure: asked for again, it goes at once', async () => {
  const { database, nowMs } = house.context
  const [mail] = await database.read.selectFrom('statement_mail').selectAll().execute()
  const failed = { state: 'waiting', tries: 1, try_after_ms: nowMs() + 14 * 60_000 } as const
  const query = database.read.updateTable('statement_mail').set(failed).compile()
  expect(await database.write([{ query, changes: 1 }])).toBe(true)
  await mailAgain(house.context, mail?.run_id ?? '', null)
  const again = await database.read.selectFrom('statement_mail').selectAll().execute()
  expect(again).toMatchObject([{ state: 'waiting', tries: 0, try_after_ms: 0 }])
})
