import type { SerialPort } from 'serialport'
import type { SerialLine } from '../../../../contract/screen/source-wires.ts'
import type { StationProblem } from '../../../../contract/screen/state.ts'
import type { Clock } from '../../ports.ts'
import {
  closePort,
  loadSerialPort,
  type SerialTrouble,
  seeingHangUp,
  whyGone,
} from '../../serial-ports.ts'
import { SERIAL_RETRY_MS } from './limits.ts'

/** One serial port of a source: opened when it is there, and again after it was pulled out. */
export interface SerialWire {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** The open port; undefined while it is away. */
  readonly port: () => SerialPort | undefined
  /** What is wrong with the port; null while it is open. */
  readonly problem: () => StationProblem | null
}

export interface SerialWireOptions {
  readonly line: SerialLine
  readonly clock: Clock
  /** So much at most is read of a port that rests; without it, what the package reads. */
  readonly readAheadBytes?: number
  readonly onBytes: (bytes: Uint8Array) => void
  /** It was opened, or is gone. */
  readonly onChange: () => void
}

const PROBLEMS: Readonly<Record<SerialTrouble, StationProblem>> = {
  away: 'serial-unplugged',
  busy: 'serial-busy',
  'no-permission': 'serial-no-permission',
}

/** The path need not be there at the start; it is tried every SERIAL_RETRY_MS. */
export function createSerialWire(options: SerialWireOptions): SerialWire {
  const { clock, readAheadBytes } = options
  const ahead = readAheadBytes === undefined ? {} : { highWaterMark: readAheadBytes }
  let isWanted = false
  let port: SerialPort | undefined
  let cancelRetry = () => {}
  let problem: StationProblem | null = 'serial-unplugged'

  const become = (next: StationProblem | null) => {
    if (problem === next) return
    problem = next
    options.onChange()
  }
  const gone = (why: string) => {
    port = undefined
    if (!isWanted) return
    become(PROBLEMS[whyGone(why)])
    cancelRetry = clock.after(SERIAL_RETRY_MS, () => void connect())
  }
  const connect = async () => {
    const Port = await loadSerialPort()
    if (!isWanted) return
    if (Port === undefined) return become('serial-not-supported')
    const made = seeingHangUp(new Port({ ...options.line, ...ahead, autoOpen: false }))
    let isGone = false
    const leave = (error?: Error | null) => {
      if (isGone) return
      isGone = true
      gone(error?.message ?? '')
    }
    made.on('data', options.onBytes)
    made.on('close', leave)
    // After an error the port may or may not close by itself: it is closed, and tried again.
    made.on('error', (error: Error) => {
      leave(error)
      void closePort(made)
    })
    await new Promise<void>((resolve) => {
      made.open((error) => {
        if (error) leave(error)
        else if (isWanted) {
          port = made
          become(null)
        } else void closePort(made)
        resolve()
      })
    })
  }
  return {
    start: async () => {
      isWanted = true
      await connect()
    },
    stop: async () => {
      isWanted = false
      cancelRetry()
      const closing = port
      port = undefined
      problem = 'serial-unplugged'
      await closePort(closing)
    },
    port: () => port,
    problem: () => problem,
  }
}
