import type { Cpa005Settings } from '../../../../src/contract/admin/rails.ts'
import type { Currency } from '../../../../src/contract/money.ts'
import { plainText } from '../../plain-text.ts'
import { BLANK_SEGMENT, HEADER, join, PREFIX, SEGMENT, type Segment, TRAILER } from '../layout.ts'
import { CREATION_NUMBER_MAX, SEGMENTS_PER_RECORD } from '../limits.ts'
import { yearDay } from '../year-days.ts'

/** What a file is beside its transactions. */
export interface FileHead {
  readonly settings: Cpa005Settings
  readonly number: number
  readonly createdOn: string
  readonly currency: Currency
}

/** A kind of transaction that we write. */
export type WrittenType = 'C' | 'D' | 'E' | 'F'

/** Transactions of one kind, in their order. */
export interface Group {
  readonly type: WrittenType
  readonly segments: readonly Segment[]
}

const LINE_END = '\r\n'

/** The whole file, record by record, each with its line end. Groups without transactions are left out. */
export function* fileRecords(head: FileHead, groups: readonly Group[]): Generator<string> {
  const { routingLine } = head.settings
  if (routingLine !== null) yield `${routingLine}${LINE_END}`
  let count = 1
  yield headerRecord(head)
  for (const { type, segments } of groups) {
    for (let from = 0; from < segments.length; from += SEGMENTS_PER_RECORD) {
      count += 1
      const some = segments.slice(from, from + SEGMENTS_PER_RECORD).map((one) => join(SEGMENT, one))
      const unused = BLANK_SEGMENT.repeat(SEGMENTS_PER_RECORD - some.length)
      yield `${prefix(type, count, head)}${some.join('')}${unused}${LINE_END}`
    }
  }
  yield trailerRecord(count + 1, head, groups)
}

/** Four digits, from 0001 to 9999 and then 0001 again. */
export function creationNumber(number: number): string {
  return digits(((number - 1) % CREATION_NUMBER_MAX) + 1, 4)
}

function prefix(type: string, count: number, { settings, number }: FileHead): string {
  return join(PREFIX, {
    type,
    count: digits(count, 9),
    originatorId: left(settings.originatorId, 10),
    creationNumber: creationNumber(number),
  })
}

function headerRecord(head: FileHead): string {
  const fields = join(HEADER, {
    createdOn: yearDay(head.createdOn),
    dataCentre: head.settings.dataCentre,
    communication: left('', 20),
    currency: head.currency,
    filler: left('', 1406),
  })
  return `${prefix('A', 1, head)}${fields}${LINE_END}`
}

/** Values and numbers count transactions, six of them in one record. */
function trailerRecord(count: number, head: FileHead, groups: readonly Group[]): string {
  const of = (type: WrittenType) =>
    groups.filter((group) => group.type === type).flatMap(({ segments }) => segments)
  const sum = (type: WrittenType) =>
    digits(
      of(type).reduce((total, { amount }) => total + Number(amount), 0),
      14,
    )
  const number = (type: WrittenType) => digits(of(type).length, 8)
  const fields = join(TRAILER, {
    debits: sum('D'),
    debitCount: number('D'),
    credits: sum('C'),
    creditCount: number('C'),
    creditCorrections: sum('E'),
    creditCorrectionCount: number('E'),
    debitCorrections: sum('F'),
    debitCorrectionCount: number('F'),
    filler: left('', 1352),
  })
  return `${prefix('Z', count, head)}${fields}${LINE_END}`
}

/** Digits to the right, zeros before them. Throws when there is no room: nothing is ever cut off a number. */
export function digits(value: number, length: number): string {
  const text = String(value).padStart(length, '0')
  if (/^\d+$/.test(text) && text.length === length) return text
  throw new Error(`the number ${value} does not fit in ${length} digits`)
}

/** Text to the left, blanks after it, what is too long cut off. */
export function left(text: string, length: number): string {
  return text.slice(0, length).padEnd(length)
}

/** Words as bank files take them. Throws where a character has no such form. */
export function words(text: string, length: number): string {
  const plain = plainText(text)
  if (plain === undefined) throw new Error('a text has characters that a bank file cannot hold')
  return left(plain, length)
}
