import { connect } from 'node:net'

/** What stands on a receipt of a till. Amounts as printed. */
export interface Slip {
  readonly receiptNumber: string
  readonly amountText: string
  readonly till?: string
  /** Headings above the number, as a till prints them. */
  readonly headings?: readonly string[]
  /** Rows below the tender. */
  readonly below?: readonly string[]
}

/** The bytes of a receipt with one gift card tender. */
function bytesOf({ receiptNumber, amountText, till, headings = [], below = [] }: Slip): Buffer {
  const rows = [
    ...['TWIN SHOP', ...headings, `Receipt ${receiptNumber}`],
    ...(till === undefined ? [] : [`TILL ${till}`]),
    ...[`Bread  ${amountText}`, `TOTAL  ${amountText}`, `GIFT CARD  ${amountText}`, ...below],
  ]
  return Buffer.from(`\x1b@${rows.join('\n')}\n\n\x1dV\x00`, 'latin1')
}

/** Prints a receipt to a station's printer port as a till does, on a connection of its own. */
export function print(port: number, slip: Slip): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytesOf(slip)))
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
}
