import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOM_CALLS } from '../../server/web/admin/room-calls.ts'
import { mayRole, type StaffRole } from '../../src/contract/admin/roles.ts'
import { STAFF_ROLES } from '../../src/contract/admin/views.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { addProgram, openPrintingHouse } from '../server/production/house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

let server: TestServer
let screen: AdminScreen
beforeAll(async () => {
  server = await openServer()
  const programId = await addProgram(server)
  await openPrintingHouse(server)
  done(await server.operator.call('stock-cards', { programId, name: 'Shelf', count: 1 }))
  const { locationId } = server.location
  done(await server.operator.call('send-activation', { locationId }))
  for (const role of STAFF_ROLES) await server.addStaff(role, addressOf(role))
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

const addressOf = (role: StaffRole) => `${role}@roles.example`
const ROOMS = Object.entries(ROOM_CALLS).filter(([path]) => !path.includes('$'))

/** Buttons that change nothing, by what they say. */
const HARMLESS =
  /^(?:|View as table|Today|This month|Last month|Details|More for .*|Show password|Clear.*|Download.*|API .*|Go to .*|Open.*|Statement.*|Statement: .*|Show only this: .*|Read .*)$/

/** What is offered in the room: its buttons, but for fields and what only reads. */
async function offersOf(page: Page): Promise<string[]> {
  const buttons = page.locator('#room').getByRole('button')
  const names = await buttons.evaluateAll((all) =>
    all.map((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim()),
  )
  return names.filter((name) => !HARMLESS.test(name))
}

/** Who is refused nothing by their own pages; what was refused all the same. */
function refusedIn(page: Page): string[] {
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(response.url())
  })
  return refused
}

describe.each(STAFF_ROLES)('%s', (role) => {
  it(
    'rooms: those and only those that may be read, and none asks for what is refused',
    async () => {
      const page = await screen.signedIn({ email: addressOf(role) })
      const refused = refusedIn(page)
      const links = page.getByRole('navigation').getByRole('link')
      const found = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))
      const may = ROOMS.filter(([path, call]) => path !== '/sessions' && mayRole(role, call))
      const inNavigation = found.map((href) => href?.replace(/^\/admin/, '').replace(/^$/, '/'))
      expect(inNavigation.sort()).toEqual(may.map(([path]) => path).sort())
      for (const [path] of may) {
        await page.goto(`${server.url}/admin${path}`)
        await page.locator('#room h1').waitFor()
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
        expect(refused, path).toEqual([])
      }
    },
    SCREEN_TEST_MS,
  )

  it(
    'the address of a room that is for others: says so, and who may',
    async () => {
      const closed = ROOMS.filter(([, call]) => !mayRole(role, call))
      if (closed.length === 0) return
      const page = await screen.signedIn({ email: addressOf(role) })
      const refused = refusedIn(page)
      for (const [path] of closed) {
        await page.goto(`${server.url}/admin${path}`)
        await page.getByText('This page is not for your role').first().waitFor()
        expect(refused, path).toEqual([])
      }
      await expectSound(page, `a closed room for ${role}`)
    },
    SCREEN_TEST_MS,
  )
})

it(
  'an auditor: reads every room and is offered no change in any',
  async () => {
    const page = await screen.signedIn({ email: addressOf('auditor') })
    for (const [path] of ROOMS.filter(([, call]) => mayRole('auditor', call))) {
      // Their own sessions are everybody's to end, and what stands in the audit narrows it.
      if (path === '/sessions' || path === '/audit') continue
      await page.goto(`${server.url}/admin${path}`)
      await page.locator('#room h1').waitFor()
      await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
      expect(await offersOf(page), path).toEqual([])
    }
  },
  SCREEN_TEST_MS,
)

it(
  'support: sends an activation and revokes a station, and is offered no card, key or printer',
  async () => {
    const page = await screen.signedIn({ email: addressOf('support'), path: 'locations' })
    await page.getByRole('button', { name: 'Send activation' }).waitFor()
    expect(await page.getByRole('button', { name: 'Add location' }).count()).toBe(0)
    await page.goto(`${server.url}/admin/devices`)
    await page.getByRole('button', { name: 'Cancel activation' }).waitFor()
    await page.goto(`${server.url}/admin/cards`)
    await page.getByRole('link', { name: /••••/ }).first().waitFor()
    expect(await offersOf(page)).toEqual([])
    await page.goto(`${server.url}/admin/production`)
    await page.getByRole('table', { name: 'Printers' }).waitFor()
    expect(await offersOf(page)).toEqual([])
  },
  SCREEN_TEST_MS,
)
