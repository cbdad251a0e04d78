import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readyNumber, readyText } from '../../demo/programs.ts'
import { openStationPage } from '../../demo/station-page.ts'
import {
  daySales,
  jobOf,
  type Rung,
  SHOPS,
  type Shop,
  type ShopPaper,
} from '../station/pos/teaching/shops.ts'
import { activationLinkOf, findBarriers, openScene, type Scene } from './scene.ts'

/** All five shops with 50 sales each; by default the two that differ most, with 10. */
const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const TAUGHT = IS_FULL ? SHOPS : SHOPS.filter(({ name }) => /librairie|garnbutik/.test(name))
const SALES = IS_FULL ? 50 : 10
const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']
const ACTIONS_MAX = 8
const WAIT_MS = 30_000
/** What the wizard asks to be rung first. */
const ASKED_MINOR = 1_234

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

/** A station of its own for one shop, with its screen open and its printer port. */
async function openShop({ name }: Shop, index: number) {
  const folder = `shop-${index}`
  const program = await scene.house.openStation(folder)
  const context = await scene.browser.newContext({
    viewport: { width: 1024, height: 768 },
    locale: 'en-US',
  })
  const { page, activate } = await openStationPage(
    await context.newPage(),
    readyText(program, 'url'),
  )
  await activate(await activationLinkOf(scene.house), name)
  const directory = join(scene.house.stationDirectory, '..', folder)
  const journal = join(directory, 'journal.db')
  return { page, directory, journal, port: readyNumber(program, 'printerPort') }
}

/** Prints as the till does: a connection of its own for each job. */
async function print(port: number, job: Uint8Array): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.resume()
  socket.end(job)
  await once(socket, 'close')
}

/** A receipt that was drawn: 576 dots wide, 400 high, without a word; then a cut. */
const PICTURE = Buffer.concat([
  Buffer.from([0x1b, 0x40, 0x1d, 0x76, 0x30, 0x00, 72, 0, 144, 1]),
  Buffer.alloc(72 * 400, 0xaa),
  Buffer.from([0x1d, 0x56, 0x42, 0x00]),
])

interface Journaled {
  readonly papers: number
  readonly payments: readonly number[]
}

function readJournal(file: string): Journaled {
  const database = new Database(file, { readonly: true })
  try {
    const papers = database.prepare('SELECT count(*) FROM paper').pluck().get() as number
    const payments = database
      .prepare('SELECT amount_minor FROM payment ORDER BY seen_at_ms, rowid')
      .pluck()
      .all() as number[]
    return { papers, payments }
  } finally {
    database.close()
  }
}

/** An owner who counts what was pressed. */
function createOwner(page: Page) {
  let actions = 0
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  return {
    actions: () => actions,
    press: async (name: string | RegExp) => {
      await button(name).first().click({ timeout: WAIT_MS })
      actions += 1
    },
    sees: (name: string | RegExp) => button(name).first().waitFor({ timeout: WAIT_MS }),
  }
}

async function look(page: Page, name: string): Promise<void> {
  expect(await findBarriers(page), name).toEqual([])
  if (PICTURES === undefined) return
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `${PICTURES}/teach-${name}-${width}.png` })
  }
}

const sale = (giftMinor: number, restMinor: number, number: number): Rung => ({
  ...{ giftMinor, restMinor, number },
  sellsCard: false,
  kind: 'sale',
})

