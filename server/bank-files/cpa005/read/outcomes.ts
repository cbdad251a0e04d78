import { createHash } from 'node:crypto'
import { type Currency, minor } from '../../../../src/contract/money.ts'
import type { BankOutcome } from '../../rail.ts'
import { returnReason } from '../codes.ts'
import { join, SEGMENT, type Segment } from '../layout.ts'
import type { FileRecord } from './records.ts'
import type { DetailType } from './segment.ts'

/** Where a transaction of an answer stands. */
export interface Place {
  readonly type: DetailType
  readonly record: FileRecord
  /** Of six, from 0. */
  readonly index: number
  readonly currency: Currency | null
}

/** What a returned (I, J) or reversed (E, F) transaction says of ours. Unknown codes are kept. */
export function outcomeOf(segment: Segment, place: Place): BankOutcome {
  const trace = segment.original.trim()
  const reference = segment.crossReference.trim()
  return {
    kind: 'returned',
    trace: /^0*$/.test(trace) ? null : trace,
    reference: reference === '' ? null : reference,
    amountMinor: /^\d{10}$/.test(segment.amount) ? minor(Number(segment.amount)) : null,
    currency: place.currency,
    code: segment.code.trim(),
    text: textOf(segment, place.type),
    change: null,
    noticeKey: noticeKey(segment, place),
    line: place.record.line,
  }
}

/**
 * A notice of change (S). No readable paper says where its fields stand: it is kept, so that a person
 * reads it in the file, and nothing is changed by it.
 */
export function changeOf(record: FileRecord): BankOutcome {
  return {
    kind: 'changed',
    trace: null,
    reference: null,
    amountMinor: null,
    currency: null,
    code: 'S',
    text: `notice of change on line ${record.line}: its layout is the bank's own, read it in the file`,
    change: null,
    noticeKey: `cpa005:${hashOf(record.text)}`,
    line: record.line,
  }
}

const KINDS: Readonly<Record<DetailType, string>> = {
  C: 'credit',
  D: 'debit',
  E: 'credit reversed',
  F: 'debit reversed',
  I: 'credit returned',
  J: 'debit returned',
}

function textOf({ code, invalidFields }: Segment, type: DetailType): string {
  const reason = returnReason(code) ?? 'a code that is not in the list: ask the bank'
  const fields = (invalidFields.match(/\d{2}/g) ?? []).filter((field) => field !== '00')
  const named = fields.length === 0 ? '' : ` (fields named wrong: ${fields.join(', ')})`
  return `${KINDS[type]}: ${reason}${named}`
}

/**
 * The item trace that the returning bank gave makes every notice another one. Where it is missing, the
 * place in the bank's own file does.
 */
function noticeKey(segment: Segment, { type, record, index }: Place): string {
  const hasTrace = !/^[0 ]*$/.test(segment.trace)
  const place = hasTrace ? '' : `${record.text.slice(0, 24)} ${index}`
  return `cpa005:${hashOf(`${type} ${place} ${join(SEGMENT, segment)}`)}`
}

/** The notice holds account numbers: its key shows none of it. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}
