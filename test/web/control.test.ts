import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminBrowser } from '../server/house/admin-browser.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import { type ApiHouse, type CardInHand, openApiHouse } from '../server/stored-value/api-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const FINANCE = 'fiona@network.example'

let house: ApiHouse
let shop: string
let screen: AdminScreen
beforeAll(async () => {
  house = await openApiHouse()
  shop = await house.addKey({ kind: 'webstore', locationId: null })
  await house.addStaff('finance', FINANCE)
  screen = await openAdminScreen(house)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await house?.close()
})

const signedIn = (email: string, locale = 'en-US') =>
  screen.signedIn({ email, locale, width: 1024 })

function wrongPin({ number, pin }: CardInHand): CardInHand {
  return { number, pin: pin === '00000000' ? '11111111' : '00000000' }
}

it(
  'an adjustment above the limit: proposed by one, approved by another with the password, posted',
  async () => {
    const { cardId } = await house.activeCard(2500)
    const fiona = await signedIn(FINANCE)
    await fiona.goto(`${house.url}/admin/cards/${cardId}`)
    await fiona.getByRole('button', { name: 'More' }).click()
    await expectSound(fiona, 'the menu of a card')
    await fiona.getByRole('menuitem', { name: 'Adjust…' }).click()
    const form = fiona.getByRole('dialog')
    await form.getByText('Above €10.00 a second person has to agree.').waitFor()
    await form.getByRole('button', { name: 'Adjust' }).click()
    await form.getByText('Type an amount above zero').waitFor()
    await form.getByLabel('Amount').fill('25.00')
    await form.getByLabel('Reason').fill('Promised on the telephone')
    await expectSound(fiona, 'the dialog of an adjustment')
    await form.getByRole('button', { name: 'Adjust' }).click()
    await fiona.getByText('Proposed: a second person has to agree.').waitFor()
    await fiona.getByRole('link', { name: 'Adjustments' }).click()
    await fiona.getByText('Somebody else decides').waitFor()
    expect(await fiona.getByRole('button', { name: 'Approve' }).count()).toBe(0)

    const olga = await signedIn(OPERATOR_EMAIL)
    await olga.getByRole('link', { name: 'Adjustments' }).click()
    await olga.getByText('Promised on the telephone').waitFor()
    await expectSound(olga, 'adjustments')
    await olga.getByRole('button', { name: 'Approve' }).click()
    const approve = olga.getByRole('dialog')
    await approve.getByLabel('Your password').fill('a guess')
    await approve.getByRole('button', { name: 'Approve' }).click()
    await approve.getByRole('alert').waitFor()
    await approve.getByLabel('Your password').fill(PASSWORD)
    await olga.keyboard.press('Enter')
    await olga.getByText('Nothing waits').waitFor()
    await olga.getByText('All', { exact: true }).click()
    await olga.getByText('posted', { exact: true }).waitFor()
    const { balanceMinor } = done(await house.operator.call('read-card', { cardId }))
    expect(balanceMinor).toBe(5000)
  },
  SCREEN_TEST_MS,
)

it(
  'rejected with a reason; blocked, unblocked and closed from the page of the card',
  async () => {
    const { cardId } = await house.activeCard(2500)
    const fiona = adminBrowser(house.url)
    done(await fiona.call('sign-in', { email: FINANCE, password: PASSWORD }))
    const asked = { cardId, requestId: 'too-much', kind: 'adjust', reason: 'Too much' } as const
    done(await fiona.call('correct-card', { ...asked, amountMinor: -2000 }))
    const page = await signedIn(OPERATOR_EMAIL)
    await page.goto(`${house.url}/admin/adjustments`)
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    await page.getByText('This is needed.').waitFor()
    await page.getByRole('dialog').getByLabel('Reason').fill('Nobody promised that')
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Nothing waits').waitFor()
    await page.goto(`${house.url}/admin/cards/${cardId}`)
    const act = async (item: string, submit: string, told: string) => {
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: item }).click()
      await page.getByRole('dialog').getByLabel('Reason').fill('The holder called')
      await page.getByRole('dialog').getByRole('button', { name: submit }).click()
      await page.getByText(told).waitFor()
    }
    await act('Block…', 'Block', 'The card is blocked.')
    await page.getByText('blocked', { exact: true }).first().waitFor()
    await act('Unblock…', 'Unblock', 'The card can be used again.')
    await act('Close for good…', 'Close for good', 'The card is closed.')
    expect(done(await house.operator.call('read-card', { cardId })).state).toBe('deactivated')
  },
  SCREEN_TEST_MS,
)

