import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { openBrowser } from '../../demo/browser.ts'
import { createProgram } from '../../server/programs/index.ts'
import { en } from '../../server/web/admin/words/en/catalogue.ts'
import { DEFAULT_CARD_PREFIX } from '../../src/contract/card-number.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import {
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../server/house/open-server.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'

const SIGN_IN = {
  'en-US': { email: 'E-mail', password: 'Password', submit: 'Sign in', first: 'Overview' },
  'fr-FR': {
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    submit: 'Se connecter',
    first: 'Vue d’ensemble',
  },
} as const
type Locale = keyof typeof SIGN_IN

let server: TestServer
let browser: Browser
let card: { cardId: string; number: string; pin: string }
const contexts: BrowserContext[] = []

beforeAll(async () => {
  await buildFrontEnds(['admin'])
  server = await openServer()
  const { context, networkId } = server
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Old Town Card', currency: currency('EUR') },
      ...{ cardPrefix: DEFAULT_CARD_PREFIX, pinPolicy: 'online', reloadable: true },
      ...{ acceptedAt: 'network', loadMinMinor: minor(500), loadMaxMinor: minor(50_000) },
      balanceMaxMinor: minor(100_000),
    }),
  )
  card = done(
    await server.operator.call('issue-card', {
      ...{ requestId: 'first', programId, amountMinor: 5000, fundedBy: 'cash' },
    }),
  )
  done(await server.operator.call('stock-cards', { programId, name: 'Spring', count: 3 }))
  const { locationId } = server.location
  done(await server.operator.call('send-activation', { locationId }))
  browser = await openBrowser()
}, SCREEN_TEST_MS)

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser complained about, besides answers that are not a success. */
  readonly complaints: string[]
}

/** A person at a small screen, signed in by the form. */
async function signedIn(locale: Locale): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale })
  contexts.push(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text())
  })
  await page.goto(`${server.url}/admin/`)
  await typeSignIn(page, locale)
  await page.getByRole('heading', { level: 1, name: SIGN_IN[locale].first }).waitFor()
  return { page, context, complaints }
}

async function typeSignIn(page: Page, locale: Locale): Promise<void> {
  const words = SIGN_IN[locale]
  await page.getByLabel(words.email).fill(OPERATOR_EMAIL)
  await page.getByLabel(words.password, { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: words.submit }).click()
}

/** Keys of the catalogue that stand on the page in place of their words. */
function rawKeys(text: string | null): string[] {
  const stems = Object.keys(en).map((key) => key.replace(/_(one|other)$/, ''))
  return stems.filter((stem) => text?.includes(stem))
}

async function openCard(page: Page): Promise<void> {
  await page.goto(`${server.url}/admin/cards/${card.cardId}`)
  await page.getByRole('heading', { level: 1, name: card.number.slice(-4) }).waitFor()
}

function done<Value>(reply: Reply<Value>): Value {
  if (!reply.ok) throw new Error(JSON.stringify(reply))
  return reply.value
}

