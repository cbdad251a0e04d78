import { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runNetwork } from '../../../commands/network.ts'
import { createPresence, readDevice, watchSettings } from '../../../server/devices/index.ts'
import { SETTINGS_REST_MS } from '../../../server/devices/limits.ts'
import { dayAfter, dayAt } from '../../../server/ledger/calendar.ts'
import { createLog } from '../../../server/log.ts'
import { createProgram } from '../../../server/programs/index.ts'
import type { DeviceId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import {
  CARD_PREFIXES_MAX,
  FOREIGN_NUMBERS,
  type StationSettings,
  stationSettingsSchema,
} from '../../../src/contract/wire/messages.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { saidBy } from '../commands/said-by.ts'
import { openAgain } from '../house/open-again.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { makeDevice, postActivation, type RawDevice, signIn } from '../house/raw-station.ts'

/** The server looks every ten seconds; a busy machine is slower. */
const SOON = { timeout: 30_000, interval: 50 }

interface Activated {
  readonly device: RawDevice
  readonly deviceId: DeviceId
  readonly serverKey: string
  readonly settings: unknown
}

async function activate(server: TestServer, { locationId } = server.location): Promise<Activated> {
  const device = makeDevice()
  const sent = done(await server.operator.call('send-activation', { locationId }))
  const token = parseActivationLink(sent.link ?? '')?.token ?? ''
  const { body } = await postActivation(server.url, token, device)
  return { device, ...(body['value'] as Omit<Activated, 'device'>) }
}

/** A connected station that keeps what it was told about itself last, and how often it was told. */
async function connect(port: number, { device, deviceId, serverKey }: Activated) {
  const session = await signIn(port, device, deviceId, serverKey)
  let settings = stationSettingsSchema.parse(session.welcome['settings'])
  let told = 0
  const listen = async (): Promise<never> => {
    for (;;) {
      const { name, body } = await session.read()
      if (name !== 'settings-changed') continue
      settings = stationSettingsSchema.parse(body)
      told += 1
    }
  }
  // Ends with the socket.
  const ended = listen().catch(() => undefined)
  const beat = setInterval(() => {
    session.send(session.seal('heartbeat', { stationTimeMs: 1, waitingOperations: 0 }))
  }, 1_000)
  // What woke the server until now must not be what tells it of what comes.
  await delay(2 * SETTINGS_REST_MS)
  return {
    settings: (): StationSettings => settings,
    told: () => told,
    close: async () => {
      clearInterval(beat)
      session.close()
      await ended
    },
  }
}

async function otherLocation(server: TestServer) {
  const shop = { name: 'Book Shop', email: 'books@shop.example', currency: 'EUR' }
  return done(await server.operator.call('create-location', { ...shop, timeZone: 'Europe/Paris' }))
}

const TOWN_CARD = {
  ...{ name: 'Town Card', currency: currency('EUR'), cardPrefix: '997001', reloadable: true },
  ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000), balanceMaxMinor: minor(100_000) },
  pinPolicy: 'online' as const,
}

test('a rule that was planned begins: the stations that are connected know it', async () => {
  const server = await openServer()
  try {
    const { context, networkId, operator } = server
    const { locationId } = await otherLocation(server)
    const { programId } = done(
      await createProgram(context, { ...TOWN_CARD, networkId, acceptedAt: [locationId] }),
    )
    const { program, versions } = done(await operator.call('read-program', { programId }))
    const rules = versions[0]?.rules
    if (rules === undefined) throw new Error('a program has rules')
    const validFrom = dayAfter(dayAt(context.nowMs(), program.timeZone), 2)
    done(
      await operator.call('change-rules', {
        ...{ programId, basedOn: 1, reason: 'The season begins', validFrom },
        rules: { ...rules, acceptedAt: 'network' },
      }),
    )
    const station = await connect(server.port, await activate(server))
    expect(station.settings().cardPrefixes).toEqual([])
    server.advance(3 * 24 * 3_600_000)
    await expect.poll(() => station.settings().cardPrefixes, SOON).toEqual(['997001'])
    expect(station.told()).toBe(1)
    await station.close()
  } finally {
    await server.close()
  }
}, 60_000)

test('what nobody says that it changed is known at the next look', async () => {
  const server = await openServer()
  try {
    const { database } = server.context
    const station = await connect(server.port, await activate(server))
    const query = database.read.updateTable('network').set({ name: 'New Town' }).compile()
    await database.write([{ query }])
    await expect.poll(() => station.settings().networkName, SOON).toBe('New Town')
    await station.close()
  } finally {
    await server.close()
  }
}, 60_000)

