import type { Health, StationProblem } from '../../../contract/screen/state.ts'
import { makerSymbology } from '../cards/symbologies.ts'
import type { Clock, Scanner, ScannerSink } from '../ports.ts'
import { type HidBarcode, hidBarcodes } from './hid-barcode.ts'
import { type HidDevice, type HidKind, hidKind, hidName } from './hid-kinds.ts'
import { type HidHandle, type HidPort, loadNodeHid, missingLibrary } from './hid-port.ts'
import { HID_LOOK_MS } from './limits.ts'
import { readSwipe } from './magtek.ts'

export interface HidScannersOptions {
  readonly clock: Clock
  /** node-hid, or recorded reports in its place. */
  readonly load?: (() => Promise<HidPort>) | undefined
}

interface KnownScanner {
  readonly name: string
  readonly reads: HidKind['reads']
}

interface OpenScanner extends KnownScanner {
  readonly handle: HidHandle
}

/**
 * All scanners and swipes in HID mode on this PC, as many as there are. Looked for every
 * HID_LOOK_MS, so that they may be plugged in, pulled out and plugged in again at any time. Any
 * error of an interface means that it was pulled out.
 */
export function hidScanners({ clock, load = loadNodeHid }: HidScannersOptions): Scanner {
  const open = new Map<string, OpenScanner>()
  /** Interfaces that could not be opened, and those that are gone, by path. */
  const refused = new Map<string, string>()
  const gone = new Map<string, KnownScanner>()
  let sink: ScannerSink | undefined
  let missing: string | undefined
  let lastSeenAtMs: number | null = null
  let cancelLook = () => {}
  let shown = ''

  const tell = () => {
    const now = JSON.stringify([[...open.keys()], [...refused], [...gone], missing])
    if (now === shown) return
    shown = now
    sink?.onHealth()
  }
  const lose = (path: string, handle: HidHandle) => {
    const lost = open.get(path)
    if (lost?.handle !== handle) return
    open.delete(path)
    gone.set(path, { name: lost.name, reads: lost.reads })
    void handle.close().catch(() => {})
    tell()
  }
  const listen = (path: string, { name, handle }: OpenScanner, kind: HidKind) => {
    const read = kind.reads === 'swipe' ? readSwipes(name) : readBarcodes(name, clock)
    handle.on('data', (report) => {
      const reading = read(report)
      // A card that is forgotten must not lie on in a buffer.
      report.fill(0)
      if (reading === undefined) return
      lastSeenAtMs = clock.nowMs()
      sink?.onReading(reading.text, reading.about)
    })
    handle.on('error', () => lose(path, handle))
  }
  const take = async (port: HidPort, path: string, device: HidDevice, kind: HidKind) => {
    const name = hidName(device)
    try {
      const handle = await port.HIDAsync.open(path)
      if (sink === undefined) return void (await handle.close())
      const { reads } = kind
      open.set(path, { name, reads, handle })
      refused.delete(path)
      for (const key of takenPlaces(gone, path, { name, reads })) gone.delete(key)
      listen(path, { name, reads, handle }, kind)
      if (kind.featureReport !== null) await handle.sendFeatureReport([...kind.featureReport])
    } catch {
      // One that opened and takes no feature report may be in HID mode already: it stays open.
      if (!open.has(path)) refused.set(path, name)
    }
  }
  const look = async () => {
    try {
      const port = await load()
      const devices = await port.devicesAsync()
      missing = undefined
      const ours = devices.flatMap((device) => {
        const kind = hidKind(device)
        return kind === undefined || device.path === undefined
          ? []
          : [{ device, kind, path: device.path }]
      })
      const paths = new Set(ours.map(({ path }) => path))
      for (const path of refused.keys()) if (!paths.has(path)) refused.delete(path)
      for (const [path, { handle }] of [...open]) if (!paths.has(path)) lose(path, handle)
      for (const { device, kind, path } of ours) {
        if (sink !== undefined && !open.has(path)) await take(port, path, device, kind)
      }
    } catch (error) {
      missing = missingLibrary(error)
    }
    if (sink === undefined) return
    tell()
    // A library that is not there does not come while the station runs.
    if (missing === undefined) cancelLook = clock.after(HID_LOOK_MS, () => void look())
  }
  return {
    name: 'USB HID',
    start: async (given) => {
      sink = given
      await look()
    },
    stop: async () => {
      sink = undefined
      cancelLook()
      const handles = [...open.values()].map(({ handle }) => handle)
      open.clear()
      await Promise.all(handles.map((handle) => handle.close().catch(() => {})))
    },
    health: () => ({ ...conditionOf({ open, refused, gone, missing }), lastSeenAtMs }),
  }
}

/** Whose place this one takes: its own, at whatever path, else that of one that read the same way. */
function takenPlaces(
  gone: ReadonlyMap<string, KnownScanner>,
  path: string,
  { name, reads }: KnownScanner,
): readonly string[] {
  const own = [...gone].filter(([key, known]) => key === path || known.name === name)
  const replaced = [...gone].find(([, known]) => known.reads === reads)
  return (own.length > 0 || replaced === undefined ? own : [replaced]).map(([key]) => key)
}

interface HidCondition {
  readonly open: ReadonlyMap<string, OpenScanner>
  readonly refused: ReadonlyMap<string, string>
  readonly gone: ReadonlyMap<string, KnownScanner>
  readonly missing: string | undefined
}

function conditionOf({ open, refused, gone, missing }: HidCondition): Omit<Health, 'lastSeenAtMs'> {
  const attention = (problem: StationProblem, detail: string) =>
    ({ status: 'attention', problem, detail: detail.slice(0, 200) }) as const
  if (missing !== undefined) return attention('scanner-hid-missing', missing)
  if (refused.size > 0) return attention('scanner-no-permission', [...refused.values()].join(', '))
  if (gone.size > 0) {
    return attention('scanner-unplugged', [...gone.values()].map(({ name }) => name).join(', '))
  }
  const names = [...open.values()].map(({ name }) => name)
  return names.length === 0
    ? { status: 'off', problem: null, detail: null }
    : { status: 'ok', problem: null, detail: names.join(', ').slice(0, 200) }
}

type Read = (
  report: Uint8Array,
) => { readonly text: string; readonly about: Parameters<ScannerSink['onReading']>[1] } | undefined

function readSwipes(scanner: string): Read {
  return (report) => {
    const swipe = readSwipe(report)
    if (swipe === undefined) return undefined
    const symbology = 'magnetic-stripe' as const
    return { text: swipe.text, about: { way: 'hid', scanner, framing: 'swipe-report', symbology } }
  }
}

function readBarcodes(scanner: string, clock: Clock): Read {
  const barcodes = hidBarcodes()
  return (report) => {
    const code = barcodes.push(report, clock.monotonicMs())
    return code && { text: code.aim + code.data, about: aboutBarcode(scanner, code) }
  }
}

function aboutBarcode(scanner: string, { makerCode, reports }: HidBarcode) {
  const framing = reports === 1 ? 'hid-report' : 'hid-reports'
  return { way: 'hid', scanner, framing, symbology: makerSymbology(makerCode) } as const
}
