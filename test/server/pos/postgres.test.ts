import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { createLog } from '../../../server/log.ts'
import { type RunningServer, startServer } from '../../../server/server.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { makeDevice, postActivation, signIn } from '../house/raw-station.ts'
import { describePos } from './pos-suite.ts'
import { callbackOf, SETUPS } from './sales.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres({ version: 18 })
}, 120_000)
afterAll(() => postgres?.end())

describePos('PostgreSQL', {
  start: async () => ['--database-url', await postgres.createDatabase()],
  end: async () => undefined,
})

test('two servers: a callback to one is told at once to the station of the other', async () => {
  const settings = ['--database-url', await postgres.createDatabase()]
  const first = await openServer(settings)
  const second = await startSecond(first, settings)
  try {
    const { locationId } = first.location
    const secrets = { ...SETUPS.shopify.secrets, access: '' }
    const added = { locationId, ...SETUPS.shopify, secrets }
    const { notificationUrl } = done(await first.operator.call('add-pos-connection', added))
    const device = makeDevice()
    const sent = done(await first.operator.call('send-activation', { locationId }))
    const token = parseActivationLink(sent.link ?? '')?.token ?? ''
    const { body: activated } = await postActivation(first.url, token, device)
    const { deviceId, serverKey } = activated['value'] as { deviceId: string; serverKey: string }
    const station = await signIn(first.port, device, deviceId, serverKey)

    const atMs = Date.now()
    const { body, headers } = callbackOf(SETUPS.shopify, '', {
      ...{ id: '1', saleId: '2', amountMinor: 1_250, label: 'Town gift card', receipt: 'R-1' },
      ...{ state: 'paid', atMs, changedAtMs: atMs, refund: null },
    })
    const url = `${second.url}${new URL(notificationUrl).pathname}`
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(200)
    expect(await station.read()).toMatchObject({ name: 'pos-payment', body: { entryId: 1 } })
    const heard = await station.ask('pos-payments', { heardId: 0 })
    expect(heard).toMatchObject({ value: { entries: [{ externalId: 'shopify:1' }] } })
    station.close()
  } finally {
    await second.close()
    await first.close()
  }
})

/** Another server on the same database, with the same keys. */
async function startSecond(
  { folder }: TestServer,
  settings: readonly string[],
): Promise<RunningServer> {
  const reading = readConfig(['--data', folder, '--port', '0', ...settings], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  return startServer(reading.config, { log: createLog('fatal') })
}
