import type { Dialect } from '../../../../contract/screen/sources.ts'
import { createAutoReader } from './auto-reader.ts'
import { createDialectFinder, type DialectFinder } from './dialect-finder.ts'
import { PRINTER_DIALECTS } from './dialects.ts'
import { createLanguageReader } from './language-reader.ts'
import type { ByteReader } from './printed-paper.ts'
import type { PrinterSettings } from './printer-state.ts'

/**
 * Reads one stream of bytes in a printer language. Pure: time comes with the bytes (any clock in
 * ms). `idleMs` is how long silence must last to end a paper that was not cut. Pass the source's own
 * {@link DialectFinder}: what one connection found, the next one begins with.
 */
export function createByteReader(
  dialect: Dialect,
  settings: PrinterSettings,
  idleMs: number,
  finder: DialectFinder = createDialectFinder(),
): ByteReader {
  if (dialect === 'auto') return createAutoReader(settings, idleMs, finder)
  return createLanguageReader(PRINTER_DIALECTS[dialect], settings, idleMs, finder.ends)
}
