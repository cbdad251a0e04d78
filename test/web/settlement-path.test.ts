import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { en } from '../../server/web/admin/words/en/catalogue.ts'
import { fr } from '../../server/web/admin/words/fr/catalogue.ts'
import type { LocationId } from '../../src/contract/ids.ts'
import { type Notice, readSent, writeAnswers } from '../server/bank-outcomes/bank-answers.ts'
import { OPERATOR_EMAIL, PASSWORD } from '../server/house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  tradeOf,
} from '../server/payouts/payout-house.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const DAY_MS = 86_400_000
const WORDS = { 'en-US': en, 'fr-FR': fr } as const
type Locale = keyof typeof WORDS

/** A word of the admin in a language, with what it names filled in. */
function wordIn(locale: Locale) {
  return (key: keyof typeof en, facts: Readonly<Record<string, string | number>> = {}) =>
    WORDS[locale][key].replaceAll(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => String(facts[name]))
}

/** Two people, each in their own language; in the second round they have changed places. */
describe.each([
  ['en-US', 'fr-FR'],
  ['fr-FR', 'en-US'],
] as const)('settlement by hand, made in %s and approved in %s', (mine, theirs) => {
  const [t, u] = [wordIn(mine), wordIn(theirs)]
  let house: PayoutHouse
  let screen: AdminScreen
  let bakery: LocationId
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'countermark-bank-'))
    house = await openPayoutHouse()
    await addNacha(house)
    const trade = tradeOf(house)
    const card = await trade.sell(900_000)
    bakery = await addPlace(house, 'Main Street Bakery')
    await giveAccount(house, bakery, 1)
    const books = await addPlace(house, 'River Books')
    await giveAccount(house, books, 2)
    for (const [place, amountMinor] of [
      [bakery, 100_000],
      [books, 48_200],
    ] as const)
      await trade.redeem(place, card, amountMinor)
    screen = await openAdminScreen(house)
  }, SCREEN_TEST_MS)
  afterAll(async () => {
    await screen?.close()
    await house?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it(
    'terms, a run, a second person, the file, a statement, what came back, what is open',
    async () => {
      const page = await screen.signedIn({ locale: mine, email: OPERATOR_EMAIL })
      await agreeOnCommission(page)
      house.advance(60_000)
      const other = await approvedRun(page)
      const sent = await fetchFile(other)
      await readStatement(other)
      // A day later everybody has to sign in again.
      house.advance(DAY_MS)
      const later = await screen.signedIn({ locale: mine, path: 'bank-answers' })
      await takeReturns(later, sent)
      await settleOpen(later)
    },
    SCREEN_TEST_MS,
  )

  async function agreeOnCommission(page: Page): Promise<void> {
    await page.getByRole('link', { name: t('nav.terms'), exact: true }).click()
    const panel = page.getByRole('region', {
      name: t('terms.inCurrency', { currency: 'USD' }),
      exact: true,
    })
    await panel.getByRole('button', { name: t('terms.change') }).click()
    await page.getByLabel(t('terms.hasCommission')).check()
    await page
      .getByLabel(t('terms.percent'), { exact: true })
      .fill(mine === 'fr-FR' ? '2,5' : '2.5')
    await page.getByLabel(t('form.reason')).fill('As the members decided')
    await page.getByLabel(t('form.password')).fill(PASSWORD)
    await expectSound(page, 'path-1-terms')
    await page.getByRole('button', { name: t('action.save') }).click()
    const history = page.getByRole('region', { name: t('terms.historyIn', { currency: 'USD' }) })
    await history.getByText('As the members decided').waitFor()
  }

  /** Whoever makes a run cannot agree to it; the other one does. */
  async function approvedRun(page: Page): Promise<Page> {
    await page.getByRole('link', { name: t('nav.runs') }).click()
    await page
      .getByRole('button', { name: t('runs.make') })
      .first()
      .click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('runs.make') })
      .click()
    const title = { name: t('runs.number', { number: 1 }) }
    await page.getByRole('heading', title).waitFor()
    await page.getByRole('button', { name: t('runs.approve') }).click()
    await page.getByLabel(t('form.password')).fill(PASSWORD)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('runs.approve') })
      .click()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await expectSound(page, 'path-2-not-by-yourself')
    await page.keyboard.press('Escape')

    const other = await screen.signedIn({ locale: theirs, email: FINANCE_EMAIL, width: 1024 })
    await other.getByRole('link', { name: u('nav.runs') }).click()
    await other.getByRole('link', { name: u('runs.number', { number: 1 }) }).click()
    await other.getByRole('button', { name: u('runs.approve') }).click()
    await other.getByLabel(u('form.password')).fill(PASSWORD)
    await other
      .getByRole('dialog')
      .getByRole('button', { name: u('runs.approve') })
      .click()
    await other.getByText(u('runState.generated')).waitFor()
    await expectSound(other, 'path-3-approved')
    return other
  }

  async function fetchFile(page: Page): Promise<string> {
    const download = page.waitForEvent('download')
    const link = u('runs.downloadOf', { name: 'ach-' })
    await page.getByRole('link', { name: link }).click()
    const text = readFileSync(await (await download).path(), 'utf8')
    // 2.5 % of 1,000.00 and of 482.00 are taken off.
    expect(readSent(text).map(({ amount }) => amount)).toEqual([97_500, 46_995])
    const isThere = { name: u('runs.markSent') }
    await page.getByRole('button', isThere).click()
    await page.getByRole('dialog').getByRole('button', isThere).click()
    await page.getByText(u('runs.markedSent')).waitFor()
    return text
  }

  async function readStatement(page: Page): Promise<void> {
    const row = page.getByRole('row', { name: /Main Street Bakery/ })
    await row.getByRole('button', { name: u('action.details') }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: `${u('runs.statement')} PDF` }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/\.pdf$/)
    const pdf = readFileSync(await file.path())
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const pictures = process.env['COUNTERMARK_TEST_PICTURES']
    if (pictures !== undefined) writeFileSync(`${pictures}/path-statement-${theirs}.pdf`, pdf)
    await page.keyboard.press('Escape')
  }

  /** One payout comes back; of the other the bank speaks under a trace that is none of ours. */
  async function takeReturns(page: Page, sent: string): Promise<void> {
    const [first, second] = readSent(sent)
    if (!first || !second) throw new Error('both locations are paid')
    const notices: Notice[] = [
      { entry: first, code: 'R03' },
      { entry: { ...second, identification: '', trace: '076401259999999' }, code: 'R23' },
    ]
    const path = join(folder, 'returns.ach')
    writeFileSync(path, writeAnswers(notices))
    await page.getByRole('button', { name: t('answers.take') }).click()
    await page.getByRole('dialog').locator('input[type=file]').setInputFiles(path)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('answers.takeNow') })
      .click()
    await page.getByText(t('answers.taken_other', { count: 2 })).waitFor()
    await expectSound(page, 'path-4-taken')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('action.close') })
      .last()
      .click()
    await expect
      .poll(async () => (await accountsOf(house))[`payable:${bakery}`], { timeout: 60_000 })
      .toBe(97_500)
  }

  async function settleOpen(page: Page): Promise<void> {
    const queue = page.getByRole('table', { name: t('answers.queue') })
    await queue.getByText('076401259999999').waitFor()
    await expectSound(page, 'path-5-queue')
    const row = queue.getByRole('row', { name: /076401259999999/ })
    await row.getByRole('button', { name: t('answers.settle'), exact: true }).click()
    await page.getByLabel(t('answers.settleNote')).fill('The bank took it back by phone.')
    const settle = { name: t('answers.settle'), exact: true }
    await page.getByRole('dialog').getByRole('button', settle).click()
    await queue.getByText('076401259999999').waitFor({ state: 'detached' })
    await page.goto(`${house.url}/admin/runs`)
    await page.getByRole('link', { name: t('runs.number', { number: 1 }) }).click()
    const line = page.getByRole('row', { name: /Main Street Bakery/ })
    await line.getByRole('button', { name: t('action.details') }).click()
    await page.getByRole('dialog').getByText(t('payoutState.returned')).first().waitFor()
    await expectSound(page, 'path-6-returned')
  }
})
