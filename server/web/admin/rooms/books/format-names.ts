import type { BookFormat } from '../../../../../src/contract/admin/books.ts'

/** Names that are the same in every language. */
export const FORMAT_NAMES: Readonly<Record<BookFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  quickbooks: 'QuickBooks Online (CSV)',
  iif: 'QuickBooks Desktop (IIF)',
}