describe('rooms of the admin', () => {
  it.each(['en-US', 'fr-FR'] as const)(
    'every room at 1024x768 in %s: axe finds nothing, nothing sticks out, no word is missing',
    async (locale) => {
      const { page, complaints } = await signedIn(locale)
      const rooms = ['', 'cards', `cards/${card.cardId}`, 'redemptions', 'locations', 'devices']
      const control = ['payables', 'adjustments', 'guards', 'api-keys', 'requests', 'sessions']
      const making = ['programs', 'production', 'imports']
      for (const room of [...rooms, ...making, ...control, 'no-such-room']) {
        await page.goto(`${server.url}/admin/${room}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForLoadState('load')
        await expectSound(page, `room ${room}`)
        expect(rawKeys(await page.locator('body').textContent()), room).toEqual([])
        expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2))
      }
      expect(complaints).toEqual([])
    },
    SCREEN_TEST_MS,
  )

  it(
    'the last room on a low screen, come to by its address: its name stands in sight in the list',
    async () => {
      const { page } = await signedIn('en-US')
      await page.goto(`${server.url}/admin/requests`)
      const link = page.getByRole('link', { name: en['nav.requests'] })
      await page.getByRole('heading', { level: 1, name: en['nav.requests'] }).waitFor()
      await expect
        .poll(async () => {
          const box = await link.boundingBox()
          return box !== null && box.y >= 0 && box.y + box.height <= 768
        })
        .toBe(true)
    },
    SCREEN_TEST_MS,
  )

  it(
    'language switch: the words change at once and are kept for the next visit',
    async () => {
      const { page } = await signedIn('en-US')
      await page.getByRole('button', { name: /language/ }).click()
      await page.getByRole('menuitem', { name: 'Français' }).click()
      await page.getByRole('link', { name: 'Commerces' }).waitFor()
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Vue d’ensemble' }).waitFor()
    },
    SCREEN_TEST_MS,
  )

  it(
    'whole number searched: found, and neither in the address nor in a storage, gone when left',
    async () => {
      const { page } = await signedIn('en-US')
      await page.getByRole('heading', { level: 1 }).click()
      await page.keyboard.press('/')
      await page.keyboard.type(card.number)
      await page.keyboard.press('Enter')
      await page.getByText('1 card', { exact: true }).waitFor()
      expect(page.url()).toBe(`${server.url}/admin/cards`)
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]),
      )
      expect(kept).not.toContain(card.number)
      await page.getByRole('table').getByRole('link').click()
      await page.getByRole('heading', { level: 1, name: card.number.slice(-4) }).waitFor()
      await expect.poll(() => page.getByLabel('Search').inputValue()).toBe('')
      expect(await page.content()).not.toContain(card.number)
    },
    SCREEN_TEST_MS,
  )

  it(
    'amount that can be read two ways: said so, nothing sent',
    async () => {
      const { page } = await signedIn('en-US')
      await openCard(page)
      let sent = 0
      await page.route('**/fund', (route) => {
        sent += 1
        return route.abort()
      })
      await page.getByRole('button', { name: 'Fund', exact: true }).click()
      const dialog = page.getByRole('dialog')
      for (const text of ['', '1,000', '-5', '12.345']) {
        await dialog.getByLabel('Amount').fill(text)
        await dialog.getByRole('button', { name: 'Fund' }).click()
        await dialog.getByText('Type an amount above zero').waitFor()
        expect(await dialog.getByLabel('Amount').getAttribute('aria-invalid')).toBe('true')
      }
      expect(sent).toBe(0)
    },
    SCREEN_TEST_MS,
  )

  it(
    'refusal: in words with the next step, and nothing changed',
    async () => {
      const { page } = await signedIn('en-US')
      await openCard(page)
      await page.getByRole('button', { name: 'Fund', exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Amount').fill('9000')
      await dialog.getByRole('button', { name: 'Fund' }).click()
      const alert = dialog.getByRole('alert')
      await alert.getByText('The amount is outside what one load may be.').waitFor()
      await alert.getByText('Correct it and send it again').waitFor()
      await expectSound(page, 'a load refused')
    },
    SCREEN_TEST_MS,
  )

  it(
    'answer lost: the page was even loaded again, the same request goes out, the card is funded once',
    async () => {
      const { page } = await signedIn('en-US')
      const before = done(await server.operator.call('read-card', { cardId: card.cardId }))
      await openCard(page)
      const ids: string[] = []
      await page.route('**/fund', async (route) => {
        ids.push(route.request().postDataJSON().requestId)
        if (ids.length > 1) return route.continue()
        await route.fetch()
        return route.abort('connectionreset')
      })
      await page.getByRole('button', { name: 'Fund', exact: true }).click()
      await page.getByRole('dialog').getByLabel('Amount').fill('12.34')
      await page.getByRole('dialog').getByRole('button', { name: 'Fund' }).click()
      await page.getByText('It is not known yet whether this was done').waitFor()
      await page.reload()
      await page.getByRole('button', { name: 'Fund', exact: true }).click()
      expect(await page.getByRole('dialog').getByLabel('Amount').inputValue()).toBe('12.34')
      await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click()
      await page.getByText('The value is on the card.').waitFor()
      expect(ids).toHaveLength(2)
      expect(ids[1]).toBe(ids[0])
      const after = done(await server.operator.call('read-card', { cardId: card.cardId }))
      expect(after.balanceMinor - before.balanceMinor).toBe(1234)
      expect(after.operations.length - before.operations.length).toBe(1)
    },
    SCREEN_TEST_MS,
  )

  it(
    'operation somewhere else: on the first page without a reload',
    async () => {
      const { page } = await signedIn('en-US')
      await page.getByText('live', { exact: true }).waitFor()
      const owed = page.getByRole('region', { name: 'Owed to card holders' })
      const before = await owed.textContent()
      const funded = { cardId: card.cardId, requestId: 'elsewhere', amountMinor: 700 }
      done(await server.operator.call('fund-card', { ...funded, fundedBy: 'external' }))
      await expect.poll(() => owed.textContent()).not.toBe(before)
    },
    SCREEN_TEST_MS,
  )

  it(
    'session revoked elsewhere: the sign-in over the page, then in the same room',
    async () => {
      const { page } = await signedIn('en-US')
      await page.goto(`${server.url}/admin/payables?from=2026-01-01&to=2026-01-31`)
      await page.getByRole('heading', { level: 1, name: 'Payables' }).waitFor()
      const { sessions } = done(await server.operator.call('list-sessions', {}))
      for (const session of sessions.filter((each) => !each.current)) {
        done(await server.operator.call('revoke-session', { sessionId: session.sessionId }))
      }
      const again = page.getByRole('dialog', { name: 'Sign in again' })
      await again.waitFor()
      await again.getByLabel('Password', { exact: true }).fill(PASSWORD)
      await again.getByRole('button', { name: 'Sign in' }).click()
      await again.waitFor({ state: 'detached' })
      await page.getByRole('heading', { level: 1, name: 'Payables' }).waitFor()
    },
    SCREEN_TEST_MS,
  )
})
