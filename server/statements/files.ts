import { Readable } from 'node:stream'
import { dayAt, plainName } from '../settlement/index.ts'
import { statementCsv } from './csv.ts'
import type { StatementDocument } from './document.ts'
import { statementPdf } from './pdf.ts'
import { statementXlsx } from './xlsx.ts'

/** What a statement can be written as. */
export type StatementFormat = 'pdf' | 'xlsx' | 'csv'

/** Content types as browsers and mail programs know them. */
export const CONTENT_TYPES: Readonly<Record<StatementFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8; header=present',
}

/** A name in letters that a header can carry: `statement-river-books-run-12.pdf`. */
export function statementName(statement: StatementDocument, format: StatementFormat): string {
  const { runNumber, place, fromMs, toMs } = statement
  const day = (timeMs: number) => dayAt(timeMs, place.timeZone)
  const period = runNumber === null ? `${day(fromMs ?? 0)}-${day(toMs - 1)}` : `run-${runNumber}`
  return `statement-${plainName(place.name)}-${period}.${format}`
}

/** The statement as a file, in pieces. */
export async function statementFile(
  statement: StatementDocument,
  format: StatementFormat,
): Promise<Readable> {
  if (format === 'pdf') return Readable.from([await statementPdf(statement)])
  return Readable.from(format === 'xlsx' ? statementXlsx(statement) : statementCsv(statement))
}
