import { read } from 'node:fs'
import { promisify } from 'node:util'
import type { SerialPort } from 'serialport'

/** Why a serial port cannot be used now. */
export type SerialTrouble = 'away' | 'busy' | 'no-permission'

/** Loaded when a serial port is set, so that a station without one starts without the binary. */
export async function loadSerialPort(): Promise<typeof SerialPort | undefined> {
  try {
    return (await import('serialport')).SerialPort
  } catch {
    return undefined
  }
}

/** What the message of a port that did not open, or that went away, says. */
export function whyGone(message: string): SerialTrouble {
  // Windows says that access is denied when another program holds the port.
  if (/cannot lock|access denied|busy/i.test(message)) return 'busy'
  return /permission|EACCES/i.test(message) ? 'no-permission' : 'away'
}

/**
 * Sees a line hang up at whatever moment. One that hung up reads as empty, and the package reads what
 * is empty again, for ever: pulled out between two reads, a port stayed open, was not heard again when
 * it was back, and took a processor and ever more memory.
 */
export function seeingHangUp(port: SerialPort): SerialPort {
  // Told first of all, hence before the first read.
  port.once('open', () => {
    const opened = port.port
    if (opened && 'poller' in opened) endAtHangUp(opened)
  })
  return port
}

/** An open port where ports are files, which is not so on Windows. */
interface FilePort {
  readonly fd: number | null
  readonly isOpen: boolean
  readonly poller: {
    once: (event: 'readable', tell: (error: Error | null) => void) => unknown
  }
  read: (
    buffer: Buffer,
    offset: number,
    length: number,
  ) => Promise<{ buffer: Buffer; bytesRead: number }>
}

const readNow = promisify(read)

function endAtHangUp(port: FilePort): void {
  port.read = async (buffer, offset, length) => {
    while (port.fd !== null) {
      try {
        const { bytesRead } = await readNow(port.fd, buffer, offset, length, null)
        if (bytesRead > 0) return { buffer, bytesRead }
        throw new Error('The line hung up')
      } catch (error) {
        if (!isNothingYet(error)) throw error
      }
      if (port.isOpen) await readable(port)
    }
    throw new Error('The port is closed')
  }
}

function isNothingYet(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(EAGAIN|EINTR)$/.test(String(error.code))
}

function readable({ poller }: FilePort): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error) => (error ? reject(error) : resolve()))
  })
}

export function closePort(port: SerialPort | undefined): Promise<void> {
  if (port === undefined || !port.isOpen) return Promise.resolve()
  return new Promise((resolve) => port.close(() => resolve()))
}
