import { compact } from '../receipts/words.ts'
import type { CsvFormat } from './format.ts'
import { VALUE_CHARS_MAX } from './limits.ts'

type Columns = CsvFormat['columns']

/** The values of a row by what they are. */
export interface CsvFields {
  readonly first: (columns: readonly string[]) => string | null
  readonly all: (columns: readonly string[]) => readonly CsvField[]
}

export interface CsvField {
  readonly column: string
  readonly value: string
}

export interface CsvHeader {
  readonly fieldsOf: (values: readonly string[]) => CsvFields
  /** True when the tender and the amount have a column. */
  readonly isEnough: boolean
}

/** Finds columns by name (without case, accents and signs) or by number from 1. */
export function csvHeader(names: readonly string[] | null, columns: Columns): CsvHeader {
  const places = new Map((names ?? []).map((name, index) => [compact(name), index] as const))
  const placeOf = (column: string): number | null => {
    if (/^\d{1,3}$/.test(column)) return Number(column) - 1
    return places.get(compact(column)) ?? null
  }
  const found = new Map(
    Object.values(columns)
      .flat()
      .map((column) => [column, placeOf(column)] as const),
  )
  const place = (column: string): number | null => found.get(column) ?? placeOf(column)
  const has = (list: readonly string[]): boolean => list.some((column) => place(column) !== null)
  return {
    isEnough: has(columns.tender) && has(columns.amount),
    fieldsOf: (values) => {
      const all = (list: readonly string[]): CsvField[] =>
        list.flatMap((column) => {
          const index = place(column)
          const value =
            index === null ? '' : (values[index]?.trim().slice(0, VALUE_CHARS_MAX) ?? '')
          return value === '' ? [] : [{ column, value }]
        })
      return { all, first: (list) => all(list)[0]?.value ?? null }
    },
  }
}

/** `22.11.26`, `11/22/2026` or `2026-11-22` as 2026-11-22; what is no date stays as it is. */
export function isoDate(text: string, order: CsvFormat['dateOrder']): string {
  const packed = /^(\d{4})(\d{2})(\d{2})(?!\d)/.exec(text)
  const match = packed ?? /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?!\d)/.exec(text)
  const [, one = '', two = '', three = ''] = match ?? []
  if (match === null) return text
  if (one.length === 4) return joined(one, two, three)
  return order === 'month' ? joined(three, one, two) : joined(three, two, one)
}

function joined(year: string, month: string, day: string): string {
  const full = year.length === 4 ? year : `20${year.padStart(2, '0')}`
  return `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
