import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerContext } from '../../../server/context.ts'
import { settlementHandlers } from '../../../server/settlement/index.ts'
import type { SignedIn } from '../../../server/staff/index.ts'
import { storedValueHandlers } from '../../../server/stored-value/index.ts'
import type { CardId, RequestId } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from './api-house.ts'

let house: ApiHouse
let olga: SignedIn
beforeAll(async () => {
  house = await openApiHouse()
  const who = done(await house.operator.call('who-am-i', {}))
  olga = { ...who, sessionId: 'none', ip: '192.0.2.1' }
})
afterAll(() => house?.close())

/** The server as it ends once the ledger has done its part. */
function ending(): ServerContext {
  const { context } = house
  const write = () => Promise.reject(new Error('the server ended'))
  return { ...context, database: { ...context.database, write } }
}

async function reasonsOf(action: string): Promise<unknown[]> {
  const rows = await house.context.database.read
    .selectFrom('audit')
    .where('action', '=', action)
    .orderBy('id')
    .select(['actor', 'detail'])
    .execute()
  return rows.map(({ actor, detail }) => [actor, JSON.parse(detail).reason])
}

test('a server that ends between a deed and its audit: the same request again writes it, once', async () => {
  const { cardId } = await house.activeCard(2500)
  const reason = 'Lost with the handbag'
  const asked = { cardId: cardId as CardId, requestId: 'block-1' as RequestId, reason }
  await expect(storedValueHandlers(ending())['block-card'](olga, asked)).rejects.toThrow('ended')
  expect(await reasonsOf('card-block')).toEqual([])
  for (const _ of [1, 2])
    expect(done(await house.operator.call('block-card', asked))).toMatchObject({ replayed: true })
  expect(await reasonsOf('card-block')).toEqual([[`staff:${olga.staffId}`, reason]])
})

test('the same of a payable that was put right', async () => {
  const { locationId } = house.location
  const reason = 'Promised on the phone'
  const asked = { locationId, requestId: 'adjust-1' as RequestId, amountMinor: minor(700), reason }
  const wish = { ...asked, password: PASSWORD }
  const adjust = settlementHandlers(ending())['adjust-payable']
  await expect(adjust(olga, wish)).rejects.toThrow('ended')
  expect(await reasonsOf('payable-adjust')).toEqual([])
  for (const _ of [1, 2]) done(await house.operator.call('adjust-payable', wish))
  expect(await reasonsOf('payable-adjust')).toEqual([[`staff:${olga.staffId}`, reason]])
})
