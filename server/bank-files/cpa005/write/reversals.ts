import type { Cpa005Settings } from '../../../../src/contract/admin/rails.ts'
import type { FrozenFile, Transfer } from '../../rail.ts'
import type { Segment } from '../layout.ts'
import { segmentOf, typeOf } from './rail.ts'
import { digits, fileRecords } from './records.ts'

/** A transaction of an earlier file that was sent in error. */
export interface Reversal {
  /** As it was sent. */
  readonly transfer: Transfer
  /** Its item trace, from the bank's confirmation or as we made it: 22 digits. */
  readonly originalTrace: string
  /** The code that says why, of the return reasons: `900`. */
  readonly reason: string
}

/**
 * A file that takes back transactions sent in error: E for credits, F for collections. The file's own
 * transfers are not looked at. Each carries the code and the trace of what it takes back; where returns
 * of it go, and its own account fields, stay those of the original.
 */
export function* renderReversals(
  file: FrozenFile<Cpa005Settings>,
  reversals: readonly Reversal[],
): Generator<Uint8Array> {
  const groups = (['E', 'F'] as const).map((type) => ({
    type,
    segments: reversals
      .filter(({ transfer }) => (typeOf(transfer) === 'C' ? 'E' : 'F') === type)
      .map((reversal) => reversalSegment(file, reversal)),
  }))
  for (const record of fileRecords(file, groups)) yield Buffer.from(record, 'latin1')
}

function reversalSegment(file: FrozenFile<Cpa005Settings>, reversal: Reversal): Segment {
  const { transfer, originalTrace, reason } = reversal
  if (!/^9\d{2}$/.test(reason)) throw new Error(`${reason} is no reason for a reversal`)
  if (!/^\d{22}$/.test(originalTrace) || /^0+$/.test(originalTrace)) {
    throw new Error('a reversal names the item trace of what it takes back, 22 digits')
  }
  const original = segmentOf(file, transfer)
  return {
    ...original,
    code: reason,
    storedCode: original.code,
    original: originalTrace,
    invalidFields: digits(0, 11),
  }
}
