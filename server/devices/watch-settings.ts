import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground } from '../load/index.ts'
import { type KnownDevice, readDevices } from './known-devices.ts'
import { SETTINGS_LOOK_EVERY_MS, SETTINGS_REST_MS, STATIONS_READ_AT_ONCE } from './limits.ts'
import type { LiveStation, Presence } from './presence.ts'

type Parts = Pick<ServerContext, 'database' | 'log'>

/**
 * Sees to it that the connected stations have what they would be told if they connected now, whatever
 * changed it: somebody here or at another server, a command, or a rule whose time has come. Devices
 * that were revoked are cut off. Looks every now and then, at word from elsewhere, and when it is woken.
 */
export function watchSettings(context: Parts, presence: Presence): Background {
  let [restedAtMs, isFailing] = [0, false]
  const look = async (): Promise<void> => {
    try {
      await tellChanges(context, presence)
      isFailing = false
    } catch (error) {
      // Once an outage: the next look is soon, and stations ask when they connect.
      if (!isFailing) context.log.warn({ err: error }, 'stations could not be told of changes')
      isFailing = true
    }
  }
  const background = startBackground({
    ...{ log: context.log, what: 'telling stations of changes' },
    lookEveryMs: SETTINGS_LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      const restMs = restedAtMs - performance.now()
      if (restMs > 0) await delay(restMs)
      if (isClosing()) return false
      await look()
      restedAtMs = performance.now() + SETTINGS_REST_MS
      return false
    },
  })
  const stop = context.database.onDidChangeElsewhere?.(background.wake)
  return {
    wake: background.wake,
    close: () => {
      stop?.()
      return background.close()
    },
  }
}

async function tellChanges(context: Parts, presence: Presence): Promise<void> {
  const stations = presence.all()
  for (let at = 0; at < stations.length; at += STATIONS_READ_AT_ONCE) {
    const some = stations.slice(at, at + STATIONS_READ_AT_ONCE)
    const given = some.map((station) => station.settings())
    const deviceIds = some.map(({ deviceId }) => deviceId)
    const devices = await readDevices(context, deviceIds)
    for (const [index, station] of some.entries()) {
      // Told something else while this was read: that may be newer.
      if (station.settings() === given[index]) tell(station, devices.get(station.deviceId))
    }
  }
}

function tell(station: LiveStation, device: KnownDevice | undefined): void {
  if (device === undefined) return
  if (device.state === 'revoked') station.close('DEVICE_REVOKED')
  else if (!isDeepStrictEqual(station.settings(), device.settings))
    station.changeSettings(device.settings)
}
