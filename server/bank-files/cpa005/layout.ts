import { SEGMENT_LENGTH } from './limits.ts'

/** The fields of a record or a part of one, in their order, each with its length. */
export type Layout<Name extends string> = ReadonlyArray<readonly [name: Name, length: number]>

/** The field's characters as they stand in the file, blanks included. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>

/** In front of every record. */
export const PREFIX = [
  ['type', 1],
  ['count', 9],
  ['originatorId', 10],
  ['creationNumber', 4],
] as const

/** Record A after its prefix. */
export const HEADER = [
  ['createdOn', 6],
  ['dataCentre', 5],
  ['communication', 20],
  ['currency', 3],
  ['filler', 1406],
] as const

/**
 * One transaction of C, D, E, F, I and J. `returnInstitution` and `returnAccount` are where returns go
 * in C and D, and the original ones in the others; `original` is filler in C and D, and the original
 * item trace in the others.
 */
export const SEGMENT = [
  ['code', 3],
  ['amount', 10],
  ['date', 6],
  ['institution', 9],
  ['account', 12],
  ['trace', 22],
  ['storedCode', 3],
  ['shortName', 15],
  ['name', 30],
  ['longName', 30],
  ['userId', 10],
  ['crossReference', 19],
  ['returnInstitution', 9],
  ['returnAccount', 12],
  ['sundry', 15],
  ['original', 22],
  ['settlementCode', 2],
  ['invalidFields', 11],
] as const

/** Record Z after its prefix. */
export const TRAILER = [
  ['debits', 14],
  ['debitCount', 8],
  ['credits', 14],
  ['creditCount', 8],
  ['creditCorrections', 14],
  ['creditCorrectionCount', 8],
  ['debitCorrections', 14],
  ['debitCorrectionCount', 8],
  ['filler', 1352],
] as const

export type Prefix = Fields<(typeof PREFIX)[number][0]>
export type Header = Fields<(typeof HEADER)[number][0]>
export type Segment = Fields<(typeof SEGMENT)[number][0]>
export type Trailer = Fields<(typeof TRAILER)[number][0]>

/** An empty place for a transaction. */
export const BLANK_SEGMENT = ' '.repeat(SEGMENT_LENGTH)

/** Takes the fields out of a text, from a position on. What is missing at the end counts as blank. */
export function cut<Name extends string>(
  layout: Layout<Name>,
  text: string,
  from: number,
): Fields<Name> {
  const fields: Partial<Record<Name, string>> = {}
  let start = from
  for (const [name, length] of layout) {
    fields[name] = text.slice(start, start + length).padEnd(length)
    start += length
  }
  return fields as Fields<Name>
}

/** The other way round. Each field must have its length: what `cut` gave, or `left` and `digits` made. */
export function join<Name extends string>(layout: Layout<Name>, fields: Fields<Name>): string {
  return layout.map(([name]) => fields[name]).join('')
}
