import { stringify } from 'csv-stringify/sync'
import { IMPORT_FAULTS, type ImportReport } from '../../src/contract/admin/imports.ts'
import { decimalText } from '../../src/contract/money.ts'

/** A report as CSV for spreadsheets: the faults, then how the sound rows add up. */
export function reportCsv(report: ImportReport): string {
  const faults = report.faults.map(({ row, column, code, card, otherRow }) => [
    ...[row, column ?? '', code, card ?? '', otherRow ?? '', IMPORT_FAULTS[code]],
  ])
  const totals = report.totals.map(({ currency, state, rows, initialMinor, remainingMinor }) => [
    ...[currency, state, rows],
    ...[decimalText(initialMinor, currency), decimalText(remainingMinor, currency)],
  ])
  const records = [
    ['row', 'column', 'fault', 'card', 'other row', 'what to do'],
    ...faults,
    [],
    ['currency', 'state', 'cards', 'initial', 'remaining'],
    ...totals,
    [],
    ['rows', report.rows],
    ['faults', report.faultCount],
    ['file', report.fileHash],
  ]
  return stringify(records, { bom: true, escape_formulas: true })
}
