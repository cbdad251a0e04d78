import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeNext } from '../../../server/books/index.ts'
import { makeRun } from '../../../server/payouts/index.ts'
import { makeDue } from '../../../server/payouts/work.ts'
import { DEFAULT_SCHEDULE } from '../../../src/contract/schedule.ts'
import { codeOf, done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'

const DAY_MS = 86_400_000

let house: TestServer
beforeAll(async () => {
  house = await openServer()
  const schedule = { ...DEFAULT_SCHEDULE, rhythm: { every: 'week', weekday: 3 } } as const
  const agreed = { basedOn: 0, validFrom: null, reason: 'Agreed', password: PASSWORD }
  done(await house.operator.call('change-schedule', { schedule, ...agreed }))
}, 60_000)
afterAll(() => house.close())

test('the clock jumps weeks ahead: no day is closed and no run is made before its time', async () => {
  const { context, networkId } = house
  house.jump(20 * DAY_MS)
  expect(await closeNext(context, networkId)).toEqual({ is: 'nothing_due' })
  expect(await makeDue(context)).toBe(false)
  const who = { networkId, actor: 'staff:one', ip: null } as const
  const wish = { origin: 'schedule', cutOffMs: null } as const
  expect(codeOf(await makeRun(context, who, wish))).toBe('UNAVAILABLE')
  house.jump(-20 * DAY_MS)
  const { read } = context.database
  expect(await read.selectFrom('closed_day').select('day').execute()).toEqual([])
  expect(await read.selectFrom('settlement_run').select('number').execute()).toEqual([])
  // Days that do pass are closed.
  house.advance(2 * DAY_MS)
  expect((await closeNext(context, networkId)).is).toBe('closed')
})
