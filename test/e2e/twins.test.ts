import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readyNumber, readyText } from '../../demo/programs.ts'
import { openScreen, type ScreenClient } from '../../demo/screen-client.ts'
import type { StationPage } from '../../demo/station-page.ts'
import { readOperations } from '../faults/ledger-file.ts'
import { activationLinkOf, openScene, type Scene } from './scene.ts'
import { print } from './tills.ts'

let scene: Scene
let station: StationPage

beforeAll(async () => {
  scene = await openScene()
  station = await scene.openStation()
  await station.activate(await activationLinkOf(scene.house), 'Counter 1')
})
afterAll(() => scene?.close())

async function secondStation(
  name = 'second',
): Promise<{ screen: ScreenClient; printerPort: number }> {
  const program = await scene.house.openStation(name)
  const screen = await openScreen(readyText(program, 'url'))
  await screen.ask('activate-device', {
    link: await activationLinkOf(scene.house),
    deviceName: 'Counter 2',
  })
  await screen.waitFor((state) => state.activation === 'active' && state.server.status === 'ok')
  return { screen, printerPort: readyNumber(program, 'printerPort') }
}

describe('impatient fingers and twin stations', () => {
  test('ten clicks on SELECT within a second: one redemption', async () => {
    await scene.house.till.ringGift(1300)
    await station.waitForPayment('$13.00')
    await station.scan(scene.house.cards[0]?.number ?? '')
    await station.waitForBalance('$40.00')
    const clicks = await station.page.evaluate(() => {
      const buttons = [...document.querySelectorAll('button')]
      const select = buttons.find((button) =>
        (button.getAttribute('aria-label') ?? button.textContent).startsWith('SELECT'),
      )
      let count = 0
      for (; count < 10; count += 1) select?.click()
      return count
    })
    expect(clicks).toBe(10)
    await station.waitForOutcome('approved')
    const redeemed = readOperations(scene.house.serverDirectory, 'redeem')
    expect(redeemed.map(({ amountMinor }) => amountMinor)).toEqual([1300])
    await station.press('Next customer')
  })

  test('one payment heard and selected at two stations: one redemption, one clear refusal', async () => {
    const second = await secondStation()
    const slip = { receiptNumber: 'R-77001', amountText: '14.00' }
    await print(scene.house.printerPort, slip)
    await print(second.printerPort, slip)
    const { waiting } = await second.screen.waitFor((state) => state.waiting.length === 1)
    await station.waitForPayment('$14.00')

    await station.scan(scene.house.cards[0]?.number ?? '')
    await station.waitForBalance('$27.00')
    await station.select('$14.00')
    await station.waitForOutcome('approved')

    await second.screen.ask('type-card', { text: scene.house.cards[1]?.number ?? '' })
    const { card } = await second.screen.waitFor((state) => state.card?.status === 'known')
    await second.screen.ask('select-payment', {
      paymentId: waiting[0]?.paymentId ?? '',
      partial: 'deny',
      lastFour: card?.lastFour ?? '',
    })
    const after = await second.screen.waitFor((state) => state.outcome.kind === 'refused')
    expect(after.outcome).toMatchObject({ code: 'PAYMENT_ALREADY_TAKEN' })
    const left = after.waiting.filter(({ reasons }) => !reasons.includes('taken-elsewhere'))
    expect(left).toEqual([])
    second.screen.close()
    const taken = readOperations(scene.house.serverDirectory, 'redeem').filter(
      ({ amountMinor }) => amountMinor === 1400,
    )
    expect(taken).toHaveLength(1)
  })

  test('taken elsewhere from the card on the screen: the balance is right, the typed amount stays', async () => {
    const { screen } = await secondStation('third')
    const number = scene.house.cards[1]?.number ?? ''
    await station.press('Next customer')
    await station.scan(number)
    await station.waitForBalance('$100.00')
    await station.page.keyboard.press('F6')
    const field = station.page.getByRole('textbox')
    await field.fill('5')
    await station.page
      .getByText(/95\.00/)
      .first()
      .waitFor()

    await screen.ask('type-card', { text: number })
    const { card } = await screen.waitFor((state) => state.card?.status === 'known')
    const lastFour = card?.lastFour ?? ''
    await screen.ask('redeem-amount', { amountMinor: 1000, partial: 'deny', lastFour })
    await screen.waitFor((state) => state.outcome.kind === 'approved')
    screen.close()

    await station.page
      .getByText(/85\.00/)
      .first()
      .waitFor()
    expect(await field.inputValue()).toBe('5')
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await station.page.keyboard.press('Escape')
    await station.waitForBalance('$90.00')
  })
})
