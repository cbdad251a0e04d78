import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { createLog } from '../../../server/log.ts'
import { type RunningServer, startServer } from '../../../server/server.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { callbackOf, type Sale, SETUPS } from './sales.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

const DAY_MS = 86_400_000

let server: TestServer
let standIn: StandIn
let aheadMs = 0
/** The same ledger in another process's place, some days later. */
let next: RunningServer | undefined

beforeAll(async () => {
  standIn = await openStandIn()
  server = await openServer([], { posOrigin: standIn.origin })
})
afterAll(async () => {
  await next?.close()
  await server?.close()
  await standIn?.close()
})

async function restart(): Promise<RunningServer> {
  await next?.close()
  await server.stop()
  const reading = readConfig(['--data', server.folder, '--port', '0'], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  const clock = () => Date.now() + aheadMs
  next = await startServer(reading.config, {
    ...{ log: createLog('fatal'), nowMs: clock, elapsedMs: clock, posOrigin: standIn.origin },
  })
  return next
}

function sale(id: string): Sale {
  const atMs = Date.now() + aheadMs
  return {
    ...{ id, saleId: `1${id}`, amountMinor: 1_250, label: 'Town gift card', receipt: id },
    ...{ state: 'paid', atMs, changedAtMs: atMs, refund: null },
  }
}

async function call(url: string, sold: Sale): Promise<string> {
  const { body, headers } = callbackOf(SETUPS.shopify, url, sold)
  return (await fetch(url, { method: 'POST', body, headers })).text()
}

const rows = (context: TestServer['context'], table: 'pos_entry' | 'pos_event') =>
  context.database.read.selectFrom(table).select('connection_id').execute()

test('a new connection is asked by itself; a restart forgets no event; what is old is erased', async () => {
  standIn.sales.push(sale('100'))
  const { locationId } = server.location
  const added = { locationId, ...SETUPS.shopify }
  const { notificationUrl } = done(await server.operator.call('add-pos-connection', added))
  // Nobody pressed anything.
  await expect.poll(() => rows(server.context, 'pos_entry'), { timeout: 30_000 }).toHaveLength(1)
  const sold = sale('200')
  expect(await call(notificationUrl, sold)).toContain('taken')

  const { url, context } = await restart()
  const again = `${url}${new URL(notificationUrl).pathname}`
  expect(await call(again, sold)).toContain('repeated')
  expect(await rows(context, 'pos_entry')).toHaveLength(2)
  expect(await rows(context, 'pos_event')).toHaveLength(1)

  aheadMs = 100 * DAY_MS
  expect(await call(again, sold)).toContain('signed too long ago')
  standIn.sales.length = 0
  expect(await call(again, sale('300'))).toContain('taken')
  await expect.poll(() => rows(context, 'pos_event'), { timeout: 30_000 }).toHaveLength(1)
  // The newest stays whatever its age, and the numbers go on after it.
  const ids = await context.database.read.selectFrom('pos_entry').select('id').execute()
  expect(ids).toEqual([{ id: 3 }])
  await next?.close()
  expect(await verifyLedger(server.folder)).toMatchObject({ ok: true })
})
