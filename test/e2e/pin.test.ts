import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StationPage } from '../../demo/station-page.ts'
import { readOperations } from '../faults/ledger-file.ts'
import { type DarkProxy, openDarkProxy } from '../helpers/dark-proxy.ts'
import {
  activationLinkOf,
  findBarriers,
  openScene,
  type Scene,
  takePicturesInBoth,
} from './scene.ts'

let scene: Scene
let proxy: DarkProxy
let station: StationPage

beforeAll(async () => {
  scene = await openScene({
    stationServerUrl: async (serverUrl) => {
      proxy = await openDarkProxy(serverUrl)
      return proxy.url
    },
  })
  await askForPins()
  const link = await activationLinkOf(scene.house)
  station = await scene.openStation()
  await station.activate(link.replace(scene.house.serverUrl, proxy.url), 'Counter 1')
})
afterAll(async () => {
  await scene?.close()
  await proxy?.close()
})

/** From now on the example's program asks for the PIN at the station. */
async function askForPins(): Promise<void> {
  const { admin } = scene.house
  const { programs } = await admin.call('list-programs', {})
  for (const { programId, rules, ruleVersion } of programs) {
    await admin.call('change-rules', {
      ...{ programId, basedOn: ruleVersion, validFrom: null, reason: 'cards were stolen' },
      rules: { ...rules, pin: { ...rules.pin, cardPresent: true } },
    })
  }
}

function cardAt(index: number) {
  const card = scene.house.cards[index]
  if (!card) throw new Error('the example has too few cards')
  return card
}

const pinField = () => station.page.getByLabel('PIN', { exact: true })
const redeemed = () =>
  readOperations(scene.house.serverDirectory, 'redeem').map(({ amountMinor }) => amountMinor)

/** Fingers are slower than any scanner. */
async function typePin(pin: string): Promise<void> {
  await pinField().waitFor()
  await station.page.keyboard.type(pin, { delay: 130 })
  await station.page.waitForTimeout(600)
  await station.page.keyboard.press('Enter')
}

function wrongFor({ pin }: { readonly pin: string }): string {
  return `${pin.slice(0, -1)}${(Number(pin.at(-1)) + 1) % 10}`
}

async function saysOfPin(text: string | RegExp): Promise<void> {
  await station.page.locator('#pin-said').getByText(text).waitFor({ timeout: 30_000 })
}

async function bringToCounter(index: number, amountMinor: number, amountText: string) {
  await scene.house.till.ringGift(amountMinor)
  await station.waitForPayment(amountText)
  await station.scan(cardAt(index).number)
  await station.page.getByText('PIN needed').waitFor()
}

test('scan, SELECT, a wrong PIN, a scan into the prompt, the right PIN: approved, once', async () => {
  const card = cardAt(0)
  await bringToCounter(0, 1000, '$10.00')
  expect(await station.page.locator('.card-zone').textContent()).not.toContain('$40')
  await takePicturesInBoth(station.page, 'pin-needed')
  await station.select('$10.00')
  await pinField().waitFor()
  expect(await findBarriers(station.page)).toEqual([])
  await typePin(wrongFor(card))
  await saysOfPin('does not belong to this card')
  await takePicturesInBoth(station.page, 'pin-wrong')
  expect(await findBarriers(station.page)).toEqual([])
  expect(redeemed()).toEqual([])

  await station.scan(cardAt(1).number)
  await station.page.waitForTimeout(1_000)
  expect(await pinField().inputValue()).toBe('')
  await expect
    .poll(() => station.page.locator('#pin-title').textContent())
    .toContain(card.number.slice(-4))
  expect(redeemed()).toEqual([])

  await typePin(card.pin)
  await station.waitForOutcome('approved')
  expect(redeemed()).toEqual([1000])
  await station.press('Next customer')
})

test('put away and scanned again: the PIN is asked for again; Esc leaves the payment waiting', async () => {
  await bringToCounter(0, 700, '$7.00')
  await station.page.keyboard.press('F2')
  await typePin(cardAt(0).pin)
  await station.waitForBalance('$30.00')
  await station.page.keyboard.press('Escape')
  await station.scan(cardAt(0).number)
  await station.page.getByText('PIN needed').waitFor()
  await station.select('$7.00')
  await pinField().waitFor()
  await station.page.keyboard.press('Escape')
  await station.waitForPayment('$7.00')
  expect(redeemed()).toEqual([1000])
  await station.select('$7.00')
  await typePin(cardAt(0).pin)
  await station.waitForOutcome('approved')
  await station.press('Next customer')
})

test('the connection is lost while the PIN is checked: said, nothing taken; typed again: approved', async () => {
  await bringToCounter(1, 1100, '$11.00')
  await station.select('$11.00')
  await pinField().waitFor()
  const lost = proxy.lostBytes()
  proxy.goDark()
  await typePin(cardAt(1).pin)
  await saysOfPin('No answer from the server')
  expect(proxy.lostBytes()).toBeGreaterThan(lost)
  proxy.light()
  const signs = station.page.locator('header :is(.mark-attention, .mark-working)')
  await expect.poll(() => signs.count(), { timeout: 60_000 }).toBe(0)
  await typePin(cardAt(1).pin)
  await station.waitForOutcome('approved')
  expect(redeemed()).toEqual([1000, 700, 1100])
  await station.press('Next customer')
})

test('the answer to the redemption is lost: it ends approved, and nobody types the PIN again', async () => {
  await bringToCounter(1, 1200, '$12.00')
  await station.page.keyboard.press('F2')
  await typePin(cardAt(1).pin)
  await station.waitForBalance('$89.00')
  proxy.loseAnswers()
  await station.select('$12.00')
  await station.waitForOutcome('unknown', 30_000)
  proxy.light()
  await station.press('Keep trying')
  await station.waitForOutcome('approved', 60_000)
  expect(redeemed()).toEqual([1000, 700, 1100, 1200])
  await station.press('Next customer')
})

test('three wrong PINs lock the card: said, and the payment still waits', async () => {
  await bringToCounter(2, 500, '$5.00')
  await station.select('$5.00')
  for (let tries = 0; tries < 3; tries += 1) {
    await typePin(wrongFor(cardAt(2)))
    await saysOfPin('does not belong to this card')
  }
  await typePin(cardAt(2).pin)
  await station.waitForOutcome('refused')
  await station.page.getByText('locked after too many wrong PINs').first().waitFor()
  await station.press('Back')
  await station.waitForPayment('$5.00')
  expect(redeemed()).toHaveLength(4)
})

test('no PIN stands anywhere: not in the station’s folder or log, not in the page', async () => {
  const { stationDirectory, station: program } = scene.house
  const files = readdirSync(stationDirectory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
  const page = await station.page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      document.documentElement.outerHTML,
    ]),
  )
  const traces = [...files, program.log().join('\n'), page].join('\n')
  expect(traces).toContain(cardAt(1).number.slice(-4))
  for (const card of scene.house.cards.slice(0, 3)) {
    expect(traces.includes(card.pin)).toBe(false)
    expect(traces.includes(wrongFor(card))).toBe(false)
  }
})
