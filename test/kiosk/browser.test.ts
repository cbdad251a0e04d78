import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../commands/machine.ts'
import { CHROMIUM_FLAGS } from '../../demo/browser.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ScreenEvent } from '../../src/contract/screen/commands.ts'
import { type Kiosk, openKiosk } from '../../src/main/kiosk/index.ts'
import { cryptoRandom } from '../../src/main/station/host/clock.ts'
import { pinoLog } from '../../src/main/station/host/log.ts'
import { loadPages, type Page } from '../../src/main/station/host/pages.ts'
import type { StationScreen } from '../../src/main/station/index.ts'
import { buildScreen } from '../renderer/screen-page.ts'
import { STATES, stateOf } from '../renderer/states.ts'

const STATE = stateOf(STATES['ready-waiting'] ?? {}, 1, 'en')
const listeners = new Set<(event: ScreenEvent) => void>()
const screen: StationScreen = {
  call: async () => success({}),
  listen: (listener) => {
    listeners.add(listener)
    listener({ type: 'state', state: STATE })
    return () => listeners.delete(listener)
  },
  mayUseCamera: () => false,
}

let built: ReadonlyMap<string, Page>
let folder = ''
let kiosk: Kiosk
let browser: BrowserContext

beforeAll(async () => {
  const pagesFolder = mkdtempSync(join(tmpdir(), 'countermark-pages-'))
  await buildScreen(pagesFolder)
  built = await loadPages(pagesFolder)
  rmSync(pagesFolder, { recursive: true })
})

const openBrowser = () =>
  chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: chromiumPath() ?? '',
    args: [...CHROMIUM_FLAGS],
  })

const open = (pages: ReadonlyMap<string, Page>, port = 0) =>
  openKiosk({
    port,
    dataFolder: join(folder, 'station'),
    pages,
    screen,
    random: cryptoRandom,
    log: pinoLog({ level: 'silent' }),
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-browser-'))
  mkdirSync(join(folder, 'station'))
  kiosk = await open(built)
  browser = await openBrowser()
})
afterEach(async () => {
  await browser.close()
  await kiosk.close()
  rmSync(folder, { recursive: true, force: true })
})
afterAll(() => listeners.clear())

const origin = () => `http://127.0.0.1:${kiosk.port}/`
const isDrawn = (tab: Tab) => tab.locator('.zones').waitFor()

async function signIn(): Promise<Tab> {
  const tab = await browser.newPage()
  await tab.goto(kiosk.url)
  await isDrawn(tab)
  return tab
}

describe('kiosk in a browser: coming back', () => {
  test('a browser that was closed comes back by the plain address, and by the old one', async () => {
    const tab = await signIn()
    expect(tab.url()).toBe(origin())
    await browser.close()
    browser = await openBrowser()
    for (const address of [origin(), kiosk.url]) {
      const again = await browser.newPage()
      await again.goto(address)
      await isDrawn(again)
    }
  })

  test('no other port of this PC is told anything that opens the station', async () => {
    await signIn()
    const told: string[] = []
    const other = createServer((request, response) => {
      told.push(JSON.stringify([request.url, request.headers]))
      response.end('other')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
    const stored = await tab.evaluate(() => [{ ...localStorage }, document.cookie])
    other.close()
    expect(told.join()).not.toContain('cookie')
    expect(stored).toEqual([{}, ''])
  })

  test('a browser that no key let in is told what to open, and then may', async () => {
    const tab = await browser.newPage()
    await tab.goto(origin())
    await tab.getByText('kiosk-url').first().waitFor()
    await tab.goto(readFileSync(join(folder, 'station', 'kiosk-url'), 'utf8').trim())
    await isDrawn(tab)
  })
})

describe('kiosk in a browser: an update of the station', () => {
  const buildOf = (tab: Tab) => tab.locator('meta[name="station-build"]').getAttribute('content')
  /** The pages with one file more: another build. */
  const next = (): ReadonlyMap<string, Page> =>
    new Map(built).set('/next.svg', { contentType: 'image/svg+xml', bytes: new Uint8Array([32]) })

  test('the open page becomes that of the new build by itself, with its session', async () => {
    const tab = await signIn()
    const before = await buildOf(tab)
    await kiosk.close()
    kiosk = await open(next(), kiosk.port)
    await expect.poll(() => buildOf(tab).catch(() => before)).not.toBe(before)
    await isDrawn(tab)
    expect(await tab.locator('.cover').count()).toBe(0)
  })

  test('the same build again: the page stays as it is', async () => {
    const tab = await signIn()
    await tab.evaluate(() => Object.assign(window, { mark: 'stays' }))
    await kiosk.close()
    await tab.getByRole('heading', { name: 'Station program not reachable' }).waitFor()
    kiosk = await open(built, kiosk.port)
    await tab.locator('.station:not([inert])').waitFor()
    expect(await tab.evaluate(() => (window as { mark?: string }).mark)).toBe('stays')
  })

  test('a state that the page does not understand covers it until one comes that it does', async () => {
    const tab = await signIn()
    const strange = { type: 'state', state: { ...STATE, unheardOf: 1 } } as unknown as ScreenEvent
    for (const listener of listeners) listener(strange)
    await tab.getByRole('heading', { name: 'Station program not reachable' }).waitFor()
    for (const listener of listeners) listener({ type: 'state', state: STATE })
    await tab.locator('.station:not([inert])').waitFor()
    expect(await tab.locator('.cover').count()).toBe(0)
  })
})
