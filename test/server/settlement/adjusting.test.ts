import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operationLine, operationRows } from '../../../server/cards/index.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import { minor } from '../../../src/contract/money.ts'
import { codeOf, done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

const AGES = { from: '2020-01-01', to: '2040-12-31' }

function wish(more: Record<string, unknown> = {}) {
  return {
    ...{
      requestId: 'correct-1',
      locationId: server.location.locationId,
      amountMinor: minor(-1_250),
    },
    ...{ reason: 'Paid in cash', password: PASSWORD, ...more },
  } as Parameters<typeof server.operator.call<'adjust-payable'>>[1]
}

async function bakery() {
  const { lines } = done(await server.operator.call('list-payables', AGES))
  return lines[0]
}

describe('putting a payable right', () => {
  test('once, however often it is sent, with the reason on record', async () => {
    const first = done(await server.operator.call('adjust-payable', wish()))
    expect(done(await server.operator.call('adjust-payable', wish()))).toEqual(first)
    expect(await bakery()).toMatchObject({ adjustedMinor: -1_250, payableMinor: -1_250 })
    const rows = await server.context.database.read
      .selectFrom('audit')
      .where('action', '=', 'payable-adjust')
      .select('detail')
      .execute()
    expect(rows.map(({ detail }) => JSON.parse(detail))).toMatchObject([{ reason: 'Paid in cash' }])
    const [row] = await operationRows(server.context.database.read).execute()
    expect(row && operationLine(row)).toMatchObject({
      ...{ kind: 'payable_adjust', reason: 'Paid in cash', reference: 'correct-1' },
      ...{ locationName: 'Corner Bakery', lastFour: null, appliedMinor: 1_250 },
    })
  })

  test('other content under its id, nothing, a wrong password, nobody’s location: refused', async () => {
    const ask = async (more: Record<string, unknown>) =>
      codeOf(await server.operator.call('adjust-payable', wish(more)))
    expect(await ask({ amountMinor: 1 })).toBe('REQUEST_ID_REUSED')
    expect(await ask({ requestId: 'correct-2', amountMinor: 0 })).toBe('AMOUNT_INVALID')
    expect(await ask({ requestId: 'correct-3', password: 'wrong' })).toBe('SIGN_IN_FAILED')
    const nobody = '01890000-0000-7000-8000-000000000000'
    expect(await ask({ requestId: 'correct-4', locationId: nobody })).toBe('NOT_FOUND')
    expect(await bakery()).toMatchObject({ payableMinor: -1_250 })
  })

  test('the ledger is sound after it', async () => {
    await server.stop()
    expect(verifyLedger(server.folder)).toMatchObject({ ok: true })
  })
})
