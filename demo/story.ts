import type { Browser } from 'playwright-core'
import type { Tally } from '../commands/books.ts'
import { openBrowser } from './browser.ts'
import type { House, SampleCard } from './house.ts'
import { openStationPage, type StationPage } from './station-page.ts'

/** Prints a step of the story. */
export type Teller = (text: string) => void

/**
 * Plays the whole way with no person: a real Chromium presses the buttons, a real till prints to the
 * station's printer port. Throws at the first step that does not come out as told.
 */
export async function playStory(house: House, tell: Teller): Promise<Tally> {
  const browser = await openBrowser()
  try {
    return await playIn(browser, house, tell)
  } finally {
    await browser.close()
  }
}

async function playIn(browser: Browser, house: House, tell: Teller): Promise<Tally> {
  const page = await browser.newPage({ viewport: { width: 1024, height: 768 }, locale: 'en-US' })
  const station = await openStationPage(page, house.stationUrl)
  const issuedMinor = house.cards.reduce((sum, card) => sum + card.loadedMinor, 0)
  const tally: Tally = { issuedMinor, redeemedMinor: 0, voidedMinor: 0, refundedMinor: 0 }
  tell(`five sample cards activated through the API with ${dollars(issuedMinor)} in all`)
  await activateStation(house, station, tell)
  await payAndUndo(house, station, tally, tell)
  await payAgain(house, station, tally, tell)
  await payInPart(house, station, tally, tell)
  await refuse(house, station, tell)
  await loseTheServer(house, station, tally, tell)
  await sellOnline(house, tally, tell)
  return tally
}

async function activateStation(house: House, station: StationPage, tell: Teller): Promise<void> {
  const [bakery] = house.network.locations
  if (!bakery) throw new Error('the example network has no location')
  const { link } = await house.admin.call('send-activation', { locationId: bakery.locationId })
  if (!link) throw new Error('no activation link was shown')
  await station.activate(link, 'Counter 1')
  const { devices } = await house.admin.call('list-devices', {})
  tell(`station activated at ${bakery.name} with its link; device code ${devices[0]?.code}`)
}

async function payAndUndo(
  house: House,
  station: StationPage,
  tally: Tally,
  tell: Teller,
): Promise<void> {
  const receipt = await house.till.ringGift(2500)
  await station.waitForPayment('$25.00')
  tell(`till printed receipt ${receipt}; the station shows $25.00 waiting`)
  await station.scan(card(house, 0).number)
  await station.waitForBalance('$40.00')
  await station.select('$25.00')
  await station.waitForOutcome('approved')
  tally.redeemedMinor += 2500
  tell('card with $40.00 scanned, SELECT pressed: approved $25.00, $15.00 left')
  await station.press(/^Undo/)
  await station.waitForOutcome('voided')
  tally.voidedMinor += 2500
  tell('Undo pressed: $25.00 back on the card')
}

async function payAgain(
  house: House,
  station: StationPage,
  tally: Tally,
  tell: Teller,
): Promise<void> {
  await station.press('Next customer')
  await station.scan(card(house, 0).number)
  await station.waitForBalance('$40.00')
  await station.select('$25.00')
  await station.waitForOutcome('approved')
  tally.redeemedMinor += 2500
  tell('the same payment taken again after the undo: approved $25.00')
  await station.press('Next customer')
}

async function payInPart(
  house: House,
  station: StationPage,
  tally: Tally,
  tell: Teller,
): Promise<void> {
  await station.scan(card(house, 2).number)
  await station.waitForBalance('$12.40')
  await house.till.ringGift(2000)
  await station.waitForPayment('$20.00')
  await station.select('$20.00')
  await station.waitForOutcome('approved')
  await station.page.locator('[data-outcome="approved"]').getByText('$7.60').first().waitFor()
  tally.redeemedMinor += 1240
  tell('card with $12.40 for $20.00: took $12.40, collect $7.60 otherwise')
  await station.press('Next customer')
}

async function refuse(house: House, station: StationPage, tell: Teller): Promise<void> {
  await station.scan('4111111111111111')
  await station.waitForOutcome('refused')
  tell('a bank card scanned by mistake: refused on the spot, not kept')
  await station.press('Back')
  await station.scan(card(house, 5).number)
  const inHand = station.page.getByRole('region', { name: 'Card in hand' })
  await inHand
    .getByText(/not active/i)
    .first()
    .waitFor()
  tell('a card that was never activated: the screen says so before anything is tried')
  await station.page.keyboard.press('Escape')
}

async function loseTheServer(
  house: House,
  station: StationPage,
  tally: Tally,
  tell: Teller,
): Promise<void> {
  await station.scan(card(house, 1).number)
  await station.waitForBalance('$100.00')
  await house.till.ringGift(3000)
  await station.waitForPayment('$30.00')
  house.freezeServer()
  await station.select('$30.00')
  await station.waitForOutcome('unknown', 30_000)
  tell('server stops answering in the middle of $30.00: the screen says that it is not known yet')
  await house.killServer()
  await house.startServer()
  await station.waitForOutcome('approved', 60_000)
  tally.redeemedMinor += 3000
  tell('server killed and started again: the same operation became final by itself, once')
  await station.press('Next customer')
}

async function sellOnline(house: House, tally: Tally, tell: Teller): Promise<void> {
  const { programId } = house.network
  const issued = await house.admin.call('issue-card', {
    ...{ requestId: 'story-virtual-card', programId, amountMinor: 5000, fundedBy: 'card' },
  })
  tally.issuedMinor += 5000
  const redeemed = await house.api.call('redeem', {
    requestId: 'story-order-1',
    card: { number: issued.number, pin: issued.pin },
    amountMinor: 2000,
    currency: house.network.currency,
    partial: 'deny',
    orderId: 'order-1',
  })
  tally.redeemedMinor += 2000
  await house.api.call('refund', {
    requestId: 'story-refund-1',
    original: { requestId: redeemed.requestId },
    amountMinor: 500,
    currency: house.network.currency,
  })
  tally.refundedMinor += 500
  tell(
    'virtual card of $50.00 issued; its $20.00 order redeemed by API at River Books, $5.00 refunded',
  )
}

function card(house: House, index: number): SampleCard {
  const found = house.cards[index]
  if (!found) throw new Error(`there is no sample card ${index}`)
  return found
}

function dollars(amountMinor: number): string {
  return `$${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`
}
