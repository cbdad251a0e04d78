import { expect, it } from 'vitest'
import { closeNext } from '../../server/books/index.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'
import { apiScreen } from './api-screen.ts'

const own = apiScreen()

it(
  'no day is closed yet: the zone of the first close, the accounts and the exports are there to be chosen',
  async () => {
    const page = await own.screen.signedIn({ path: 'books' })
    await page.getByText('No day is closed yet').waitFor()
    await page.getByRole('tab', { name: 'Exports' }).click()
    await page.getByRole('button', { name: 'Add an export' }).waitFor()
    await page.getByRole('tab', { name: 'Accounts' }).click()
    await page.getByRole('button', { name: 'Edit Gift card liability' }).waitFor()
    await expectSound(page, 'accounts before the first close')
    await page.getByRole('button', { name: 'Change the zone' }).click()
    await page.getByRole('dialog').getByLabel('Time zone').fill('Pacific/Kiritimati')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The zone is saved.').waitFor()
    await page.context().close()
    own.house.advance(2 * 86_400_000)
    done(await own.house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    expect((await closeNext(own.house.context, own.house.networkId)).is).toBe('closed')
    const { days } = done(await own.house.operator.call('list-closes', {}))
    expect(days.map(({ timeZone }) => timeZone)).toEqual(['Pacific/Kiritimati'])
  },
  SCREEN_TEST_MS,
)
