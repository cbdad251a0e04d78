import type { Page } from 'playwright-core'

/** The clerk's screen in the hand of a script: what a person does, by what a person sees. */
export interface StationPage {
  readonly page: Page
  /** Pastes the link of the activation e-mail and presses Activate; resolves at the counter screen. */
  readonly activate: (link: string, stationName: string) => Promise<void>
  /** Plays a wedge scanner: the keys of the text, a few ms apart, then Enter. */
  readonly scan: (text: string) => Promise<void>
  /** Waits until a payment of this amount text (e.g. `$25.00`) is waiting. */
  readonly waitForPayment: (amountText: string) => Promise<void>
  /** Presses SELECT beside the payment of this amount. */
  readonly select: (amountText: string) => Promise<void>
  /** Waits for the balance of the card in hand. */
  readonly waitForBalance: (amountText: string) => Promise<void>
  /** Waits for an outcome: idle, working, approved, refused, unknown, voided. */
  readonly waitForOutcome: (kind: string, timeoutMs?: number) => Promise<void>
  readonly press: (buttonName: string | RegExp) => Promise<void>
}

/** Between two keys of a scanner, as measured on real ones: 1 to 19 ms. */
const SCANNER_KEY_MS = 4
const WAIT_MS = 20_000

/** Opens the station at its one-time address. */
export async function openStationPage(page: Page, url: string): Promise<StationPage> {
  await page.goto(url)
  return {
    page,
    activate: (link, stationName) => activate(page, link, stationName),
    scan: (text) => scan(page, text),
    waitForPayment: async (amount) => {
      await selectButton(page, amount).waitFor({ timeout: WAIT_MS })
    },
    select: async (amount) => selectButton(page, amount).click({ timeout: WAIT_MS }),
    waitForBalance: async (amount) => {
      const card = page.getByRole('region', { name: 'Card in hand' })
      await card.getByText(amount, { exact: true }).first().waitFor({ timeout: WAIT_MS })
    },
    waitForOutcome: async (kind, timeoutMs = WAIT_MS) => {
      await page.locator(`[data-outcome="${kind}"]`).waitFor({ timeout: timeoutMs })
    },
    press: async (name) => page.getByRole('button', { name }).first().click({ timeout: WAIT_MS }),
  }
}

async function activate(page: Page, link: string, stationName: string): Promise<void> {
  await page.getByLabel('Activation link').fill(link)
  await page.getByLabel('Station name').fill(stationName)
  await page.getByRole('button', { name: 'Activate' }).click()
  await page.getByRole('region', { name: 'Card in hand' }).waitFor({ timeout: WAIT_MS })
}

/**
 * Sends the keys as a scanner does, each with its own time: a busy machine must not turn a scanner
 * into a slow typist.
 */
async function scan(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  let timestamp = Date.now() / 1000
  const send = async (key: string, code: string, characters: string, shift: boolean) => {
    timestamp += SCANNER_KEY_MS / 1000
    const event = { key, code, timestamp, modifiers: shift ? 8 : 0 }
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: characters, ...event })
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }
  for (const character of text) {
    const isUpper = /[A-Z]/.test(character)
    await send(character, codeOf(character), character, isUpper)
  }
  await send('Enter', 'Enter', '\r', false)
  await session.detach()
}

/** The physical key of a character on a US keyboard, for what card numbers are made of. */
function codeOf(character: string): string {
  if (/\d/.test(character)) return `Digit${character}`
  if (/[a-z]/i.test(character)) return `Key${character.toUpperCase()}`
  throw new Error(`this scanner has no key for ${character}`)
}

function selectButton(page: Page, amount: string) {
  const exact = amount.replace(/[.$*+?^{}()|[\]\\]/g, '\\$&')
  return page.getByRole('button', { name: new RegExp(`^SELECT.*${exact}(?!\\d)`) }).first()
}
