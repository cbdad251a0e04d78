import { expect, it } from 'vitest'
import { look, sellGift } from '../server/claims/gift-house.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'
import { apiScreen } from './api-screen.ts'

const own = apiScreen()

async function openCard(cardId: string, locale: 'en-US' | 'fr-FR') {
  const page = await own.screen.signedIn({ locale, path: `cards/${cardId}` })
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

it.each([
  ['en-US', 'has not opened the link', 'New claim link', 'Make the link', 'Claim link'],
  ['fr-FR', 'n’a pas ouvert le lien', 'Nouveau lien', 'Créer le lien', 'Lien du cadeau'],
] as const)(
  'a gift in %s: what it waits for, and another link that is shown once',
  async (locale, waits, open, make, label) => {
    const gift = await sellGift(own.house)
    const page = await openCard(gift.cardId, locale)
    await page.getByText(waits).waitFor()
    await expectSound(page, `waiting-gift-${locale}`)
    await page.getByRole('button', { name: open }).click()
    await page.getByRole('button', { name: make }).click()
    await page.getByText(label, { exact: true }).waitFor()
    const link = (await page.getByText(`${own.house.url}/claim/`).textContent()) ?? ''
    await expectSound(page, `waiting-link-${locale}`)
    expect((await look(gift.link)).status).toBe(404)
    expect((await look(link)).status).toBe(200)
  },
  SCREEN_TEST_MS,
)

it(
  'a card under review: approved with a reason, and can be used',
  async () => {
    const body = { requestId: 'reviewed', programId: own.house.programId, review: true }
    await own.house.post('/v1/storedvalue/fund-and-activate', {
      ...{ ...body, amountMinor: 2500, currency: 'EUR' },
    })
    const page = await openCard(await own.house.newestCard(), 'en-US')
    await page.getByText('waits for an approval').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await expectSound(page, 'waiting-approval')
    await page.getByLabel('Reason').fill('called back')
    await page.keyboard.press('Enter')
    await page.getByText('All of it can be redeemed').waitFor()
    await page.getByText('Approval', { exact: true }).first().waitFor()
  },
  SCREEN_TEST_MS,
)
