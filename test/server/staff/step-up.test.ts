import { afterAll, beforeAll, expect, test } from 'vitest'
import { SIGN_IN_TRIES_PER_EMAIL } from '../../../server/staff/limits.ts'
import { codeOf, done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'

const MINUTE_MS = 60_000

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

test('the password once more: tries are counted over all that ask for it', async () => {
  const { operator } = server
  const rule = { coolingDays: 3, bankChanges: 'approve' } as const
  for (let count = 0; count < SIGN_IN_TRIES_PER_EMAIL; count += 1) {
    const guessed = await operator.call('set-bank-rule', { ...rule, password: `guess ${count}` })
    expect(codeOf(guessed)).toBe('SIGN_IN_FAILED')
  }
  const proposalId = crypto.randomUUID()
  const elsewhere = () => operator.call('approve-proposal', { proposalId, password: PASSWORD })
  expect(codeOf(await elsewhere())).toBe('RATE_LIMITED')
  server.advance(15 * MINUTE_MS)
  expect(codeOf(await elsewhere())).toBe('NOT_FOUND')
  done(await operator.call('set-bank-rule', { ...rule, password: PASSWORD }))
})
