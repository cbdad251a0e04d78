import type { Dialect } from '../../../../contract/screen/sources.ts'
import { createDialectFinder, type DialectFinder } from './dialect-finder.ts'
import { createEscposReader } from './escpos-reader.ts'
import type { ByteReader } from './printed-paper.ts'
import type { PrinterSettings } from './printer-state.ts'

/**
 * Reads one stream of bytes in a printer language. Pure: time comes with the bytes (any clock in
 * ms). `idleMs` is how long silence must last to end a paper that was not cut. With `auto`, pass the
 * source's own {@link DialectFinder}: what one connection found, the next one begins with.
 */
export function createByteReader(
  _dialect: Dialect,
  settings: PrinterSettings,
  idleMs: number,
  _finder: DialectFinder = createDialectFinder(),
): ByteReader {
  return createEscposReader(settings, idleMs)
}
