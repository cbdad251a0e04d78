import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeNext, planExports } from '../../../server/book-exports/index.ts'
import { closeNext } from '../../../server/books/index.ts'
import { createDelivery } from '../../../server/delivery/index.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { type MailBox, openMailBox, senderOf } from '../house/mail-box.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

const DAY_MS = 86_400_000
const NO_SECRETS = { password: '', privateKey: '', access: '', second: '' }

let box: MailBox
let house: ApiHouse
let deliveryId: string

beforeAll(async () => {
  box = await openMailBox()
  house = await openApiHouse(senderOf(box.port))
  const added = await house.operator.call('add-bank-delivery', {
    ...{ name: 'Accountant', settings: { kind: 'folder', folder: 'books' }, secrets: NO_SECRETS },
  })
  deliveryId = done(added).deliveryId
}, 120_000)
afterAll(async () => {
  await house?.close()
  await box?.close()
})

const parts = () => ({
  context: house.context,
  delivery: createDelivery(house.context.config.smtp, house.context.log),
  publicUrl: () => 'https://cards.example',
})

/** Days pass, are closed, and what schedules ask for is made. */
async function passDays(days = 1): Promise<void> {
  house.advance(days * DAY_MS)
  done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
  while ((await closeNext(house.context, house.networkId)).is === 'closed');
  await makeAll()
}

async function makeAll(): Promise<void> {
  const sending = parts()
  await planExports(sending)
  while (await makeNext(sending));
  sending.delivery?.close()
}

const list = async () => done(await house.operator.call('list-book-schedules', {}))
const folder = () => path.join(house.folder, 'deliveries', house.networkId, 'books')
const add = (more: Record<string, unknown>) =>
  house.operator.call('add-book-schedule', {
    ...{ what: 'balances', format: 'csv', every: 'day', deliveryId: null, emails: [] },
    ...more,
  } as never)

const isThere = ({ state }: { readonly state: string }) => state === 'delivered'

test('a schedule needs somewhere to go, and a form that there is of its file', async () => {
  expect(codeOf(await add({}))).toBe('REQUEST_MALFORMED')
  expect(codeOf(await add({ format: 'iif', deliveryId }))).toBe('REQUEST_MALFORMED')
  expect(codeOf(await add({ deliveryId: '0199c82c-c000-7000-8000-000000000000' }))).toBe(
    'NOT_FOUND',
  )
  expect((await list()).schedules).toEqual([])
})

test('each closed day is exported once: into the folder, and by a link in a mail', async () => {
  done(await add({ deliveryId, emails: ['books@firm.example'] }))
  await house.activeCard(5_000)
  await passDays()
  await makeAll()
  const { exports } = await list()
  expect(exports).toMatchObject([{ state: 'delivered', what: 'balances', problem: null }])
  const [made] = exports
  const bytes = fs.readFileSync(path.join(folder(), made?.fileName ?? ''))
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(made?.sha256)
  expect(bytes.toString()).toContain('50.00')
  expect(box.mails).toHaveLength(1)
  expect(box.mails[0]?.text).toContain(`/admin/books?file=${made?.exportId}.`)
})

test('the link gives the same file to people of the network, a few times and for a week', async () => {
  const [made] = (await list()).exports
  const key = /books\?file=[0-9a-f-]+\.([\w-]+)/.exec(box.mails[0]?.text ?? '')?.[1] ?? ''
  const file = (used: string) =>
    house.operator.send(`/books/exports/${made?.exportId}/file?key=${used}`)
  const first = await file(key)
  const text = await first.text()
  expect(createHash('sha256').update(text).digest('hex')).toBe(made?.sha256)
  expect(first.headers.get('content-disposition')).toContain(made?.fileName)
  expect((await file(`${key.slice(0, -2)}AA`)).status).toBe(404)
  const stranger = adminBrowser(house.url)
  expect((await stranger.send(`/books/exports/${made?.exportId}/file?key=${key}`)).status).toBe(401)
  for (let again = 0; again < 4; again += 1) expect((await file(key)).status).toBe(200)
  expect((await file(key)).status).toBe(404)
})

test('a month is exported with its last day; what cannot be brought is tried again', async () => {
  done(await add({ what: 'journal', format: 'quickbooks', every: 'month', deliveryId }))
  // A file lies where the folder was.
  fs.rmSync(folder(), { recursive: true })
  fs.writeFileSync(folder(), '')
  await passDays()
  const stuck = (await list()).exports.find(({ state }) => state === 'waiting')
  expect(stuck?.problem).toBeTruthy()
  fs.rmSync(folder())
  done(await house.operator.call('retry-book-export', { exportId: stuck?.exportId ?? '' }))
  await passDays(31)
  // The server looks by itself as well: whoever took one is not waited for by the other.
  await expect
    .poll(async () => (await list()).exports.every(isThere), { timeout: 60_000 })
    .toBe(true)
  const { exports } = await list()
  expect(new Set(exports.map(({ fileName }) => fileName)).size).toBe(exports.length)
  const months = exports.filter(({ what }) => what === 'journal')
  expect(months.length).toBeGreaterThanOrEqual(1)
  for (const { fromDay, toDay } of months) {
    expect(fromDay.endsWith('-01')).toBe(true)
    expect(Number(toDay.slice(8))).toBeGreaterThan(27)
  }
}, 120_000)

test('a schedule that was removed makes nothing more', async () => {
  const before = await list()
  for (const { scheduleId } of before.schedules)
    done(await house.operator.call('remove-book-schedule', { scheduleId }))
  await passDays()
  const after = await list()
  expect(after.schedules).toEqual([])
  expect(after.exports).toHaveLength(before.exports.length)
})
