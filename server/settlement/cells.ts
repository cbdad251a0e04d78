import { stringify } from 'csv-stringify/sync'

/** What people and tills wrote, made harmless: a spreadsheet would run a cell that begins so. */
export function harmlessCell(value: string | null): string {
  const text = value ?? ''
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text
}

/** One record of a CSV file of RFC 4180. */
export function csvRecord(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: '\r\n' })
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** A time as `2026-11-22 14:05:09` of a zone. Making a format takes longer and more than a row does. */
export function localTime(timeMs: number, timeZone: string): string {
  const options = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', options)
  clocks.set(timeZone, clock)
  return clock.format(timeMs)
}

/** A name as a part of a file's name: small letters and digits that any system can carry. */
export function plainName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
  return plain.replaceAll(/^-|-$/g, '')
}
