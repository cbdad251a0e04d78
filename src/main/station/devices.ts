import type { Health, StationProblem } from '../../contract/screen/state.ts'
import { mergeHealth } from './health.ts'
import type {
  CapturedPaper,
  Log,
  Scanner,
  ScannerSink,
  Source,
  SourceSink,
  StationPorts,
} from './ports.ts'

/** The sources and scanners of this station, as one thing that starts and stops. */
export interface Devices {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly printer: () => Health
  readonly scanner: () => Health
}

/** What the devices tell. */
export interface DeviceEvents {
  readonly onPaper: (paper: CapturedPaper) => void
  readonly onReading: (text: string) => void
  readonly onHealth: () => void
}

/** One device that fails to start or stop never keeps the others, or the station, from it. */
export function createDevices(
  { sources, scanners, log }: Pick<StationPorts, 'sources' | 'scanners' | 'log'>,
  events: DeviceEvents,
): Devices {
  const broken = new Set<string>()
  const startOne = async <Sink>(device: Startable<Sink>, sink: Sink) => {
    try {
      await device.start(sink)
    } catch (error) {
      broken.add(device.name)
      log.error('device-did-not-start', { device: device.name, why: whyOf(error) })
    }
    events.onHealth()
  }
  const healthOf = (device: Source | Scanner, problem: StationProblem): Health =>
    broken.has(device.name)
      ? { status: 'attention', problem, detail: device.name.slice(0, 200), lastSeenAtMs: null }
      : device.health()
  return {
    start: async () => {
      await Promise.all([
        ...sources.map((source) => startOne<SourceSink>(source, events)),
        ...scanners.map((scanner) => startOne<ScannerSink>(scanner, events)),
      ])
    },
    stop: async () => {
      await Promise.all([...sources, ...scanners].map((device) => stopOne(device, log)))
    },
    printer: () => mergeHealth(sources.map((source) => healthOf(source, 'source-failed'))),
    scanner: () => mergeHealth(scanners.map((scanner) => healthOf(scanner, 'scanner-failed'))),
  }
}

interface Startable<Sink> {
  readonly name: string
  readonly start: (sink: Sink) => Promise<void>
}

async function stopOne(device: Source | Scanner, log: Log): Promise<void> {
  try {
    await device.stop()
  } catch (error) {
    log.error('device-did-not-stop', { device: device.name, why: whyOf(error) })
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown reason'
}
