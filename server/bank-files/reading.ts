import { ZERO } from '../../src/contract/money.ts'
import { looksLikeBamboraReport, readBamboraReport } from './bambora/index.ts'
import { looksLikeCpa005, readCpa005 } from './cpa005/index.ts'
import { looksLikeForteReport, readForteReport } from './forte/index.ts'
import { FILE_BYTES_MAX } from './limits.ts'
import { looksLikeNacha, readNacha } from './nacha/index.ts'
import type { FileReading } from './rail.ts'
import { looksLikeXml, readSepaFile } from './sepa/index.ts'

type Format = readonly [
  looksLike: (bytes: Uint8Array) => boolean,
  read: (bytes: Uint8Array) => FileReading,
]

/** In the order of how little each may be taken for another. */
const FORMATS: readonly Format[] = [
  [looksLikeXml, readSepaFile],
  [looksLikeBamboraReport, readBamboraReport],
  [looksLikeForteReport, readForteReport],
  [looksLikeCpa005, readCpa005],
  [looksLikeNacha, readNacha],
]

/**
 * Reads a file that a bank sent or takes, whatever its format: what is wrong with it, its totals and
 * what it says of our transfers. Never throws.
 */
export function readBankFile(bytes: Uint8Array): FileReading {
  if (bytes.length > FILE_BYTES_MAX) {
    return unread(
      'too-large',
      `the file is larger than ${FILE_BYTES_MAX} bytes: have it sent in parts`,
    )
  }
  const found = FORMATS.find(([looksLike]) => looksLike(bytes))
  if (found !== undefined) return found[1](bytes)
  const isEmpty = bytes.every((byte) => byte <= 32)
  return isEmpty
    ? unread('empty', 'the file is empty: have it sent again')
    : unread(
        'format-unknown',
        'it is no NACHA, CPA-005, pain.002 or camt.053 file, and no batch report',
      )
}

/** What becomes of a file that no reader took. */
export function unread(rule: string, message: string): FileReading {
  return {
    format: 'unknown',
    problems: [{ rule, line: 1, message }],
    entries: 0,
    creditsMinor: ZERO,
    debitsMinor: ZERO,
    returns: 0,
    changes: 0,
    outcomes: [],
  }
}
