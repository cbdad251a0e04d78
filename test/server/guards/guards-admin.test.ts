import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

let house: ApiHouse
let shop: string
beforeAll(async () => {
  house = await openApiHouse()
  shop = await house.addKey({ kind: 'webstore', locationId: null })
})
afterAll(() => house.close())

const balance = (card: object) => house.post('/v1/storedvalue/balance', { card }, shop)

test('an alarm: nobody sees to it, somebody takes it, and closes it with what was found', async () => {
  const { number, pin, cardId } = await house.stockedCard()
  await balance({ number, pin })
  const listed = async () => done(await house.operator.call('list-alarms', {})).alarms
  await eventually(async () => (await listed()).length > 0)
  const [alarm] = await listed()
  expect(alarm).toMatchObject({ cardId, state: 'open', owner: null, note: null, by: 'Tills' })
  const alarmId = alarm?.alarmId ?? 0
  const take = { alarmId, state: 'taken', note: null } as const
  expect(done(await house.operator.call('see-to-alarm', take))).toMatchObject({
    ...{ state: 'taken', owner: 'Person operator' },
  })
  const close = { alarmId, state: 'closed', note: 'Copied from the rack' } as const
  done(await house.operator.call('see-to-alarm', close))
  expect(await listed()).toMatchObject([{ state: 'closed', note: 'Copied from the rack' }])
  const other = await house.operator.call('see-to-alarm', { ...take, alarmId: alarmId + 1 })
  expect(codeOf(other)).toBe('NOT_FOUND')
  await house.addStaff('auditor', 'ada@network.example')
  const auditor = adminBrowser(house.url)
  done(await auditor.call('sign-in', { email: 'ada@network.example', password: PASSWORD }))
  expect(codeOf(await auditor.call('see-to-alarm', take))).toBe('NOT_PERMITTED')
})

test('a locked PIN: in the list with who typed it, and open once support unlocked it', async () => {
  const { number, pin, cardId } = await house.activeCard(2500)
  const wrong = pin === '00000000' ? '11111111' : '00000000'
  for (let tries = 0; tries < 3; tries += 1) await balance({ number, pin: wrong })
  const listed = async () => done(await house.operator.call('list-pin-locks', {})).cards
  expect(await listed()).toMatchObject([
    { cardId, lastFour: number.slice(-4), by: 'Tills', lock: { locks: 1 } },
  ])
  expect((await listed())[0]?.lock.lockedUntilMs).toBeGreaterThan(house.context.nowMs())
  done(await house.operator.call('unlock-pin', { cardId, reason: 'The holder called' }))
  expect(await listed()).toMatchObject([
    { cardId, lock: { locks: 0, lockedUntilMs: null, lockedUntilSupport: false } },
  ])
})

test('figures of the throttle: misses and who was held up, by why', async () => {
  const before = done(await house.operator.call('read-throttle', {}))
  expect(before.missesMax).toBe(10_000)
  const { number, pin } = await house.activeCard(2500)
  for (let asked = 0; asked < 12; asked += 1) await balance({ number, pin })
  const after = done(await house.operator.call('read-throttle', {}))
  const heldUp = (view: typeof after, why: string) =>
    view.heldUp.find(({ reason }) => reason === why)?.count ?? 0
  expect(heldUp(after, 'card') - heldUp(before, 'card')).toBe(2)
  expect(after.misses).toBe(before.misses)
})