describe('taught by its owner, over the printer port of a real station', () => {
  test.each(TAUGHT.map((shop, index) => ({ shop, index })))(
    '$shop.name: at most 8 actions, then no sale missed and none invented',
    async ({ shop, index }) => {
      const { page, directory, journal, port } = await openShop(shop, index)
      const owner = createOwner(page)
      const ring = (rung: Rung) => print(port, jobOf(shop, shop.paper(rung)))

      if (index === 0) {
        await look(page, 'never-heard')
        await owner.press(/^Set up the till/)
      } else {
        await page.keyboard.press('F8')
        await page.getByRole('button', { name: 'Set up the till' }).click()
      }
      await owner.sees('Teach')
      await look(page, 'sources')
      await owner.press('Teach')
      await page.getByText('Waiting for the receipt').waitFor()
      await look(page, 'first')
      await print(port, PICTURE)
      await page.getByText('This till prints pictures').waitFor({ timeout: WAIT_MS })
      await look(page, 'pictures')
      await ring(sale(ASKED_MINOR, 0, 1_001))
      await owner.sees('Yes, learn this')
      await look(page, `choose-${index}`)
      await owner.press('Yes, learn this')
      await page.getByText('another sale').waitFor()
      await ring(sale(105_125, 0, 1_002))
      await owner.sees('Yes, that is right')
      await look(page, `second-${index}`)
      await owner.press('Yes, that is right')
      await page.getByText('one sale without a gift card').waitFor()
      await ring(sale(0, 990, 1_003))
      await owner.sees('Right. Use it from now on')
      await look(page, `without-${index}`)
      await owner.press('Right. Use it from now on')
      await page.getByText('The station knows this till now').waitFor()
      await showCopy()
      await look(page, `done-${index}`)
      await owner.press('Done')
      await owner.sees('Teach')
      expect(owner.actions() + (index === 0 ? 0 : 2)).toBeLessThanOrEqual(ACTIONS_MAX)

      await carryProfile()

      const before = readJournal(journal)
      const day = daySales(SALES, 21 + index).map((rung) => shop.paper(rung))
      for (const paper of day) await print(port, jobOf(shop, paper))
      await expect
        .poll(() => readJournal(journal).papers - before.papers, { timeout: WAIT_MS })
        .toBe(day.length)
      const heard = readJournal(journal).payments.slice(before.payments.length)
      expect(compare(day, heard)).toEqual({ missed: 0, invented: 0 })
      expect(heard.length).toBeGreaterThan(0)
      await page.keyboard.press('Escape')
      await page
        .getByRole('button', { name: /^SELECT/ })
        .first()
        .waitFor({ timeout: WAIT_MS })

      /** What was learnt goes out as a file and comes in again, beside what is in use. */
      async function carryProfile(): Promise<void> {
        await page.getByRole('button', { name: 'Receipt profiles' }).click()
        await page.getByRole('button', { name: 'Save as a file' }).click()
        await page.getByText('Saved as').waitFor()
        const file = join(directory, 'profiles', 'receipt-profile-Our-till.json')
        expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
          profile: { name: 'Our till', labels: [expect.any(String)] },
        })
        await look(page, `profiles-${index}`)
        await page.locator('input[type=file]').setInputFiles(file)
        await page.getByText('“Our till (2)” is here now.').waitFor()
        await page.getByRole('button', { name: 'Back' }).click()
        await page.getByRole('button', { name: 'Papers' }).click()
        await page.getByText('What was read').waitFor()
        await look(page, `papers-${index}`)
        await page.getByRole('button', { name: 'Back' }).click()
        await page.getByRole('button', { name: 'Teach' }).waitFor()
      }

      /** A copy is shown, too; where the station does not know it by itself, one press says so. */
      async function showCopy(): Promise<void> {
        await ring({ ...sale(ASKED_MINOR, 0, 1_001), kind: 'copy' })
        const asks = page.getByRole('button', { name: 'a copy' })
        const knows = page.getByText('This one is known already')
        await asks.or(knows).first().waitFor({ timeout: WAIT_MS })
        await look(page, `copy-${index}`)
        if (await knows.isVisible()) return
        await owner.press('a copy')
        await page.getByText('Learnt: a copy').waitFor()
      }
    },
  )
})

/** Payments of the day that were not heard, and payments that nobody made. */
function compare(day: readonly ShopPaper[], heard: readonly number[]) {
  const wanted = day.flatMap(({ payments }) => payments)
  const left = [...heard]
  let missed = 0
  for (const amount of wanted) {
    const at = left.indexOf(amount)
    if (at < 0) missed += 1
    else left.splice(at, 1)
  }
  return { missed, invented: left.length }
}
