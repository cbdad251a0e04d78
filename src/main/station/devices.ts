import type { Health } from '../../contract/screen/state.ts'
import { mergeHealth } from './health.ts'
import type { Log, Scanner, ScannerSink } from './ports.ts'
import type { SourceRegistry } from './source-registry.ts'

/** The sources and scanners of this station, as one thing that starts and stops. */
export interface Devices {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly printer: () => Health
  readonly scanner: () => Health
  /** Each one by itself. */
  readonly scanners: () => readonly { readonly name: string; readonly health: Health }[]
}

/** What {@link createDevices} needs. */
export interface DevicesOptions extends ScannerSink {
  readonly sources: Pick<SourceRegistry, 'start' | 'stop' | 'healths'>
  readonly scanners: readonly Scanner[]
  readonly log: Log
}

/** One device that fails to start or stop never keeps the others, or the station, from it. */
export function createDevices(options: DevicesOptions): Devices {
  const { sources, scanners, log } = options
  const broken = new Set<string>()
  const startScanner = async (scanner: Scanner) => {
    try {
      await scanner.start(options)
    } catch (error) {
      broken.add(scanner.name)
      log.error('device-did-not-start', { device: scanner.name, why: whyOf(error) })
    }
    options.onHealth()
  }
  const healthOf = (scanner: Scanner): Health =>
    broken.has(scanner.name)
      ? {
          status: 'attention',
          problem: 'scanner-failed',
          detail: scanner.name.slice(0, 200),
          lastSeenAtMs: null,
        }
      : scanner.health()
  return {
    start: async () => {
      await Promise.all([sources.start(), ...scanners.map(startScanner)])
    },
    stop: async () => {
      await Promise.all([sources.stop(), ...scanners.map((scanner) => stopOne(scanner, log))])
    },
    printer: () => mergeHealth(sources.healths()),
    scanner: () => mergeHealth(scanners.map(healthOf)),
    scanners: () =>
      scanners.map((scanner) => ({ name: scanner.name.slice(0, 200), health: healthOf(scanner) })),
  }
}

async function stopOne(scanner: Scanner, log: Log): Promise<void> {
  try {
    await scanner.stop()
  } catch (error) {
    log.error('device-did-not-stop', { device: scanner.name, why: whyOf(error) })
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown reason'
}
