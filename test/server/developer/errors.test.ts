import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../../../commands/run.ts'
import { errorsDocument } from '../../../server/developer/error-pages.ts'
import { ERROR_CODES, ERRORS, REFUSAL_CODES, REFUSALS } from '../../../src/contract/refusals.ts'
import { openServer, type TestServer } from '../house/open-server.ts'

let house: TestServer
beforeAll(async () => {
  house = await openServer()
})
afterAll(() => house.close())

const TABLE = { ...REFUSALS, ...ERRORS }
const CODES = [...REFUSAL_CODES, ...ERROR_CODES]
const get = (path: string, accept = 'application/json') =>
  fetch(`${house.url}${path}`, { headers: { accept } })

test('the list: every code once, as JSON and as a page', async () => {
  const { value } = (await (await get('/v1/errors')).json()) as {
    value: { codes: { code: string }[] }
  }
  expect(value.codes.map(({ code }) => code)).toEqual(CODES)
  const page = await get('/v1/errors', 'text/html,application/xhtml+xml')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const text = await page.text()
  for (const code of CODES) expect(text).toContain(`/v1/errors/${code}"`)
})

test.each(CODES)('%s: its page says status, retry and what to do', async (code) => {
  const { http, retryable, nextAction, message } = TABLE[code]
  const answer = (await (await get(`/v1/errors/${code}`)).json()) as { value: object }
  expect(answer.value).toMatchObject({
    ...{ code, httpStatus: http, retryable, nextAction, meaning: message },
  })
  const page = await (await get(`/v1/errors/${code}`, 'text/html')).text()
  expect(page).toContain(`<h1>${code}</h1>`)
  expect(page).toContain(nextAction)
})

test('a code that does not exist: said so, and where the list is', async () => {
  const answer = await get('/v1/errors/NO_SUCH_CODE')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('/v1/errors')
})

test('the API document links to the page of each code', async () => {
  const document = await (await get('/v1/openapi.json')).text()
  for (const code of CODES) expect(document, code).toContain(`(/v1/errors/${code})`)
})

// After a new code: npx vitest run --project unit test/server/developer/errors.test.ts -u
test('docs/api/errors.md is what the table says', async () => {
  await expect(errorsDocument()).toMatchFileSnapshot(join(ROOT, 'docs/api/errors.md'))
})
