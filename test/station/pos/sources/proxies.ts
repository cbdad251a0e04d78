import { afterEach } from 'vitest'
import { sourceConfigSchema } from '../../../../src/contract/screen/sources.ts'
import {
  type PrinterProxyConfig,
  printerProxy,
} from '../../../../src/main/station/pos/sources/printer-proxy.ts'
import type { SourceSurroundings } from '../../../../src/main/station/pos/sources/surroundings.ts'
import { bytes, CUT } from '../escpos-bytes.ts'
import { type FakePrinter, fakePrinter, type Listener, listener, type Manner } from './printers.ts'
import { surroundings } from './surroundings.ts'

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
  changes: Partial<SourceSurroundings & Pick<PrinterProxyConfig, 'idleMs'>> = {},
  sink: Listener = listener(),
) {
  const { idleMs = 60_000, ...others } = changes
  const made = printerProxy({ ...proxyConfig(forwardPort), idleMs }, surroundings(others))
  await made.start(sink)
  closing.push(made.stop)
  return { made, sink, port: made.address().port }
}

export function proxyConfig(forwardPort: number | null, port = 0): PrinterProxyConfig {
  const forwardTo = forwardPort === null ? null : { host: '127.0.0.1', port: forwardPort }
  const common = { id: 'printer', name: 'Till', till: null, dialect: 'escpos', profile: 'default' }
  const config = { ...common, kind: 'printer-tcp', host: '127.0.0.1', port, forwardTo }
  return sourceConfigSchema.parse(config) as PrinterProxyConfig
}
