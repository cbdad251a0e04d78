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

export function closePort(port: SerialPort | undefined): Promise<void> {
  if (port === undefined || !port.isOpen) return Promise.resolve()
  return new Promise((resolve) => port.close(() => resolve()))
}
