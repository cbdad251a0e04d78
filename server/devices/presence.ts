import type { DeviceId, LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { CloseReason } from '../../src/contract/wire/frames.ts'
import type { StationSettings, WireEvent, WireEventName } from '../../src/contract/wire/messages.ts'

/** A signed-in station's socket, as the rest of the server may use it. */
export interface LiveStation {
  readonly deviceId: DeviceId
  readonly locationId: LocationId
  readonly networkId: NetworkId
  /** Server time of its last frame. */
  readonly lastHeardAtMs: () => number
  /** What it was told about itself last. */
  readonly settings: () => StationSettings
  /** Tells the station about itself anew. */
  readonly changeSettings: (settings: StationSettings) => void
  /** Says something unasked; before the welcome it is left out, as the station asks after that. */
  readonly tell: <Name extends WireEventName>(name: Name, body: WireEvent<Name>) => void
  readonly close: (reason: CloseReason) => void
}

/** Which stations are connected right now: at most one socket a device. */
export interface Presence {
  /** Adds a socket; an older one of the same device is closed as replaced. Returns how to leave. */
  readonly enter: (station: LiveStation) => () => void
  readonly find: (deviceId: DeviceId) => LiveStation | undefined
  readonly all: () => readonly LiveStation[]
  /** Those at one location. */
  readonly at: (locationId: LocationId) => ReadonlySet<LiveStation>
  /** Calls back whenever a station of a network came or went. Returns how to stop. */
  readonly onDidChange: (listener: (networkId: NetworkId) => void) => () => void
  /** Calls back whenever a socket is no longer that of its device. Returns how to stop. */
  readonly onDidLeave: (listener: (station: LiveStation) => void) => () => void
}

export function createPresence(): Presence {
  const live = new Map<DeviceId, LiveStation>()
  const places = new Map<LocationId, Set<LiveStation>>()
  const listeners = new Set<(networkId: NetworkId) => void>()
  const leaving = new Set<(station: LiveStation) => void>()
  const tell = (networkId: NetworkId): void => {
    for (const listener of listeners) listener(networkId)
  }

  const add = (station: LiveStation): void => {
    live.set(station.deviceId, station)
    const place = places.get(station.locationId) ?? new Set()
    places.set(station.locationId, place.add(station))
  }
  const remove = (station: LiveStation): void => {
    live.delete(station.deviceId)
    const place = places.get(station.locationId)
    place?.delete(station)
    if (place?.size === 0) places.delete(station.locationId)
    for (const listener of leaving) listener(station)
  }

  return {
    enter: (station) => {
      const older = live.get(station.deviceId)
      if (older) remove(older)
      add(station)
      older?.close('REPLACED')
      tell(station.networkId)
      return () => {
        if (live.get(station.deviceId) !== station) return
        remove(station)
        tell(station.networkId)
      }
    },
    find: (deviceId) => live.get(deviceId),
    all: () => [...live.values()],
    at: (locationId) => places.get(locationId) ?? NOBODY,
    onDidChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onDidLeave: (listener) => {
      leaving.add(listener)
      return () => leaving.delete(listener)
    },
  }
}

const NOBODY: ReadonlySet<LiveStation> = new Set()
