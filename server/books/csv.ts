import { stringify } from 'csv-stringify/sync'

/** Lines of RFC 4180. Cells are written as they are: texts of people go through {@link harmless}. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\r\n' },
  )
}

/** What people wrote, made harmless: a spreadsheet would run a cell that begins so. */
export function harmless(value: string | null): string {
  const text = value ?? ''
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text
}
