import type { SerialPort } from 'serialport'
import type { Health, StationProblem } from '../../../contract/screen/state.ts'
import type { Clock, Scanner, ScannerSink } from '../ports.ts'
import { SCANNER_BAUD_RATE, SCANNER_RETRY_MS } from './limits.ts'
import { type SerialReading, serialReadings } from './serial-readings.ts'

export interface SerialScannerOptions {
  /** `/dev/ttyUSB0`, `/dev/serial/by-id/…`, `COM3`. */
  readonly path: string
  /** Bits a second; 8 data bits, no parity, 1 stop bit. */
  readonly baudRate?: number | undefined
  readonly clock: Clock
}

/**
 * A scanner on a serial port. It need not be there when the station starts, and may be pulled out
 * and plugged in again at any time: the path is tried every SCANNER_RETRY_MS.
 */
export function serialScanner(options: SerialScannerOptions): Scanner {
  const { path, clock } = options
  let sink: ScannerSink | undefined
  let port: SerialPort | undefined
  let cancelRetry = () => {}
  let condition: SerialCondition = 'away'
  let lastSeenAtMs: number | null = null

  const become = (next: SerialCondition) => {
    if (next === condition) return
    condition = next
    sink?.onHealth()
  }
  const hand = (readings: readonly SerialReading[]) => {
    for (const reading of readings) {
      lastSeenAtMs = clock.nowMs()
      become(reading.kind === 'reading' ? 'connected' : 'garbled')
      if (reading.kind === 'reading') sink?.onReading(reading.text)
    }
  }
  const retry = (why: SerialCondition) => {
    port = undefined
    become(why)
    cancelRetry = clock.after(SCANNER_RETRY_MS, () => void connect())
  }
  const connect = async () => {
    const Port = await loadSerialPort()
    if (sink === undefined) return
    if (Port === undefined) return become('not-supported')
    port = openPort(new Port(portOptions(options)), clock, {
      onOpen: () => become('connected'),
      onReadings: hand,
      onGone: (why) => (sink === undefined ? undefined : retry(why)),
    })
  }

  return {
    name: `serial ${path}`,
    start: async (given) => {
      sink = given
      await connect()
    },
    stop: async () => {
      sink = undefined
      cancelRetry()
      await closePort(port)
      port = undefined
    },
    health: () =>
      healthOf({ condition: sink === undefined ? 'off' : condition, path, lastSeenAtMs }),
  }
}

type SerialCondition =
  | 'away'
  | 'busy'
  | 'no-permission'
  | 'connected'
  | 'garbled'
  | 'not-supported'
  | 'off'

interface PortEvents {
  readonly onOpen: () => void
  readonly onReadings: (readings: readonly SerialReading[]) => void
  /** Once: it did not open, was pulled out or failed. Not after {@link closePort}. */
  readonly onGone: (why: 'away' | 'busy' | 'no-permission') => void
}

function openPort(port: SerialPort, clock: Clock, events: PortEvents): SerialPort {
  const readings = serialReadings()
  let cancelQuiet = () => {}
  let gone = false
  const leave = (error?: Error | null) => {
    if (gone) return
    gone = true
    cancelQuiet()
    events.onGone(whyGone(error?.message ?? ''))
  }
  const waitForQuiet = () => {
    cancelQuiet()
    const pendingMs = readings.pendingMs()
    if (pendingMs === null) return
    cancelQuiet = clock.after(pendingMs, () => {
      events.onReadings(readings.quiet(clock.monotonicMs()))
      waitForQuiet()
    })
  }
  port.on('data', (bytes: Uint8Array) => {
    events.onReadings(readings.push(bytes, clock.monotonicMs()))
    waitForQuiet()
  })
  port.on('close', leave)
  // After an error the port may or may not close by itself: it is closed, and tried again.
  port.on('error', (error: Error) => {
    leave(error)
    void closePort(port)
  })
  port.open((error) => (error ? leave(error) : events.onOpen()))
  return port
}

function whyGone(message: string): 'away' | 'busy' | 'no-permission' {
  // Windows says that access is denied when another program holds the port.
  if (/cannot lock|access denied|busy/i.test(message)) return 'busy'
  return /permission|EACCES/i.test(message) ? 'no-permission' : 'away'
}

function closePort(port: SerialPort | undefined): Promise<void> {
  if (port === undefined || !port.isOpen) return Promise.resolve()
  return new Promise((resolve) => port.close(() => resolve()))
}

function portOptions({ path, baudRate }: SerialScannerOptions) {
  return { path, baudRate: baudRate ?? SCANNER_BAUD_RATE, autoOpen: false }
}

/** Loaded when a serial scanner is set, so that a station without one starts without the binary. */
async function loadSerialPort(): Promise<typeof SerialPort | undefined> {
  try {
    return (await import('serialport')).SerialPort
  } catch {
    return undefined
  }
}

function healthOf(state: {
  readonly condition: SerialCondition
  readonly path: string
  readonly lastSeenAtMs: number | null
}): Health {
  const { condition, path, lastSeenAtMs } = state
  const [status, problem] = WORDS[condition]
  return { status, problem, detail: path.slice(0, 200), lastSeenAtMs }
}

const WORDS: Readonly<Record<SerialCondition, readonly [Health['status'], StationProblem | null]>> =
  {
    off: ['off', null],
    connected: ['ok', null],
    away: ['attention', 'scanner-unplugged'],
    busy: ['attention', 'scanner-busy'],
    'no-permission': ['attention', 'scanner-no-permission'],
    garbled: ['attention', 'scanner-garbled'],
    'not-supported': ['attention', 'scanner-not-supported'],
  }
