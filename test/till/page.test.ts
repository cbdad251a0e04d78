import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { ROOT } from '../../commands/run.ts'
import { openBrowser } from '../../demo/browser.ts'
import { createTillApp } from '../../demo/till/app.ts'
import { createTill } from '../../demo/till/till.ts'
import { currency } from '../../src/contract/money.ts'
import { ANSWERING, fakePrinter, MUTE } from '../station/pos/sources/printers.ts'

let browser: Browser
/** Free until a test starts a printer there. */
let printerPort: number
let close: () => Promise<unknown>
let url: string

beforeAll(async () => {
  await buildFrontEnds(['till'])
  browser = await openBrowser()
  const reserved = await fakePrinter(MUTE)
  await reserved.close()
  printerPort = reserved.port
  const till = createTill({
    ...{ shopName: 'Main Street Bakery', tillNumber: '1', currency: currency('CAD') },
    printer: { host: '127.0.0.1', port: printerPort },
    nowMs: () => Date.now(),
  })
  const app = await createTillApp(till, `${ROOT}dist/till`)
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  close = () => app.close()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await close?.()
})

async function clean(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

test('till page: keys alone ring, pay by gift card, meet a dead printer, print again, void', async () => {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('heading', { name: 'Articles' }).waitFor()
  await clean(page)
  for (const key of ['1', '3', '3', '9']) await page.keyboard.press(key)
  await expect.poll(() => page.getByTestId('sale-total').textContent()).toBe('$33.20')
  await clean(page)
  await page.keyboard.press('F8')
  await page.locator('[data-outcome="failed"]').waitFor()
  await clean(page)

  const printer = await fakePrinter(ANSWERING, printerPort)
  await page.keyboard.press('Enter')
  await page.locator('[data-outcome="printed"]').waitFor()
  await clean(page)
  const number = (await page.getByTestId('receipt-number').textContent()) ?? ''
  expect(printer.received().toString('latin1')).toContain(`RECEIPT ${number}`)
  expect(printer.received().toString('latin1')).toMatch(/GIFT CARD +33\.20/)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByTestId('sale-total').textContent()).toBe('$0.00')

  await page.keyboard.press('F10')
  await page.getByRole('button', { name: `Void ${number}` }).press('Enter')
  await page.getByText(`Void slip printed for receipt ${number}`).waitFor()
  await clean(page)
  expect(printer.received().toString('latin1')).toContain(`VOID OF RECEIPT ${number}`)
  await context.close()
  await printer.close()
})

test('till page: touch alone splits a sale in French; targets are large and nothing is cut off', async () => {
  const printer = await fakePrinter(ANSWERING, printerPort)
  const context = await browser.newContext({
    viewport: { width: 1024, height: 768 },
    hasTouch: true,
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Français' }).tap()
  await page.getByRole('button', { name: /Panier garni/ }).tap()
  await page.getByLabel(/Montant libre/).tap()
  await page.getByLabel(/Montant libre/).fill('12,50')
  await page.getByRole('button', { name: 'Ajouter' }).tap()
  await expect.poll(() => page.getByTestId('sale-total').textContent()).toContain('37,50')
  const small = await page.getByRole('button').evaluateAll((buttons) =>
    buttons
      .map((button) => ({ box: button.getBoundingClientRect(), text: button.textContent }))
      .filter(
        ({ box }) => box.height < 56 || box.width < 56 || box.right > 1024 || box.bottom > 768,
      )
      .map(({ text }) => text),
  )
  expect(small).toEqual([])

  await page.getByRole('button', { name: /Partager/ }).tap()
  await page.getByLabel('Carte-cadeau', { exact: true }).fill('20')
  const finish = page.getByRole('button', { name: /Terminer/ })
  expect(await finish.isDisabled()).toBe(true)
  await page.getByLabel('Espèces', { exact: true }).fill('20')
  await clean(page)
  await finish.tap()
  await page.locator('[data-outcome="printed"]').waitFor()
  await clean(page)
  const paper = printer.received().toString('latin1')
  expect(paper).toMatch(/CARTE CADEAU +20,00/)
  expect(paper).toMatch(/RENDU +2,50/)
  await context.close()
  await printer.close()
})
