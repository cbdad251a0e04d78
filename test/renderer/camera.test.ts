import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { headersOf, PAGE_HEADERS } from '../../src/main/station/host/pages.ts'
import { filmCode } from './camera-film.ts'
import { pictureInBoth } from './pictures.ts'
import { layoutProblems, type ScreenTest, startScreenTest } from './screen-page.ts'

const WAIT = { timeout: 30_000 }
const LINK = 'https://cards.example/c/Zm9vYmFy'

let folder = ''
let screen: ScreenTest
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-camera-'))
  const film = join(folder, 'code.y4m')
  filmCode(film, LINK)
  screen = await startScreenTest([
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ])
})
afterAll(async () => {
  await screen.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  screen.host.sent.length = 0
  screen.host.play({})
})

async function openCamera(page: Page): Promise<void> {
  await page.waitForSelector('.zones')
  await page.keyboard.press('F3')
  await page.getByRole('button', { name: 'Use the camera' }).click()
}

const sent = (name: string) => screen.host.sent.filter((command) => command.name === name)

describe('the camera', () => {
  test('a QR code in front of it is read once, in a thread of its own; closed, it is off', async () => {
    const page = await screen.open({ permissions: ['camera'] })
    await openCamera(page)
    await page.locator('[data-camera="looking"]').waitFor(WAIT)
    await expect.poll(() => sent('read-code').length, WAIT).toBe(1)
    expect(sent('read-code')[0]?.params).toEqual({ text: `]Q1${LINK}` })
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
      expect.stringMatching(/^\/assets\/decoder-[\w-]+\.js$/),
    ])
    expect(await layoutProblems(page)).toEqual([])
    await pictureInBoth(page, screen.host, 'camera')
    await page.keyboard.press('Escape')
    await expect.poll(() => sent('use-camera').at(-1)?.params).toEqual({ open: false })
    expect(sent('use-camera')[0]?.params).toEqual({ open: true })
    await expect.poll(() => page.workers().length, WAIT).toBe(0)
    await page.context().close()
  })

  test('not allowed: said plainly, with what to do', async () => {
    const page = await screen.open()
    await openCamera(page)
    await page.locator('[data-camera="denied"]').waitFor(WAIT)
    await page.getByText('The camera is not allowed.').waitFor()
    expect(await layoutProblems(page)).toEqual([])
    await pictureInBoth(page, screen.host, 'camera-denied')
    expect(sent('read-code')).toEqual([])
    await page.context().close()
  })

  test('WebAssembly runs in the decoder only: the page itself may not', async () => {
    const page = await screen.open()
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0]
    const why = await page.evaluate(
      (module) =>
        WebAssembly.compile(Uint8Array.from(module)).then(
          () => 'compiled',
          (error) => String(error),
        ),
      bytes,
    )
    expect(why).toContain('Content Security Policy')
    expect(headersOf('/assets/index-abc.js')).toBe(PAGE_HEADERS)
    expect(headersOf('/decoder-abc.js')).toBe(PAGE_HEADERS)
    expect(headersOf('/assets/decoder-a_B-9.js')['content-security-policy']).toContain(
      "script-src 'self' 'wasm-unsafe-eval';",
    )
    await page.context().close()
  })
})
