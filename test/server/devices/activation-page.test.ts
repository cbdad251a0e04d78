import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../../demo/browser.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'

let server: TestServer
let browser: Browser
let link: string
beforeAll(async () => {
  server = await openServer()
  browser = await openBrowser()
  const { locationId } = server.location
  link = done(await server.operator.call('send-activation', { locationId })).link ?? ''
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** The page with everything that it asked for and complained about. */
async function open(address: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(address)
  return { page, asked, complaints }
}

describe('the page behind the activation link', () => {
  test('a whole link: shown, drawn as a code, and sent nowhere', async () => {
    const { page, asked, complaints } = await open(link)
    expect(await page.locator('#link').inputValue()).toBe(link)
    const drawn = () =>
      page.locator('#code').evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
        return (pixels ?? []).filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0)
          .length
      })
    await expect.poll(drawn, { timeout: 30_000 }).toBeGreaterThan(1_000)
    await page.locator('#copy').click()
    await expect
      .poll(() => page.locator('#copied').textContent(), { timeout: 30_000 })
      .toContain('Copi')
    const token = link.split('#')[1] ?? 'none'
    expect(asked.length).toBeGreaterThan(3)
    expect(asked.filter((address) => address.includes(token))).toEqual([])
    expect(asked.filter((address) => !address.startsWith(server.url))).toEqual([])
    expect(complaints).toEqual([])
    expect(server.logged()).not.toContain(token)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    const { enrolments } = done(await server.operator.call('list-enrolments', {}))
    expect(enrolments.map(({ state }) => state)).toEqual(['open'])
  })

  test('a link that was cut: says so, and shows no code', async () => {
    const { page } = await open(link.slice(0, -5))
    await expect.poll(() => page.locator('#broken').isVisible()).toBe(true)
    expect(await page.locator('#usable').isVisible()).toBe(false)
  })
})
