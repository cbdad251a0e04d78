import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { failed } from '../../src/contract/refusals.ts'
import {
  accessibilityProblems,
  drawn,
  layoutProblems,
  type ScreenTest,
  startScreenTest,
} from './screen-page.ts'
import { type PlainState, STATES } from './states.ts'

const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']
const ANA = '0199c82c-c000-7856-9648-e5ab317a57cb'
const PRINTER = { host: '192.0.2.20', port: 9100, widthMm: 80 }
const COUNTER = {
  isTraining: false,
  ...{ mustSignIn: false, hasCashiers: true, learningBadgeOf: null },
  shift: { openedAtMs: 1_795_000_000_000, openedBy: 'Ana Lim' },
  receiptPrinter: PRINTER,
}

let screen: ScreenTest
let page: Page
beforeAll(async () => {
  screen = await startScreenTest()
})
afterEach(() => page.context().close())
afterAll(() => screen.close())

const tally = (count: number, amountMinor: number) => ({ count, amountMinor })
const totals = (net: number) => ({
  currency: 'CAD',
  redeemed: tally(12, net + 2_960),
  voided: tally(1, 2_460),
  refunded: tally(1, 500),
  netMinor: net,
})

function report(zNumber: number | null) {
  return {
    zNumber,
    locationName: 'Quay Bakery',
    deviceName: 'Counter 1',
    deviceCode: 'K7QM-4T2X',
    openedAtMs: 1_795_000_000_000,
    openedBy: 'Ana Lim',
    atMs: 1_795_020_000_000,
    closedBy: zNumber === null ? null : 'Ben Okafor',
    totals: [totals(45_125)],
    byCashier: [
      { name: 'Ana Lim', totals: totals(40_125) },
      { name: null, totals: totals(5_000) },
    ],
    refusedCount: 3,
    copyCount: 1,
    openCount: 0,
  }
}

const ok = (value: unknown) => ({ ok: true, value })

async function open(state: PlainState, language: 'en' | 'fr' = 'en', width = 1024) {
  screen.host.answer('list-activity', ok({ lines: [] }))
  screen.host.answer('read-report', ok(report(null)))
  screen.host.answer('list-reports', ok({ reports: [report(2), report(1)] }))
  const cashiers = [
    { cashierId: ANA, name: 'Ana Lim', hasBadge: true },
    { cashierId: ANA.replace('cb', 'cc'), name: 'Ben Okafor', hasBadge: false },
  ]
  screen.host.answer('list-cashiers', ok({ cashiers }))
  const revision = screen.host.play(state, language)
  page = await screen.open({ width })
  await drawn(page, revision)
}

async function expectSound(name: string) {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `counter-${name}.png`) })
  expect(await layoutProblems(page), name).toEqual([])
  expect(await accessibilityProblems(page), name).toEqual([])
}

const lastSent = (name: string) => screen.host.sent.findLast((sent) => sent.name === name)?.params