test('more programs than a station is told prefixes: it stays, and reads the cards of each', async () => {
  const server = await openServer()
  try {
    const { context, networkId } = server
    const prefixes = Array.from({ length: CARD_PREFIXES_MAX + 1 }, (_, at) => String(998_000 + at))
    const add = async (cardPrefix: string) => {
      const name = `Card ${cardPrefix}`
      const acceptedAt = 'network' as const
      done(await createProgram(context, { ...TOWN_CARD, networkId, name, cardPrefix, acceptedAt }))
    }
    for (const prefix of prefixes.slice(1)) await add(prefix)
    const active = await activate(server)
    const station = await connect(server.port, active)
    expect(station.settings().cardPrefixes).toEqual(prefixes.slice(1))
    await add(prefixes[0] ?? '')
    const unread = () => {
      const { cardPrefixes } = station.settings()
      return prefixes.filter((prefix) => !cardPrefixes.some((one) => prefix.startsWith(one)))
    }
    await expect.poll(unread, SOON).toEqual([])
    await station.close()
    // Nor is one kept out that comes now, or is activated.
    const again = await connect(server.port, active)
    expect(again.settings().cardPrefixes).toEqual(station.settings().cardPrefixes)
    await again.close()
    const { settings } = await activate(server)
    expect(stationSettingsSchema.parse(settings).cardPrefixes).not.toContain(FOREIGN_NUMBERS)
  } finally {
    await server.close()
  }
}, 60_000)

describe('servers that share a database', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)
  afterAll(() => postgres?.end())

  test('changes at the other server, and by a command, are told here', async () => {
    const url = await postgres.createDatabase()
    const house = await openServer(['--database-url', url])
    const second = await openAgain(house, ['--database-url', url])
    try {
      const [active, beside] = [await activate(house), await otherLocation(house)]
      const station = await connect(second.port, active)
      const bystander = await connect(second.port, await activate(house, beside))
      const { deviceId } = active
      done(await house.operator.call('rename-device', { deviceId, name: 'Bar' }))
      await expect.poll(() => station.settings().deviceName, SOON).toBe('Bar')
      const { locationId } = house.location
      done(await house.operator.call('update-location', { locationId, name: 'Corner Café' }))
      await expect.poll(() => station.settings().locationName, SOON).toBe('Corner Café')
      expect([station.told(), bystander.told()]).toEqual([2, 0])
      const made = await saidBy(() =>
        runNetwork([
          ...['program', '--name', 'Gold', '--currency', 'EUR', '--zone', 'Europe/Paris'],
          ...['--prefix', '997005', '--data', house.folder, '--database-url', url],
        ]),
      )
      expect(made).toMatchObject({ code: 0 })
      for (const { settings } of [station, bystander])
        await expect.poll(() => settings().cardPrefixes, SOON).toEqual(['997005'])
      await Promise.all([station.close(), bystander.close()])
    } finally {
      await second.close()
      await house.close()
    }
  }, 90_000)

  test('a database that fails: said once, and told when it is back', async () => {
    const house = await openServer(['--database-url', await postgres.createDatabase()])
    const { context } = house
    const { deviceId } = await activate(house)
    const known = await readDevice(context, deviceId)
    if (known === undefined) throw new Error('a device that was activated is known')
    const { networkId, settings } = known
    let given = settings
    const presence = createPresence()
    presence.enter({
      ...{ deviceId, networkId, locationId: settings.locationId, lastHeardAtMs: () => 0 },
      settings: () => given,
      changeSettings: (changed) => {
        given = changed
      },
      ...{ tell: () => undefined, close: () => undefined },
    })
    const lines: string[] = []
    const write = (chunk: Buffer, _: unknown, next: () => void) => {
      lines.push(chunk.toString())
      next()
    }
    const log = createLog('warn', new Writable({ write }))
    const watch = watchSettings({ database: context.database, log }, presence)
    try {
      await postgres.kill()
      for (let looks = 0; looks < 5; looks += 1) {
        watch.wake()
        await delay(500)
      }
      await expect.poll(() => lines.length, SOON).toBe(1)
      await postgres.start()
      const name = 'Bar'
      const rename = () => house.operator.call('rename-device', { deviceId, name })
      await expect.poll(async () => (await rename()).ok, SOON).toBe(true)
      await expect.poll(() => given.deviceName, SOON).toBe(name)
      expect(lines).toHaveLength(1)
    } finally {
      await watch.close()
      await house.close()
    }
  }, 90_000)
})
