import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { openBrowser } from '../../demo/browser.ts'
import { createNetwork } from '../../server/network/index.ts'
import { createProgram } from '../../server/programs/index.ts'
import { createApiClient } from '../../server/stored-value/index.ts'
import { openApiDocument } from '../../server/stored-value/open-api.ts'
import { readDocument } from '../../server/web/admin/rooms/explorer/api-document.ts'
import { callOf, curlOf, typeScriptOf } from '../../server/web/admin/rooms/explorer/asked.ts'
import { API_SCOPES } from '../../src/contract/admin/views.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { expectSound, SCREEN_TEST_MS } from './admin-screen.ts'

describe('what the fields of the explorer make', () => {
  const { operations = [] } = readDocument(JSON.parse(JSON.stringify(openApiDocument()))) ?? {}
  const of = (id: string) => {
    const found = operations.find((operation) => operation.id === id)
    if (!found) throw new Error(`no operation ${id}`)
    return found
  }

  it('a body: what is empty is left out, numbers are numbers, flags are flags', () => {
    const { body, address } = callOf(of('POST /v1/storedvalue/redeem'), {
      ...{ requestId: 'one', 'card.number': '9970011', 'card.pin': '', amountMinor: '2500' },
      ...{ currency: 'EUR', allowRepeat: 'true' },
    })
    expect(address).toBe('/v1/storedvalue/redeem')
    expect(JSON.parse(body ?? '')).toEqual({
      ...{ requestId: 'one', card: { number: '9970011' }, amountMinor: 2500, currency: 'EUR' },
      allowRepeat: true,
    })
  })

  it('a choice of forms, a part of the address, a query', () => {
    const voiding = callOf(of('POST /v1/storedvalue/void'), {
      ...{ requestId: 'two', 'original#': '1', 'original.operationId': 'abc' },
    })
    expect(JSON.parse(voiding.body ?? '')).toEqual({
      ...{ requestId: 'two', original: { operationId: 'abc' } },
    })
    const read = callOf(of('GET /v1/requests/{requestId}'), { requestId: 'a/b' })
    expect(read).toMatchObject({ address: '/v1/requests/a%2Fb', body: undefined })
    const log = callOf(of('GET /v1/request-log'), { code: 'OK' })
    expect(log.address).toBe('/v1/request-log?code=OK')
  })

  it('snippets: the call as it is, and never a key', () => {
    const call = callOf(of('POST /v1/storedvalue/redeem'), { orderId: "Mum's" })
    expect(curlOf(call, 'https://cards.example')).toContain(`"Mum'\\''s"`)
    expect(curlOf(call, '')).toContain('$COUNTERMARK_KEY')
    expect(typeScriptOf(call, 'https://cards.example')).toContain(`"Mum's"`)
  })

  it('every operation of the document has its form', () => {
    expect(operations.length).toBeGreaterThan(20)
  })
})

describe('the explorer', () => {
  let server: TestServer
  let browser: Browser
  let key: string
  beforeAll(async () => {
    await buildFrontEnds(['admin'])
    server = await openServer()
    const { context } = server
    const networkId = await createNetwork(context, 'Try out', { isTest: true })
    done(
      await createProgram(context, {
        ...{ networkId, name: 'Test Card', currency: currency('EUR'), cardPrefix: '997009' },
        ...{ pinPolicy: 'never', loadMinMinor: minor(100), loadMaxMinor: minor(50_000) },
        ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
      }),
    )
    const made = await createApiClient(context, {
      ...{ networkId, name: 'Developer', kind: 'oms', scopes: API_SCOPES, locationId: null },
      ...{ actor: 'system', ip: null },
    })
    key = done(made).key
    browser = await openBrowser()
  }, SCREEN_TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  async function opened(locale: string): Promise<{ page: Page; complaints: string[] }> {
    const viewport = { width: 1024, height: 768 }
    const page = await (await browser.newContext({ viewport, locale })).newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load'))
        complaints.push(message.text())
    })
    await page.goto(`${server.url}/admin/explorer`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return { page, complaints }
  }

  async function choose(page: Page, operation: string): Promise<void> {
    const field = page.getByRole('combobox', { name: 'Operation' })
    await field.click()
    await field.fill(operation)
    await page.getByRole('option', { name: operation }).first().click()
  }

  it(
    'an operation forced by a magic number: the answer, the log and the code; the key is kept nowhere',
    async () => {
      const { page, complaints } = await opened('en-US')
      await expectSound(page, 'the explorer')
      await choose(page, '/v1/storedvalue/redeem')
      expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
      await page.getByLabel('Key of a test network').fill('cm_live_something')
      await page.getByText('This is no key of a test network.').waitFor()
      await page.getByLabel('Key of a test network').fill(key)
      await page.getByLabel('First digits').fill('997009')
      await page.getByRole('combobox', { name: 'Force an answer' }).click()
      await page.getByRole('option', { name: 'INSUFFICIENT_FUNDS' }).click()
      await page.getByLabel('amountMinor').fill('2500')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('HTTP 402').waitFor()
      await page.getByText('What the request log has of it').waitFor()
      await expectSound(page, 'the explorer with an answer')
      expect(await page.locator('pre').allTextContents()).toContainEqual(
        expect.stringContaining('curl -X POST'),
      )
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
      )
      expect(kept).not.toContain(key)
      expect((await page.locator('pre').allTextContents()).join()).not.toContain(key)
      expect(complaints).toEqual([])
    },
    SCREEN_TEST_MS,
  )

  it(
    'a form that is filled in wrongly: said by the API itself; in French the same page',
    async () => {
      const { page } = await opened('en-US')
      await page.getByLabel('Key of a test network').fill(key)
      await choose(page, '/v1/storedvalue/block')
      await page.getByLabel('reason').fill('Trying out')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('HTTP 400').waitFor()
      const { page: french, complaints } = await opened('fr-FR')
      await french.getByLabel('Clé d’un réseau de test').fill(key)
      await expectSound(french, 'the explorer in French')
      expect(complaints).toEqual([])
    },
    SCREEN_TEST_MS,
  )
})