test('nobody signed in: a PIN by touch, and nothing of the card or the payments shows', async () => {
  await open({ counter: { ...COUNTER, mustSignIn: true }, clerk: null })
  await expectSound('sign-in')
  expect(await page.getByRole('button', { name: /^SELECT/ }).count()).toBe(0)
  for (const digit of ['4', '7', '1', '1']) await page.getByRole('button', { name: digit }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(() => lastSent('sign-in')).toEqual({ pin: '4711' })
  expect(await page.getByLabel('PIN', { exact: true }).inputValue()).toBe('')
})

describe.each(['en', 'fr'] as const)('the counter in %s', (language) => {
  test('shift and reports, cashiers, printer: sound on a small screen', async () => {
    await open({ counter: COUNTER, clerk: 'Ana Lim' }, language)
    await page.keyboard.press('F8')
    await page.locator('.panel-action').first().waitFor()
    await expectSound(`more-${language}`)
    await page.getByRole('button', { name: language === 'en' ? 'Counter' : 'Comptoir' }).click()
    await page.locator('.report-sum').waitFor()
    await expectSound(`shift-${language}`)
    const [cashiers, printer] =
      language === 'en' ? ['Cashiers', 'Receipt printer'] : ['Vendeurs', 'Imprimante']
    await page.getByText(cashiers ?? '', { exact: true }).click()
    await page.getByText('Ben Okafor').waitFor()
    await expectSound(`cashiers-${language}`)
    await page.getByText(printer ?? '', { exact: true }).click()
    await page.getByPlaceholder('192.0.2.20').waitFor()
    await expectSound(`printer-${language}`)
    await page.getByText(language === 'en' ? 'Training' : 'Formation', { exact: true }).click()
    await page.getByText('9999 0000 0000 0000 004').waitFor()
    await expectSound(`training-${language}`)
  })
})

test('training: a red band with its word over every screen, and the way out', async () => {
  await open({ ...STATES['approved'], counter: { ...COUNTER, isTraining: true } })
  await page.getByText('TRAINING').waitFor()
  await expectSound('training-approved')
  await drawn(page, screen.host.play({ counter: { ...COUNTER, isTraining: true } }))
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Counter' }).click()
  await page.getByText('Training', { exact: true }).click()
  await page.getByRole('button', { name: 'End training' }).click()
  await expect.poll(() => lastSent('set-training')).toEqual({ on: false })
})

test('a shift is closed by two presses, never by one', async () => {
  await open({ counter: COUNTER })
  screen.host.answer('close-shift', ok(report(3)))
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Counter' }).click()
  await page.getByRole('button', { name: 'Close the shift (Z)' }).click()
  expect(lastSent('close-shift')).toBeUndefined()
  await page.getByRole('button', { name: 'Press again to close' }).click()
  await expect.poll(() => lastSent('close-shift')).toEqual({})
})

test('a cashier: added with a PIN, given a badge, removed', async () => {
  await open({ counter: COUNTER, clerk: 'Ana Lim' })
  screen.host.answer('save-cashier', ok({ cashierId: ANA }))
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Counter' }).click()
  await page.getByText('Cashiers', { exact: true }).click()
  await page.getByLabel('Name').fill('Cem')
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await page.getByLabel('PIN', { exact: true }).fill('12ab34')
  await page.getByRole('button', { name: 'Save' }).click()
  const saved = { cashierId: null, name: 'Cem', pin: '1234' }
  await expect.poll(() => lastSent('save-cashier')).toEqual(saved)
  await page.getByRole('button', { name: 'Badge of Ana Lim' }).click()
  await expect.poll(() => lastSent('learn-badge')).toEqual({ cashierId: ANA })
  await page.getByRole('button', { name: 'Remove Ana Lim' }).click()
  await expect.poll(() => lastSent('remove-cashier')).toEqual({ cashierId: ANA })
})

test.each([
  ['en', 'Receipt printer', 'Save', 'That is this station itself', 1366],
  ['fr', 'Imprimante', 'Garder', 'C’est ce poste lui-même', 1024],
] as const)(
  'a printer that is the station itself, in %s: said with what to do',
  async (language, room, save, told, width) => {
    screen.host.answer('set-receipt-printer', failed('PRINTER_IS_STATION'))
    await open({ counter: COUNTER, clerk: 'Ana Lim' }, language, width)
    await page.keyboard.press('F8')
    await page.getByRole('button', { name: language === 'en' ? 'Counter' : 'Comptoir' }).click()
    await page.getByText(room, { exact: true }).click()
    await page.getByPlaceholder('192.0.2.20').fill('127.0.0.1')
    await page.getByRole('button', { name: save }).click()
    await page.getByRole('status').getByText(told).waitFor()
    expect(lastSent('set-receipt-printer')).toMatchObject({ printer: { host: '127.0.0.1' } })
    await expectSound(`printer-refused-${language}`)
    const port = page.getByRole('textbox').nth(1)
    await port.fill('99999')
    expect(await page.getByRole('button', { name: save }).isDisabled()).toBe(true)
  },
)

/** The list of cashiers, with the station learning Ana's badge. */
async function openLearning() {
  await open({ counter: COUNTER, clerk: 'Ana Lim' })
  screen.host.answer('learn-badge', ok({}))
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Counter' }).click()
  await page.getByText('Cashiers', { exact: true }).click()
  await page.getByRole('button', { name: 'Badge of Ana Lim' }).click()
  await expect.poll(() => lastSent('learn-badge')).toEqual({ cashierId: ANA })
}

const learningAna = () =>
  drawn(page, screen.host.play({ counter: { ...COUNTER, learningBadgeOf: ANA }, clerk: 'Ana Lim' }))

test.each([
  ['the panel is closed', () => page.keyboard.press('Escape')],
  ['another panel is opened', () => page.keyboard.press('F3')],
  [
    'another page of the panel is opened',
    () => page.getByText('Receipt printer', { exact: true }).click(),
  ],
] as const)('a badge is being learnt: over once %s', async (_how, leave) => {
  await openLearning()
  await learningAna()
  await leave()
  await expect.poll(() => lastSent('learn-badge')).toEqual({ cashierId: null })
})

test('a badge is being learnt: over, too, before the screen was told that it is', async () => {
  await openLearning()
  await page.keyboard.press('Escape')
  await expect.poll(() => lastSent('learn-badge')).toEqual({ cashierId: null })
})

test('no badge was to be learnt: the panel is closed without a word', async () => {
  await open({ counter: COUNTER, clerk: 'Ana Lim' })
  const before = screen.host.sent.length
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Counter' }).click()
  await page.getByText('Cashiers', { exact: true }).click()
  await page.getByText('Ben Okafor').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Ben Okafor').waitFor({ state: 'detached' })
  expect(screen.host.sent.slice(before).map(({ name }) => name)).not.toContain('learn-badge')
})

test.each([
  ['with a printer', PRINTER, 'Receipt', { copyNumber: 1, file: null }, 'copy 1', 'paper'],
  [
    'without one',
    null,
    'Receipt (PDF)',
    { copyNumber: 0, file: '/data/receipts/a.pdf' },
    'saved',
    'pdf',
  ],
] as const)('the receipt of what was taken, %s', async (_case, printer, word, answer, told, as) => {
  const approved = STATES['approved'] ?? {}
  screen.host.answer('print-receipt', ok(answer))
  await open({ ...approved, counter: { ...COUNTER, receiptPrinter: printer } })
  await page.getByRole('button', { name: word, exact: true }).click()
  await page.getByRole('status').getByText(told).waitFor()
  const { reference } = approved['outcome'] as { reference: string }
  expect(lastSent('print-receipt')).toEqual({ reference, as })
  await expectSound(`approved-${as}`)
})
