import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeNext, planExports } from '../../../server/book-exports/index.ts'
import { closeNext } from '../../../server/books/index.ts'
import { createDelivery } from '../../../server/delivery/index.ts'
import { type MailBox, openMailBox, senderOf } from '../house/mail-box.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

const HOUR_MS = 3_600_000
const LEFT = 'left@firm.example'

let box: MailBox
let house: ApiHouse
beforeAll(async () => {
  box = await openMailBox([LEFT])
  house = await openApiHouse(senderOf(box.port))
}, 120_000)
afterAll(async () => {
  await house?.close()
  await box?.close()
})

async function makeAll(): Promise<void> {
  const delivery = createDelivery(house.context.config.smtp, house.context.log)
  const sending = { context: house.context, delivery, publicUrl: () => 'https://cards.example' }
  await planExports(sending)
  while (await makeNext(sending));
  delivery?.close()
}

/** A day passes, is closed, and what schedules ask for is made. */
async function passDay(): Promise<void> {
  house.advance(24 * HOUR_MS)
  while ((await closeNext(house.context, house.networkId)).is === 'closed');
  await makeAll()
  await signInAgain()
}

async function signInAgain(): Promise<void> {
  done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
}

const list = async () => done(await house.operator.call('list-book-schedules', {}))

async function add(emails: readonly string[]): Promise<void> {
  const wish = { what: 'trial-balance', format: 'csv', every: 'day', deliveryId: null } as const
  done(await house.operator.call('add-book-schedule', { ...wish, emails: [...emails] }))
}

/** Follows the link of a mail; gives the status. */
async function follow(mail: MailBox['mails'][number] | undefined): Promise<number> {
  const [, exportId, key] = /books\?file=([0-9a-f-]+)\.([\w-]+)/.exec(mail?.text ?? '') ?? []
  const answer = await house.operator.send(`/books/exports/${exportId}/file?key=${key}`)
  await answer.text()
  return answer.status
}

test('one of several addresses is refused: the others get one mail, and its link is good', async () => {
  await add(['first@firm.example', LEFT, 'last@firm.example'])
  await passDay()
  for (let hour = 0; hour < 3; hour += 1) {
    house.advance(HOUR_MS)
    await makeAll()
  }
  await signInAgain()
  const { exports, schedules } = await list()
  const receivers = box.mails.map(({ to }) => to?.[0]?.address).sort()
  expect(receivers).toEqual(['first@firm.example', 'last@firm.example'])
  expect(await follow(box.mails[0])).toBe(200)
  expect(exports).toHaveLength(1)
  expect(exports[0]?.state).toBe('failed')
  expect(exports[0]?.problem).toContain(LEFT)
  for (const { scheduleId } of schedules)
    done(await house.operator.call('remove-book-schedule', { scheduleId }))
})

test('a link for many people: each of them can follow it', async () => {
  const many = Array.from({ length: 8 }, (_, at) => `reader${at}@firm.example`)
  await add(many)
  await passDay()
  const mails = () => box.mails.filter(({ to }) => to?.[0]?.address?.startsWith('reader'))
  await expect.poll(async () => (await list()).exports[0]?.state).toBe('delivered')
  expect(mails()).toHaveLength(many.length)
  for (const mail of mails()) expect(await follow(mail)).toBe(200)
})
