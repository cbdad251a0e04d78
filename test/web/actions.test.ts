import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { record } from '../../server/audit/index.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { addProgram } from '../server/production/house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let screen: AdminScreen
beforeAll(async () => {
  server = await openServer()
  await addProgram(server)
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

async function addPrinter(name: string): Promise<void> {
  const recipient = await identityToRecipient(await generateX25519Identity())
  done(await server.operator.call('add-printer', { name, recipient, withLrc: false }))
}

async function isRetired(name: string): Promise<boolean> {
  const { printers } = done(await server.operator.call('list-printers', {}))
  return printers.find((printer) => printer.name === name)?.retiredAtMs !== null
}

const rowOf = (page: Page, name: string) => page.getByRole('row', { name })

it(
  'what cannot be undone: asks first, says what happens, and is named by its verb',
  async () => {
    await addPrinter('Card Works')
    const page = await screen.signedIn({ path: 'production' })
    await rowOf(page, 'Card Works').getByRole('button', { name: 'Retire' }).click()
    const dialog = page.getByRole('dialog', { name: 'Retire Card Works?' })
    await dialog.getByText('This cannot be undone').waitFor()
    await expectSound(page, 'retire a printer')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await isRetired('Card Works')).toBe(false)
    await rowOf(page, 'Card Works').getByRole('button', { name: 'Retire' }).click()
    await dialog.getByRole('button', { name: 'Retire' }).click()
    await rowOf(page, 'Card Works').getByText('retired').waitFor()
    expect(await isRetired('Card Works')).toBe(true)
  },
  SCREEN_TEST_MS,
)

it(
  'a question whose answer is lost: stays, with the reason and what to do next',
  async () => {
    await addPrinter('Other Works')
    const page = await screen.signedIn({ path: 'production', locale: 'fr-FR', width: 1024 })
    await rowOf(page, 'Other Works').getByRole('button', { name: 'Mettre hors service' }).click()
    const dialog = page.getByRole('dialog', { name: 'Mettre Other Works hors service ?' })
    await page.context().setOffline(true)
    await dialog.getByRole('button', { name: 'Mettre hors service' }).click()
    await dialog.getByRole('alert').getByText('TIMEOUT_UNKNOWN').waitFor()
    await expectSound(page, 'a question whose answer is lost')
    await page.context().setOffline(false)
    await dialog.getByRole('button', { name: 'Mettre hors service' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await isRetired('Other Works')).toBe(true)
  },
  SCREEN_TEST_MS,
)

it(
  'one press that fails: a dialog says why, and the same press once more does it',
  async () => {
    const subject = `network:${server.networkId}`
    const alarm = { actor: 'system', action: 'numbers-tried-out', subject } as const
    await server.context.database.write([record(server.context, alarm)])
    const page = await screen.signedIn({ path: 'guards' })
    const take = page.getByRole('table', { name: 'Alarms' }).getByRole('button', { name: 'Take' })
    await take.waitFor()
    await page.context().setOffline(true)
    await take.click()
    const dialog = page.getByRole('dialog', { name: 'Take' })
    await dialog.getByRole('alert').waitFor()
    await expectSound(page, 'a press that failed')
    await page.context().setOffline(false)
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('table', { name: 'Alarms' }).getByText('Person operator').waitFor()
  },
  SCREEN_TEST_MS,
)
