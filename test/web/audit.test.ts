import fs from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { record } from '../../server/audit/index.ts'
import { AUDIT_PAGE } from '../../src/contract/admin/audit.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let screen: AdminScreen
beforeAll(async () => {
  server = await openServer()
  const { locationId } = server.location
  done(await server.operator.call('update-location', { locationId, name: 'Corner Bread' }))
  done(await server.operator.call('send-activation', { locationId }))
  await server.addStaff('auditor', 'ada@network.example')
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

it.each([
  ['en-US', 1024, 'Audit', 'changed a location', 'Location Corner Bread', 'Download as CSV'],
  ['fr-FR', 1366, 'Audit', 'a modifié un commerce', 'Commerce Corner Bread', 'Télécharger en CSV'],
])(
  'in %s: who did what to what, in words, narrowed and taken out',
  async (locale, width, room, deed, place, download) => {
    const email = 'ada@network.example'
    const page = await screen.signedIn({ email, locale, width })
    await page.getByRole('navigation').getByRole('link', { name: room }).click()
    const row = page.getByRole('row').filter({ hasText: deed })
    await row.getByText('Person operator').waitFor()
    await expectSound(page, 'the audit')
    await row.getByRole('button', { name: place }).click()
    await page.waitForURL(/subject=location/)
    await expect.poll(() => page.getByRole('row').count()).toBe(3)
    await expectSound(page, 'the audit of one location')
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: download }).click()
    const file = fs.readFileSync(await (await saved).path(), 'utf8')
    expect(file.trimEnd().split('\r\n')).toHaveLength(3)
    expect(file).toContain('location-update')
  },
  SCREEN_TEST_MS,
)

it(
  'more than a page: goes on where it ended, and nothing stands there twice',
  async () => {
    const subject = `network:${server.networkId}`
    const entry = { actor: 'system', action: 'books-not-closed', subject } as const
    await server.context.database.write(
      Array.from({ length: AUDIT_PAGE + 5 }, () => record(server.context, entry)),
    )
    const page = await screen.signedIn({ path: 'audit?action=books-not-closed' })
    await expect.poll(() => page.getByRole('row').count()).toBe(AUDIT_PAGE + 1)
    await page.getByRole('button', { name: 'Show more' }).click()
    await expect.poll(() => page.getByRole('row').count()).toBe(AUDIT_PAGE + 6)
    await page.getByRole('button', { name: 'Details' }).first().click()
    await page.getByRole('dialog').getByText('books-not-closed').waitFor()
    await expectSound(page, 'an entry of the audit')
  },
  SCREEN_TEST_MS,
)
