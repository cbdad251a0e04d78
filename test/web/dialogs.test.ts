import type { Page, Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { done, OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'
import { apiScreen } from './api-screen.ts'

const own = apiScreen()

/** Holds the answers of a call back until they are let go; they are the server's own. */
async function heldBack(page: Page, address: string) {
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  await page.route(address, async (route: Route) => {
    const response = await route.fetch()
    arrived.resolve()
    await released.promise
    await route.fulfill({ response })
  })
  return { arrived: arrived.promise, release: released.resolve }
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (element?.id === 'room') return 'room'
    return element?.getAttribute('aria-label') ?? element?.textContent
  })

describe('dialogs', () => {
  it(
    'closed while it sends: it stays, and shows what is shown only once',
    async () => {
      const page = await own.screen.signedIn({ path: 'cards' })
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Issue card' }).click()
      await dialog.getByLabel('Amount').fill('20')
      const answer = await heldBack(page, '**/v1/admin/cards')
      await dialog.getByRole('button', { name: 'Issue card' }).click()
      await answer.arrived
      await page.keyboard.press('Escape')
      expect(await dialog.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true)
      expect(await dialog.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
      answer.release()
      await dialog.getByText('The card is active').waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },
    SCREEN_TEST_MS,
  )

  it(
    'a batch that was made: it stays until the file of its numbers and PINs is saved',
    async () => {
      const page = await own.screen.signedIn({ path: 'cards' })
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Make a batch' }).click()
      await dialog.getByLabel('Batch name').fill('Spring')
      await dialog.getByLabel('Cards').fill('2')
      await dialog.getByRole('button', { name: 'Make batch' }).click()
      const download = dialog.getByRole('button', { name: 'Download CSV' })
      await download.waitFor()
      await page.keyboard.press('Escape')
      expect(await dialog.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true)
      const file = page.waitForEvent('download')
      await download.click()
      await file
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },
    SCREEN_TEST_MS,
  )

  it(
    'the keyboard: back at the button that opened it, at the menu of an item, else in the room',
    async () => {
      const page = await own.screen.signedIn({ path: 'locations' })
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Create location' }).click()
      await dialog.waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => focused(page)).toBe('Create location')
      await page.getByRole('button', { name: 'More for Corner Bakery' }).click()
      await page.getByRole('menuitem', { name: 'Edit' }).click()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await expect.poll(() => focused(page)).toBe('More for Corner Bakery')
      await page.getByRole('button', { name: 'Send activation' }).click()
      await dialog.getByRole('button', { name: 'Send activation' }).click()
      await dialog.getByRole('button', { name: 'Done' }).click()
      await expect.poll(() => focused(page)).toBe('Send activation')
      await page.goto(`${own.house.url}/admin/api-keys`)
      await page.getByRole('button', { name: 'Revoke' }).first().click()
      await dialog.getByRole('button', { name: 'Revoke' }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => focused(page)).toBe('room')
    },
    SCREEN_TEST_MS,
  )

  it(
    'refused in a dialog that is taller than the screen: the reason comes into sight',
    async () => {
      const page = await own.screen.signedIn({ path: 'bank-profiles', width: 500 })
      await page.setViewportSize({ width: 500, height: 420 })
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Add a bank profile' }).click()
      await dialog.getByRole('combobox', { name: 'Way of paying' }).click()
      await page.getByRole('option', { name: 'paid by ourselves' }).click()
      await dialog.getByLabel('Your password').fill('a guess')
      await dialog.getByLabel('Name', { exact: true }).fill('By hand')
      await page.keyboard.press('Enter')
      const alert = dialog.getByRole('alert')
      await alert.waitFor()
      await expect
        .poll(() =>
          alert.evaluate((element) => {
            const { top, bottom } = element.getBoundingClientRect()
            return top >= 0 && bottom <= innerHeight
          }),
        )
        .toBe(true)
      await expectSound(page, 'a refusal in a tall dialog')
    },
    SCREEN_TEST_MS,
  )
})

it(
  'an answer lost, then the session is over: after the sign-in the same request goes, done once',
  async () => {
    const { cardId } = await own.house.activeCard(1000)
    const page = await own.screen.signedIn({ path: `cards/${cardId}` })
    const dialog = page.getByRole('dialog')
    const ids: string[] = []
    await page.route('**/fund', async (route) => {
      ids.push(route.request().postDataJSON().requestId)
      if (ids.length > 1) return route.continue()
      await route.fetch()
      return route.abort('connectionreset')
    })
    const open = page.getByRole('button', { name: 'Fund', exact: true })
    await open.click()
    await dialog.getByLabel('Amount').fill('12.34')
    await dialog.getByRole('button', { name: 'Fund' }).click()
    await page.getByText('It is not known yet whether this was done').waitFor()
    await page.context().clearCookies()
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await signInAgain(page)
    await page.getByRole('button', { name: 'Send again' }).or(open).first().waitFor()
    if ((await dialog.count()) === 0) await open.click()
    expect(await dialog.getByLabel('Amount').inputValue()).toBe('12.34')
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('The value is on the card.').waitFor()
    expect(new Set(ids).size).toBe(1)
    const { balanceMinor } = done(await own.house.operator.call('read-card', { cardId }))
    expect(balanceMinor).toBe(2234)
  },
  SCREEN_TEST_MS,
)

it(
  'signing out fails: said so, and the person stays; tried again, it is done',
  async () => {
    const page = await own.screen.signedIn()
    const signOut = async () => {
      await page.getByRole('button', { name: /account/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
    }
    await page.route('**/v1/admin/session', (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    )
    await signOut()
    const dialog = page.getByRole('dialog', { name: 'You are still signed in' })
    await dialog.getByText('it is not known whether it was done').waitFor()
    await page.unroute('**/v1/admin/session')
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  },
  SCREEN_TEST_MS,
)

async function signInAgain(page: Page): Promise<void> {
  await page.locator('input[type=email]').fill(OPERATOR_EMAIL)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
}
