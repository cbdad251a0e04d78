import { connect } from 'node:net'
import type { ReceiptPrinter } from '../../../contract/screen/counter.ts'
import type { OwnListeners } from '../own-listeners.ts'

/** A printer that is busy with a long paper takes bytes again within this time. */
const PRINT_TIMEOUT_MS = 10_000

/**
 * `unsent`: nothing reached the printer. `unclear`: some of it may have been printed. `oneself`: nothing
 * was sent, for the far end is this station.
 */
export type PrintOutcome = 'printed' | 'unsent' | 'unclear' | 'oneself'

/** Sends bytes to a printer on raw TCP, and to nobody that is ourselves. Never rejects. */
export function sendToPrinter(
  { host, port }: ReceiptPrinter,
  bytes: Uint8Array,
  isOneself: OwnListeners['isFarEnd'],
): Promise<PrintOutcome> {
  return new Promise((resolve) => {
    let isConnected = false
    const socket = connect({ host, port })
    const end = (outcome: PrintOutcome) => {
      socket.destroy()
      resolve(outcome)
    }
    socket.setTimeout(PRINT_TIMEOUT_MS, () => end(isConnected ? 'unclear' : 'unsent'))
    socket.once('error', () => end(isConnected ? 'unclear' : 'unsent'))
    socket.once('connect', () => {
      const { remoteAddress, remotePort } = socket
      if (isOneself(remoteAddress ?? '', remotePort ?? port)) return end('oneself')
      isConnected = true
      // The printer has it all when it took the end, whatever it answers.
      socket.end(bytes, () => socket.once('close', () => end('printed')))
      socket.resume()
    })
  })
}
