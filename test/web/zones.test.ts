import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayIn, startOfDayMs } from '../../server/web/admin/show/dates.ts'
import type { EnrolmentView } from '../../src/contract/admin/views.ts'
import { currency } from '../../src/contract/money.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

/** A network of Paris with a shop that is half a day ahead, read by somebody half a day behind. */
const AHEAD = 'Pacific/Auckland'
const BEHIND = 'America/Vancouver'

let server: TestServer
let screen: AdminScreen
let near: EnrolmentView
let far: EnrolmentView
beforeAll(async () => {
  server = await openServer()
  const { operator, location } = server
  const shop = done(
    await operator.call('create-location', {
      ...{ name: 'Kiwi Shop', email: 'kiwi@shop.example', currency: currency('NZD') },
      timeZone: AHEAD,
    }),
  )
  const send = async ({ locationId }: Pick<typeof location, 'locationId'>) =>
    done(await operator.call('send-activation', { locationId })).enrolment
  near = await send(location)
  far = await send(shop)
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
})

/** As the page writes it: by a zone's clocks, with the zone's short name. */
function written(atMs: number, timeZone: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone },
  })
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
  const zone = parts.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value
  return `${format.format(atMs)} ${zone}`
}

it.each([
  ['en-US', 1366],
  ['fr-CA', 1024],
] as const)(
  'read in %s on a computer of another zone: by the clocks of each location, which are named',
  async (locale, width) => {
    const page = await screen.signedIn({ locale, width, zone: BEHIND, path: 'devices' })
    for (const [{ createdAtMs, locationName }, zone] of [
      [near, 'Europe/Paris'],
      [far, AHEAD],
    ] as const) {
      const row = page.getByRole('row', { name: locationName })
      await row.getByText(written(createdAtMs, zone, locale)).waitFor()
    }
    await expectSound(page, 'devices in another zone')
    await page.goto(`${server.url}/admin/audit`)
    await page.getByRole('table').waitFor()
    await expectSound(page, 'the audit in another zone')
  },
  SCREEN_TEST_MS,
)

it(
  'read where the clocks are the same: without the zone’s name',
  async () => {
    const page = await screen.signedIn({ zone: 'Europe/Berlin', path: 'devices' })
    const row = page.getByRole('row', { name: near.locationName })
    const text = written(near.createdAtMs, 'Europe/Paris', 'en-US')
    await row.getByText(text.slice(0, text.lastIndexOf(' ')), { exact: true }).waitFor()
    await page
      .getByRole('row', { name: 'Kiwi Shop' })
      .getByText(/GMT\+1[23]/)
      .first()
      .waitFor()
  },
  SCREEN_TEST_MS,
)

describe('days of a zone', () => {
  it('a moment: has another day in another zone', () => {
    const atMs = Date.parse('2026-11-23T20:30:00Z')
    expect(dayIn(atMs, AHEAD)).toBe('2026-11-24')
    expect(dayIn(atMs, BEHIND)).toBe('2026-11-23')
  })

  it.each(['UTC', AHEAD, BEHIND, 'Europe/Paris', 'America/Sao_Paulo'])(
    'the first moment of a day in %s: that day, and the one before it the day before',
    (zone) => {
      for (const day of ['2026-03-29', '2026-11-01', '2026-12-31', '2018-11-04']) {
        const startMs = startOfDayMs(day, zone)
        expect(dayIn(startMs, zone)).toBe(day)
        expect(dayIn(startMs - 1, zone) < day).toBe(true)
      }
    },
  )
})
