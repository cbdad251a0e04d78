import type { HidDevice } from './hid-kinds.ts'

/** An open interface, as node-hid's HIDAsync is one. */
export interface HidHandle {
  readonly on: {
    (event: 'data', listener: (report: Uint8Array) => void): unknown
    (event: 'error', listener: (error: unknown) => void): unknown
  }
  readonly sendFeatureReport: (data: number[]) => Promise<number>
  readonly close: () => Promise<void>
}

/** What is used of node-hid. */
export interface HidPort {
  readonly devicesAsync: () => Promise<readonly HidDevice[]>
  readonly HIDAsync: { readonly open: (path: string) => Promise<HidHandle> }
}

/**
 * Loads node-hid when it is wanted, so that a station starts without it. Its binary is opened with
 * the first listing, and throws there where the system lacks a library of it.
 */
export async function loadNodeHid(): Promise<HidPort> {
  const { devicesAsync, HIDAsync } = (await import('node-hid')).default
  return { devicesAsync: () => devicesAsync(), HIDAsync }
}

/** What to install when node-hid does not load: the name of a library, or of the package. */
export function missingLibrary(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (/libusb/.test(message)) return 'libusb-1.0-0'
  if (/libudev/.test(message)) return 'libudev1'
  return 'node-hid'
}
