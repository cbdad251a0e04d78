import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StationPage } from '../../demo/station-page.ts'
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
  const link = await activationLinkOf(scene.house)
  station = await scene.openStation()
  await station.activate(link.replace(scene.house.serverUrl, proxy.url), 'Counter 1')
})
afterAll(async () => {
  await scene?.close()
  await proxy?.close()
})

async function startRedemption(
  amountMinor: number,
  amountText: string,
  balanceText: string,
): Promise<void> {
  await station.scan(scene.house.cards[1]?.number ?? '')
  await station.waitForBalance(balanceText)
  await scene.house.till.ringGift(amountMinor)
  await station.waitForPayment(amountText)
}

/** The card's operations in the ledger, as the admin sees them: `kind state`, oldest first. */
async function history(): Promise<string[]> {
  const lastFour = scene.house.cards[1]?.number.slice(-4) ?? ''
  const { cards } = await scene.house.admin.call('search-cards', {
    text: lastFour,
    state: null,
    form: null,
    cursor: null,
  })
  const { operations } = await scene.house.admin.call('read-card', {
    cardId: cards[0]?.cardId ?? '',
  })
  return operations.map(({ kind, state }) => `${kind} ${state}`).reverse()
}

describe('server unreachable in the middle of a redemption', () => {
  test('the answer is lost: unknown in plain words, then keep trying ends approved', async () => {
    await startRedemption(1000, '$10.00', '$100.00')
    proxy.loseAnswers()
    await station.select('$10.00')
    await station.waitForOutcome('unknown', 30_000)
    expect(await station.page.getByText('Do not take the card again').count()).toBeGreaterThan(0)
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'unknown')
    expect(proxy.lostBytes()).toBeGreaterThan(0)
    proxy.light()
    await station.press('Keep trying')
    await station.waitForOutcome('approved', 60_000)
    expect(await history()).toEqual(['activate posted', 'redeem posted'])
    await station.press('Next customer')
  })

  test('it arrived and the clerk cancels: voided, the value is back', async () => {
    await startRedemption(1100, '$11.00', '$90.00')
    proxy.loseAnswers()
    await station.select('$11.00')
    await station.waitForOutcome('unknown', 30_000)
    await station.press('Cancel this redemption')
    proxy.light()
    await station.waitForOutcome('voided', 60_000)
    expect(await history()).toEqual([
      'activate posted',
      'redeem posted',
      'redeem voided',
      'void posted',
    ])
    await station.press('Next customer')
  })

  test('it never arrived and the clerk cancels: nothing was ever taken', async () => {
    await startRedemption(1200, '$12.00', '$90.00')
    proxy.goDark()
    await station.select('$12.00')
    await station.waitForOutcome('unknown', 30_000)
    await station.press('Cancel this redemption')
    proxy.light()
    await station.waitForOutcome('voided', 60_000)
    const after = await history()
    expect(after.filter((line) => line === 'redeem posted')).toHaveLength(1)
    await station.press('Next customer')
    await station.scan(scene.house.cards[1]?.number ?? '')
    await station.waitForBalance('$90.00')
  })
})
