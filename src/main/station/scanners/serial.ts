import type { SerialPort } from 'serialport'
import type { Health, StationProblem } from '../../../contract/screen/state.ts'
import type { Clock, ReadingAbout, Scanner, ScannerSink } from '../ports.ts'
import {
  closePort,
  loadSerialPort,
  type SerialTrouble,
  seeingHangUp,
  whyGone,
} from '../serial-ports.ts'
import { SCANNER_RETRY_MS } from './limits.ts'
import { withoutAffixes } from './serial-affixes.ts'
import { findSerialProfile, type SerialProfile } from './serial-profile.ts'
import { type SerialReading, type SerialReadings, serialReadings } from './serial-readings.ts'
import { ssiReadings } from './ssi.ts'

export interface SerialScannerOptions {
  /** `/dev/ttyUSB0`, `/dev/serial/by-id/…`, `COM3`. */
  readonly path: string
  /** Bits a second, where it is not the profile's. */
  readonly baudRate?: number | undefined
  /** How this scanner speaks; by default `any`. */
  readonly profile?: SerialProfile | undefined
  readonly clock: Clock
}

/**
 * A scanner on a serial port. It need not be there when the station starts, and may be pulled out
 * and plugged in again at any time: the path is tried every SCANNER_RETRY_MS.
 */
export function serialScanner(options: SerialScannerOptions): Scanner {
  const { path, clock, profile = findSerialProfile('any') } = options
  let sink: ScannerSink | undefined
  let port: SerialPort | undefined
  let starts = 0
  let cancelRetry = () => {}
  let condition: SerialCondition = 'away'
  let lastSeenAtMs: number | null = null

  const become = (next: SerialCondition) => {
    if (next === condition) return
    condition = next
    sink?.onHealth()
  }
  const about = (part: Pick<ReadingAbout, 'framing' | 'symbology'>): ReadingAbout => ({
    way: 'serial',
    scanner: path,
    ...part,
  })
  const hand = (readings: readonly SerialReading[]) => {
    for (const reading of readings) {
      if (reading.kind === 'answer') {
        port?.write(reading.bytes)
        continue
      }
      lastSeenAtMs = clock.nowMs()
      become(reading.kind === 'reading' ? 'connected' : 'garbled')
      answerText(port, profile, reading.kind === 'reading')
      if (reading.kind !== 'reading')
        sink?.onGarbled?.(about({ framing: 'silence', symbology: null }))
      else {
        const bare = withoutAffixes(reading.text, profile)
        const symbology = reading.symbology ?? bare.symbology
        sink?.onReading(bare.text, about({ framing: reading.framing, symbology }))
      }
    }
  }
  const retry = (why: SerialCondition) => {
    port = undefined
    become(why)
    cancelRetry = clock.after(SCANNER_RETRY_MS, () => void connect())
  }
  const connect = async () => {
    const asked = starts
    const Port = await loadSerialPort()
    if (sink === undefined || asked !== starts) return
    if (Port === undefined) return become('not-supported')
    const made = seeingHangUp(new Port(portOptions(options, profile)))
    port = made
    // It may be stopped, and started again, while this one is still opening or closing.
    const isOurs = () => port === made
    openPort(made, readingsOf(profile), clock, {
      onOpen: () => (isOurs() ? become('connected') : void closePort(made)),
      onReadings: (readings) => (isOurs() ? hand(readings) : undefined),
      onGone: (why) => (isOurs() ? retry(why) : undefined),
    })
  }

  return {
    name: `serial ${path}`,
    start: async (given) => {
      sink = given
      starts += 1
      await connect()
    },
    stop: async () => {
      sink = undefined
      cancelRetry()
      const closing = port
      port = undefined
      await closePort(closing)
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
  readonly onGone: (why: SerialTrouble) => void
}

function openPort(
  port: SerialPort,
  readings: SerialReadings,
  clock: Clock,
  events: PortEvents,
): void {
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
    const read = readings.push(bytes, clock.monotonicMs())
    // A card that is forgotten must not lie on in a buffer.
    bytes.fill(0)
    events.onReadings(read)
    waitForQuiet()
  })
  port.on('close', leave)
  // After an error the port may or may not close by itself: it is closed, and tried again.
  port.on('error', (error: Error) => {
    leave(error)
    void closePort(port)
  })
  port.open((error) => (error ? leave(error) : events.onOpen()))
}

function portOptions({ path, baudRate }: SerialScannerOptions, profile: SerialProfile) {
  const { dataBits, parity, stopBits, rtscts } = profile
  const line = { baudRate: baudRate ?? profile.baudRate, dataBits, parity, stopBits, rtscts }
  return { path, ...line, autoOpen: false }
}

function readingsOf({ protocol }: SerialProfile): SerialReadings {
  return protocol === 'ssi' ? ssiReadings() : serialReadings()
}

const ACK = 0x06
const NAK = 0x15

/** Some scanners hold the next reading back until they are told that this one arrived. */
function answerText(
  port: SerialPort | undefined,
  { answers }: SerialProfile,
  isRead: boolean,
): void {
  if (answers === 'ack-nak') port?.write(Uint8Array.of(isRead ? ACK : NAK))
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
