import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../../server/bank-delivery/index.ts'
import { readConfig } from '../../../server/config.ts'
import { createLog } from '../../../server/log.ts'
import { startServer } from '../../../server/server.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { openStandIn, type StandIn } from './bank-stand-in.ts'
import { ACCESS, type ForteBank, openForteBank, PLACE } from './forte-bank.ts'

const LEASE_MS = 11 * 60_000

let server: TestServer
let bank: ForteBank
let standIn: StandIn
beforeAll(async () => {
  bank = openForteBank()
  standIn = await openStandIn((came) => bank.answer(came))
  server = await openServer([], { bankOrigin: () => standIn.url })
}, 120_000)
afterAll(async () => {
  await server?.close()
  await standIn?.close()
})

function fileOf(count: number) {
  const lines = Array.from({ length: count }, (_, index) => {
    const echeck = { routing_number: '021000021', account_number: `800${index}` }
    const rest = JSON.stringify({ order_number: `R${index}`, echeck }).slice(1)
    return `{"action":"credit","authorization_amount":1${index}.50,${rest}\n`
  })
  const bytes = Buffer.from(lines.join(''))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { fileName: 'forte-1.jsonl', bytes, sha256 }
}

test('a server that ends while the bank answers: the next one looks up and goes on', async () => {
  const settings = { organizationId: 'org_300005', locationId: 'loc_190785', sandbox: true }
  const { deliveryId } = done(
    await server.operator.call('add-bank-delivery', {
      ...{ name: 'Forte', settings: { kind: 'forte', ...settings } },
      secrets: { password: '', privateKey: '', ...ACCESS },
    }),
  )
  const file = fileOf(4)
  standIn.plan(`${PLACE}/transactions`, undefined, 'held')
  const ended = deliver(server.context, deliveryId, file, []).then(
    (reply) => reply.ok,
    () => false,
  )
  await expect.poll(() => bank.credits.length, { timeout: 60_000 }).toBe(2)
  await server.stop()
  standIn.arriveLate()
  // What the bank said of the second never got to the disk.
  expect(await ended).toBe(false)
  expect(standIn.happened('held')).toBe(1)

  const reading = readConfig(['--data', server.folder, '--port', '0'], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  const next = await startServer(reading.config, {
    ...{ log: createLog('fatal'), nowMs: () => Date.now() + LEASE_MS },
    ...{ elapsedMs: () => Date.now() + LEASE_MS, bankOrigin: () => standIn.url },
  })
  try {
    done(await deliver(next.context, deliveryId, file, []))
    expect(bank.credits.map(({ order }) => order).sort()).toEqual(['R0', 'R1', 'R2', 'R3'])
  } finally {
    await next.close()
  }
}, 120_000)
