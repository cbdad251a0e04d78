import { afterEach } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import {
  type PrinterProxyOptions,
  printerProxy,
} from '../../../../src/main/station/pos/sources/printer-proxy.ts'
import { bytes, CUT } from '../escpos-bytes.ts'
import {
  type FakePrinter,
  fakePrinter,
  type Listener,
  listener,
  type Manner,
  realClock,
} from './printers.ts'

/** One receipt, cut, with a gift-card tender of 25.00. */
export const SALE = bytes('TILL 1  RECEIPT 000482\nTOTAL  25.00\nGIFT CARD  25.00\n', CUT)
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A printer that is closed after the test. */
export async function printer(manner: Manner, port = 0): Promise<FakePrinter> {
  const made = await fakePrinter(manner, port)
  closing.push(made.close)
  return made
}

/** A proxy before that printer (null: it stands in for one), stopped after the test. */
export async function proxy(
  forwardPort: number | null,
  changes: Partial<PrinterProxyOptions> = {},
  sink: Listener = listener(),
) {
  const made = printerProxy({
    host: '127.0.0.1',
    port: 0,
    forwardTo: forwardPort === null ? null : { host: '127.0.0.1', port: forwardPort },
    profile: defaultProfile(),
    clock: realClock,
    currency: () => currency('CAD'),
    idleMs: 60_000,
    ...changes,
  })
  await made.start(sink)
  closing.push(made.stop)
  return { made, sink, port: made.address().port }
}
