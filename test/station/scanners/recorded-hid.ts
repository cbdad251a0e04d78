import { EventEmitter } from 'node:events'
import nodeHid from 'node-hid'
import type { HidDevice } from '../../../src/main/station/scanners/hid-kinds.ts'
import type { HidHandle, HidPort } from '../../../src/main/station/scanners/hid-port.ts'

/** What node-hid's binary gives: reads until it is told to stop, and calls back with bytes or an error. */
interface Raw {
  readStart: (callback: (error: unknown, data?: Buffer) => void) => void
  readStop: () => void
  close: () => Promise<void>
}

/** One device that is plugged in, as a recording of it. */
export interface RecordedDevice {
  /** Sends an input report, as the binary would hand it over. */
  readonly send: (report: Uint8Array) => void
  readonly unplug: () => void
  readonly featureReports: readonly number[][]
  readonly isOpen: () => boolean
  /** True once somebody listens to its reports. */
  readonly isRead: () => boolean
}

export interface RecordedHid {
  readonly port: HidPort
  /** How often the real list was asked for. */
  readonly looks: () => number
  readonly plugIn: (
    device: HidDevice & { readonly path: string },
    options?: Options,
  ) => RecordedDevice
}

interface Options {
  readonly mayOpen?: boolean
  readonly takesFeatureReports?: boolean
}

/**
 * node-hid with recordings in the place of its binary: the module is the real one, its list of
 * devices is asked for, and the events, reading loop and closing are its own code. Only what its
 * binary would read from a cable comes from the test.
 */
export function recordedHid(): RecordedHid {
  const plugged = new Map<string, { device: HidDevice; open: () => HidHandle }>()
  let looks = 0
  return {
    looks: () => looks,
    port: {
      devicesAsync: async () => {
        const real = await nodeHid.devicesAsync()
        looks += 1
        return [...real, ...[...plugged.values()].map(({ device }) => device)]
      },
      HIDAsync: {
        open: async (path) => {
          const found = plugged.get(path)
          if (found === undefined) throw new TypeError(`could not open ${path}`)
          return found.open()
        },
      },
    },
    plugIn: (device, { mayOpen = true, takesFeatureReports = true } = {}) => {
      let callback: ((error: unknown, data?: Buffer) => void) | undefined
      let isOpen = false
      const featureReports: number[][] = []
      const raw: Raw = {
        readStart: (given) => {
          callback = given
        },
        readStop: () => {
          callback = undefined
        },
        close: async () => {
          isOpen = false
          callback = undefined
        },
      }
      const open = () => {
        if (!mayOpen) throw new TypeError('cannot open device')
        isOpen = true
        return handleOver(raw, async (data) => {
          if (!takesFeatureReports) throw new TypeError('could not send feature report')
          featureReports.push([...data])
          return data.length
        })
      }
      plugged.set(device.path, { device, open })
      return {
        featureReports,
        isOpen: () => isOpen,
        isRead: () => callback !== undefined,
        send: (report) => {
          if (callback === undefined) throw new Error('nobody reads this device')
          callback(null, Buffer.from(report))
        },
        unplug: () => {
          plugged.delete(device.path)
          // node-hid's error has no message when a device is pulled out.
          callback?.({})
        },
      }
    },
  }
}

/** An HIDAsync as its constructor makes one, over another binary. */
function handleOver(raw: Raw, sendFeatureReport: HidHandle['sendFeatureReport']): HidHandle {
  const handle = Object.create(nodeHid.HIDAsync.prototype) as EventEmitter & HidHandle & Reading
  EventEmitter.call(handle)
  Object.assign(handle, { _raw: raw, sendFeatureReport })
  handle.on('newListener', (name: string) => {
    if (name === 'data') process.nextTick(() => handle.resume())
  })
  return handle
}

interface Reading {
  readonly resume: () => void
}
