import { expect, it } from 'vitest'
import { dayAt, monthsAfter } from '../../server/ledger/calendar.ts'
import { expireCards, leaseOf } from '../../server/stored-value/index.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'
import { apiScreen } from './api-screen.ts'

const AMOUNT_MINOR = 2500

const own = apiScreen(async ({ operator, programId }) => {
  const { versions } = done(await operator.call('read-program', { programId }))
  const [first] = versions
  if (!first) throw new Error('a program has rules')
  const expiry = { months: 1, from: 'issue', valueTo: 'breakage' } as const
  const change = { programId, basedOn: 1, reason: 'Cards for one event', validFrom: null }
  done(await operator.call('change-rules', { ...change, rules: { ...first.rules, expiry } }))
})

async function soldCard(): Promise<CardId> {
  return (await own.house.activeCard(AMOUNT_MINOR)).cardId as CardId
}

const read = async (cardId: CardId) => done(await own.house.operator.call('read-card', { cardId }))
const today = () => dayAt(own.house.context.nowMs(), 'UTC')

it(
  'a card with a last day: an operator gives it none, with a reason',
  async () => {
    const cardId = await soldCard()
    const page = await own.screen.signedIn({ path: `cards/${cardId}`, locale: 'fr-FR' })
    await page.getByRole('button', { name: 'Plus', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Prolonger…' }).click()
    const dialog = page.getByRole('dialog')
    await expectSound(page, 'extend a card')
    await dialog.getByRole('button', { name: 'Prolonger' }).click()
    expect(await dialog.getByText('nécessaire').count()).toBe(2)
    await dialog.getByLabel('Elle n’expire jamais').check()
    await dialog.getByLabel('Motif').fill('Promised by the shop')
    await dialog.getByRole('button', { name: 'Prolonger' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await read(cardId)).expiresOn).toBeNull()
    await page.getByRole('button', { name: 'Plus', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Bloquer…' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Prolonger…' }).count()).toBe(0)
    await page.context().close()
  },
  SCREEN_TEST_MS,
)

it(
  'a card that has expired: a later last day gives it back with its value; a day that is over is refused',
  async () => {
    const cardId = await soldCard()
    own.house.advance(40 * 86_400_000)
    done(await own.house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    await expireCards(own.house.context, leaseOf(own.house.context))
    expect(await read(cardId)).toMatchObject({ state: 'expired', balanceMinor: 0 })
    const page = await own.screen.signedIn({ path: `cards/${cardId}` })
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Extend…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('has its value back').waitFor()
    await dialog.getByLabel('Last day').fill('2020-01-01')
    await dialog.getByLabel('Reason').fill('Held up in the mail')
    await dialog.getByRole('button', { name: 'Extend' }).click()
    await dialog.getByRole('alert').waitFor()
    const lastDay = monthsAfter(today(), 2)
    await dialog.getByLabel('Last day').fill(lastDay)
    await dialog.getByRole('button', { name: 'Extend' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await read(cardId)).toMatchObject({
      ...{ state: 'active', balanceMinor: AMOUNT_MINOR, expiresOn: lastDay },
    })
    await page.context().close()
  },
  SCREEN_TEST_MS,
)

it(
  'support: is not offered it',
  async () => {
    const cardId = await soldCard()
    const email = 'sue@example.org'
    await own.house.addStaff('support', email)
    const page = await own.screen.signedIn({ path: `cards/${cardId}`, email })
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Block…' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Extend…' }).count()).toBe(0)
  },
  SCREEN_TEST_MS,
)
