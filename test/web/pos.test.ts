import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServer, type TestServer } from '../server/house/open-server.ts'
import { callbackOf, type Sale, SETUPS } from '../server/pos/sales.ts'
import { openStandIn, type StandIn } from '../server/pos/stand-in.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let standIn: StandIn
let screen: AdminScreen
beforeAll(async () => {
  standIn = await openStandIn()
  server = await openServer([], { posOrigin: standIn.origin })
  await server.addStaff('support', 'sam@network.example')
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
  await standIn?.close()
})

it(
  'tills in the cloud: connected with keys typed once, tested, heard, removed',
  async () => {
    const page = await screen.signedIn({ path: 'pos' })
    await page.getByText('No till is connected').waitFor()
    await expectSound(page, 'pos-none')
    await page.getByRole('button', { name: 'Connect a till' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Location').click()
    await page.getByRole('option', { name: 'Corner Bakery' }).click()
    const { account, secrets, places } = SETUPS.square
    await dialog.getByLabel('Merchant id').fill(account)
    await dialog.getByLabel('Names of the gift card tender').fill('Countermark\nOTHER_GIFT_CARD')
    await dialog.getByRole('button', { name: 'Connect a till' }).click()
    // The place is missing: said at its field, and nothing is sent.
    await dialog.getByText('This is needed.').waitFor()
    await dialog.getByLabel('Ids of the shop or its registers').fill(places[0] ?? '')
    await dialog.getByLabel('Signature key of the webhook subscription').fill(secrets.signing)
    await dialog.getByLabel('Access token').fill(secrets.access)
    await expectSound(page, 'pos-add')
    await dialog.getByRole('button', { name: 'Connect a till' }).click()
    const url = (await dialog.getByText('/v1/pos/square/').textContent()) ?? ''
    await expectSound(page, 'pos-address')
    await dialog.getByRole('button', { name: 'Done' }).click()

    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('The till answered').waitFor()
    const sale: Sale = {
      ...{ id: '1001', saleId: '2002', amountMinor: 1_250, label: 'Countermark', receipt: 'R-1' },
      ...{ state: 'paid', atMs: Date.now(), changedAtMs: Date.now(), refund: null },
    }
    const { body, headers } = callbackOf(SETUPS.square, url, sale)
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(200)
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401)
    await page.reload()
    await page.getByText('1 entry waits for a station').waitFor()
    await page.getByText('1 taken, 0 repeated, 1 refused').waitFor()
    await page.getByText('Callbacks are signed with another key').waitFor()
    await expectSound(page, 'pos-list')

    await page.getByRole('button', { name: 'Open' }).click()
    expect(await dialog.getByLabel('Access token').inputValue()).toBe('')
    await expectSound(page, 'pos-change')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await expectSound(page, 'pos-remove')
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('No till is connected').waitFor()
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(404)
  },
  SCREEN_TEST_MS,
)

it(
  'tills in the cloud, in French and on a narrow screen: sound; support tests and changes nothing',
  async () => {
    const { locationId } = server.location
    for (const kind of ['clover', 'toast', 'lightspeed'] as const)
      await server.operator.call('add-pos-connection', { locationId, ...SETUPS[kind] })
    const { connections } = await listed()
    const clover = connections.find(({ kind }) => kind === 'clover')
    await fetch(clover?.notificationUrl ?? '', {
      ...{ method: 'POST', body: '{"verificationCode":"af1ec3c0-51f2"}' },
    })
    const page = await screen.signedIn({ locale: 'fr-FR', path: 'pos' })
    await page.getByText('Lightspeed Retail').waitFor()
    await expectSound(page, 'pos-list')
    await page.getByRole('row', { name: 'Clover' }).getByRole('button', { name: 'Ouvrir' }).click()
    await page.getByText('af1ec3c0-51f2').waitFor()
    await expectSound(page, 'pos-code')
    const narrow = await screen.signedIn({
      ...{ email: 'sam@network.example', width: 480, path: 'pos' },
    })
    await narrow.getByText('Lightspeed Retail').waitFor()
    await narrow.getByRole('button', { name: 'Test', exact: true }).first().waitFor()
    expect(await narrow.getByRole('button', { name: 'Connect a till' }).count()).toBe(0)
    expect(await narrow.getByRole('button', { name: 'Remove' }).count()).toBe(0)
    await expectSound(narrow, 'pos-narrow')
  },
  SCREEN_TEST_MS,
)

async function listed() {
  const reply = await server.operator.call('list-pos-connections', {})
  if (!reply.ok) throw new Error('the tills are listed')
  return reply.value
}
