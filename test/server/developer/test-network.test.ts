import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../../commands/run.ts'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import { createApiClient } from '../../../server/stored-value/index.ts'
import {
  MAGIC_ERRORS,
  MAGIC_REFUSALS,
  TIMEOUT_DONE_MINOR,
  TIMEOUT_NOT_DONE_MINOR,
} from '../../../server/stored-value/magic.ts'
import { testingDocument } from '../../../server/stored-value/testing-document.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import type { CardId, ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { ERRORS, REFUSAL_CODES, REFUSALS } from '../../../src/contract/refusals.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, PREFIX, refusalOf } from '../stored-value/api-house.ts'

let house: ApiHouse
let key: string
let programId: ProgramId
let operator: AdminBrowser
beforeAll(async () => {
  house = await openApiHouse()
  const { context } = house
  const networkId = await createNetwork(context, 'Trial', { isTest: true })
  const location = done(
    await createLocation(context, networkId, {
      ...{ name: 'Bench', email: 'bench@trial.example', timeZone: 'Europe/Paris' },
      currency: currency('EUR'),
    }),
  )
  const made = await createProgram(context, {
    ...{ networkId, name: 'Trial card', currency: currency('EUR'), cardPrefix: PREFIX },
    ...{ pinPolicy: 'online', loadMinMinor: minor(1), loadMaxMinor: minor(50_000) },
    ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
  })
  programId = done(made).programId
  const email = 'tess@trial.example'
  done(
    await createStaff(context, {
      ...{ networkId, name: 'Tess', email, password: PASSWORD, role: 'operator' },
    }),
  )
  operator = adminBrowser(house.url)
  done(await operator.call('sign-in', { email, password: PASSWORD }))
  const client = await createApiClient(context, {
    ...{ networkId, name: 'Trial shop', kind: 'pos', scopes: API_SCOPES },
    ...{ locationId: location.locationId, actor: 'system', ip: null },
  })
  key = done(client).key
})
afterAll(() => house.close())

const numberOf = (digits: string) => `${digits}${luhnDigit(digits)}`
const magic = (digits: string) => numberOf(`${PREFIX}0000000000${digits}`)

let serial = 0
const newId = () => {
  serial += 1
  return `trial-${serial}`
}

const redeem = (card: object, amountMinor: number, requestId = newId(), by = key) =>
  house.post('/v1/storedvalue/redeem', { requestId, card, amountMinor, currency: 'EUR' }, by)

async function trialCard(): Promise<{ number: string; pin: string }> {
  const made = await operator.call('stock-cards', { programId, name: 'Trial', count: 1 })
  const [card] = done(made).cards
  if (card === undefined) throw new Error('no card was made')
  done(
    await operator.call('activate-card', {
      ...{ cardId: card.cardId as CardId, amountMinor: 50_000, fundedBy: 'cash' as const },
      requestId: newId(),
    }),
  )
  return { number: card.number, pin: card.pin }
}

const journalRows = async () =>
  (await house.context.database.read.selectFrom('journal').select('id').execute()).length

describe('magic numbers', () => {
  test('every refusal has one', () => {
    expect(Object.values(MAGIC_REFUSALS).toSorted()).toEqual([...REFUSAL_CODES].toSorted())
  })

  test.each(Object.entries(MAGIC_REFUSALS))(
    '%s forces %s, and nothing is recorded',
    async (digits, code) => {
      const before = await journalRows()
      const card = { number: magic(digits), pin: '1234' }
      const answers = [
        await redeem(card, 100),
        await house.post('/v1/storedvalue/balance', { card }, key),
        await house.post(
          '/v1/storedvalue/fund',
          { requestId: newId(), card, amountMinor: 100, currency: 'EUR' },
          key,
        ),
      ]
      const expected = `${REFUSALS[code].http} ${code}`
      expect(answers.map(refusalOf)).toEqual([expected, expected, expected])
      expect(await journalRows()).toBe(before)
      // Whatever may be sent again says when.
      for (const { body } of answers)
        expect((body.refusal?.retryAfterMs ?? 0) > 0).toBe(REFUSALS[code].retryable)
    },
  )

  test.each(Object.entries(MAGIC_ERRORS))('%s forces %s', async (digits, code) => {
    expect(refusalOf(await redeem({ number: magic(digits) }, 100))).toBe(
      `${ERRORS[code].http} ${code}`,
    )
  })

  test('in a live network: a number like any other', async () => {
    const answer = await redeem({ number: magic('27'), pin: '1234' }, 100, newId(), house.key)
    expect(refusalOf(answer)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
  })
})

describe('magic amounts', () => {
  test('a time-out of which nothing was done: sent again, it is done once', async () => {
    const card = await trialCard()
    const id = newId()
    expect(refusalOf(await redeem(card, TIMEOUT_NOT_DONE_MINOR, id))).toBe('504 TIMEOUT_UNKNOWN')
    expect(refusalOf(await house.get(`/v1/requests/${id}`, key))).toBe('404 NOT_FOUND')
    const again = await redeem(card, TIMEOUT_NOT_DONE_MINOR, id)
    expect(again.body.value).toMatchObject({
      ...{ replayed: false, balanceMinor: 50_000 - TIMEOUT_NOT_DONE_MINOR },
    })
  })

  test('a time-out of what was done: sent again, the stored answer', async () => {
    const card = await trialCard()
    const id = newId()
    expect(refusalOf(await redeem(card, TIMEOUT_DONE_MINOR, id))).toBe('504 TIMEOUT_UNKNOWN')
    const again = await redeem(card, TIMEOUT_DONE_MINOR, id)
    expect(again.body.value).toMatchObject({
      ...{ replayed: true, balanceMinor: 50_000 - TIMEOUT_DONE_MINOR },
    })
  })

  test('in a live network: an amount like any other', async () => {
    const { number, pin } = await house.activeCard(50_000)
    const answer = await redeem({ number, pin }, TIMEOUT_DONE_MINOR, newId(), house.key)
    expect(answer.status).toBe(200)
  })
})

describe('a network for tests', () => {
  test('its keys say so, those of others do not', () => {
    expect(key).toMatch(/^cm_test_/)
    expect(house.key).toMatch(/^cm_live_/)
  })

  test('a network with programs never becomes one, and one for tests stays one', async () => {
    const { database } = house.context
    const mark = database.read.insertInto('test_network').values({ network_id: house.networkId })
    expect(await database.write([{ query: mark.compile() }])).toBe(false)
    const unmark = database.read.deleteFrom('test_network')
    expect(await database.write([{ query: unmark.compile() }])).toBe(false)
    const rows = await database.read.selectFrom('test_network').selectAll().execute()
    expect(rows).toHaveLength(1)
  })

  // After a new code: npx vitest run --project unit test/server/developer/test-network.test.ts -u
  test('docs/api/testing.md is what the tables say', async () => {
    await expect(testingDocument()).toMatchFileSnapshot(join(ROOT, 'docs/api/testing.md'))
  })
})
