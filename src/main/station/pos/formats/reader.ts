import type { Currency } from '../../../../contract/money.ts'
import { type JournalFormat, withGiftValues, type XmlFormat } from './format.ts'
import type { JournalReader } from './journal.ts'
import { shippedFormats } from './shipped.ts'
import { createXmlReader } from './xml-reader.ts'

export interface JournalReaderOptions {
  /** The shop's currency, for journals that name none. */
  readonly currency: Currency | null
  /** What means the gift tender, `VALUE` or `FIELD=VALUE`; empty: what the formats say. */
  readonly gift?: readonly string[]
}

/**
 * Reads a journal of one format, or finds the format by what comes. One reader a file, connection or
 * body, from its beginning.
 */
export function createJournalReader(
  format: JournalFormat | 'auto',
  { currency, gift = [] }: JournalReaderOptions,
): JournalReader {
  const known = format === 'auto' ? [...shippedFormats().values()] : [format]
  const formats = gift.length === 0 ? known : known.map((one) => withGiftValues(one, gift))
  return createXmlReader({ formats: formats.filter(isXml), currency })
}

function isXml(format: JournalFormat): format is XmlFormat {
  return format.kind === 'xml'
}
