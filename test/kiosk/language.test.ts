import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../../commands/machine.ts'
import { ROOT } from '../../commands/run.ts'
import { CHROMIUM_FLAGS } from '../../demo/browser.ts'
import { buildScreen } from '../renderer/screen-page.ts'

let folder = ''
let browser: Browser
let child: ChildProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-language-'))
  await buildScreen(join(folder, 'pages'))
  browser = await chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: [...CHROMIUM_FLAGS],
  })
})
afterAll(async () => {
  await browser?.close()
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function startStation(): Promise<string> {
  const places = ['--data', join(folder, 'station'), '--pages', join(folder, 'pages')]
  const ports = ['--port', '0', '--printer-port', '0', '--printer-host', '127.0.0.1']
  child = spawn(process.execPath, [join(ROOT, 'src/main/kiosk.ts'), ...places, ...ports], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  for await (const part of child.stdout ?? []) {
    text += String(part)
    if (text.includes('\n')) break
  }
  return (JSON.parse(text) as { url: string }).url
}

async function open(url: string, locale: string): Promise<Page> {
  const context = await browser.newContext({ locale })
  const page = await context.newPage()
  await page.goto(url)
  return page
}

const languageOf = (page: Page) =>
  page.locator('button[aria-pressed=true][lang]').getAttribute('lang')

test('a new station speaks the language of its PC, and from then on the one that was chosen', async () => {
  const french = await open(await startStation(), 'fr-CA')
  await french.getByRole('heading', { name: 'Activer ce poste' }).waitFor()
  expect(await languageOf(french)).toBe('fr')
  expect(await french.locator('html').getAttribute('lang')).toBe('fr')
  await french.context().close()
  child.kill('SIGTERM')
  await once(child, 'exit')

  const english = await open(await startStation(), 'en-US')
  await english.getByRole('heading', { name: 'Activer ce poste' }).waitFor()
  await english.getByRole('button', { name: /^EN/ }).click()
  await english.getByRole('heading', { name: 'Activate this station' }).waitFor()
  expect(await languageOf(english)).toBe('en')
}, 120_000)