it(
  'guards: empty, then an alarm taken and closed, a PIN unlocked, a velocity limit set',
  async () => {
    const page = await signedIn(OPERATOR_EMAIL)
    await page.getByRole('link', { name: 'Guards' }).click()
    await page.getByText('No alarms').waitFor()
    await page.getByText('No locked PINs').waitFor()
    await expectSound(page, 'guards without anything')
    const ask = (card: CardInHand) =>
      house.post('/v1/storedvalue/balance', { card: { number: card.number, pin: card.pin } }, shop)
    await ask(await house.stockedCard())
    const locked = await house.activeCard(2500)
    for (let tries = 0; tries < 3; tries += 1) await ask(wrongPin(locked))
    await expect
      .poll(async () => done(await house.operator.call('list-alarms', {})).alarms.length)
      .toBe(1)
    await page.reload()
    await page.getByRole('button', { name: 'Take', exact: true }).click()
    await page.getByRole('cell', { name: 'Person operator' }).waitFor()
    await page.getByRole('button', { name: 'Close…' }).click()
    await page.getByLabel('What it was').fill('Copied from the rack')
    await page.getByRole('button', { name: 'Close alarm' }).click()
    await page.getByText('Copied from the rack').waitFor()
    await page.getByRole('button', { name: 'Unlock…' }).click()
    await expectSound(page, 'the dialog of a lock')
    await page.getByRole('dialog').getByLabel('Reason').fill('The holder called')
    await page.getByRole('dialog').getByRole('button', { name: 'Unlock' }).click()
    await page.getByText('open again').waitFor()
    await page.getByRole('button', { name: 'Edit: Taken from one card, Old Town Card' }).click()
    const limits = page.getByRole('dialog')
    await limits.getByLabel('Set a limit').check()
    await limits.getByRole('button', { name: 'Save' }).click()
    await limits.getByText('Give at least one of the two.').waitFor()
    await limits.getByLabel('Times at most').fill('3')
    await limits.getByLabel('Amount at most').fill('50')
    await limits.getByLabel('Span of time').fill('0')
    await limits.getByRole('button', { name: 'Save' }).click()
    await limits.getByText('Give a span from one second to 31 days.').waitFor()
    await limits.getByLabel('Span of time').fill('90')
    await limits.getByRole('combobox', { name: 'Unit' }).click()
    await page.getByRole('option', { name: 'minutes' }).click()
    await expectSound(page, 'the dialog of velocity limits')
    await limits.getByRole('button', { name: 'Save' }).click()
    await page.getByText('3 times · €50.00 in 90 minutes').waitFor()
    // A span that is not a whole number of hours stays what it is when something else is changed.
    await page.getByRole('button', { name: 'Edit: Taken from one card, Old Town Card' }).click()
    await limits.getByLabel('Times at most').fill('4')
    await limits.getByRole('button', { name: 'Save' }).click()
    await page.getByText('4 times · €50.00 in 90 minutes').waitFor()
    const kept = { programId: house.programId }
    expect(done(await house.operator.call('read-velocity', kept)).rule?.windowMs).toBe(5_400_000)
    await expectSound(page, 'guards')
  },
  SCREEN_TEST_MS,
)

it(
  'the log of requests: filtered, and each try of one request; in French too',
  async () => {
    const { number, pin } = await house.activeCard(2500)
    const body = { requestId: 'seen-1', amountMinor: 100, currency: 'EUR', card: { number, pin } }
    await house.post('/v1/storedvalue/redeem', body)
    await house.post('/v1/storedvalue/redeem', body)
    await house.post('/v1/storedvalue/redeem', { ...body, requestId: 'seen-2', amountMinor: 9999 })
    await house.get('/v1/request-log')
    const page = await signedIn(OPERATOR_EMAIL)
    await page.getByRole('link', { name: 'Request log' }).click()
    await page.getByText('seen-2').waitFor()
    await expectSound(page, 'the log of requests')
    await page.getByLabel('Answer').fill('INSUFFICIENT_FUNDS')
    await page.keyboard.press('Enter')
    await page.getByText('seen-1').first().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByLabel('requestId').fill('seen-1')
    await page.keyboard.press('Enter')
    await page.getByText('seen-2').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Details' }).first().click()
    const details = page.getByRole('dialog')
    await details.getByText('What it would be answered now').waitFor()
    expect(
      await details.getByRole('list', { name: 'Tries in the log' }).locator('li').count(),
    ).toBe(2)
    await expectSound(page, 'the details of a request')
    expect(await page.content()).not.toContain(number)
    const french = await signedIn(OPERATOR_EMAIL, 'fr-FR')
    for (const room of ['guards', 'adjustments', 'adjustments?which=all', 'requests']) {
      await french.goto(`${house.url}/admin/${room}`)
      await french.getByRole('heading', { level: 1 }).waitFor()
      await expectSound(french, `${room} in French`)
    }
  },
  SCREEN_TEST_MS,
)
