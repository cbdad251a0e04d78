import { connect } from 'node:net'
import type { ReceiptPrinter } from '../../../contract/screen/counter.ts'

/** A printer that is busy with a long paper takes bytes again within this time. */
const PRINT_TIMEOUT_MS = 10_000

/** `unsent`: nothing reached the printer. `unclear`: some of it may have been printed. */
export type PrintOutcome = 'printed' | 'unsent' | 'unclear'

/** Sends bytes to a printer on raw TCP. Never rejects. */
export function sendToPrinter(
  { host, port }: ReceiptPrinter,
  bytes: Uint8Array,
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
      isConnected = true
      // The printer has it all when it took the end, whatever it answers.
      socket.end(bytes, () => socket.once('close', () => end('printed')))
      socket.resume()
    })
  })
}
