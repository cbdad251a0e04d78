import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

/** One figure: its median, least and most over the runs, and its ratio to another figure of the same run. */
export interface Row {
  readonly id: string
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
  readonly ratio: number | null
}

/** Makes a row of the values of several runs. */
export function row(
  id: string,
  unit: string,
  values: readonly number[],
  ratio: number | null = null,
): Row {
  const sorted = [...values].sort((left, right) => left - right)
  return {
    id,
    unit,
    median: percentile(sorted, 50),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    ratio,
  }
}

/** The value below which `percent` of the values lie (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

/** What the figures were taken on. */
export function machine(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
}

/** Prints the table; with a file also writes `{ machine, rows }`. */
export function report(rows: readonly Row[], jsonFile: string | undefined): void {
  const cells = rows.map(({ id, unit, median, min, max, ratio }) => [
    id,
    ...[median, min, max].map((value) => value.toFixed(unit === 'ms' ? 1 : 0)),
    unit,
    ratio === null ? '' : `${ratio.toFixed(2)}×`,
  ])
  const table = [['figure', 'median', 'min', 'max', 'unit', 'ratio'], ...cells]
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length))) ??
    []
  for (const line of table)
    console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  if (jsonFile)
    writeFileSync(jsonFile, `${JSON.stringify({ machine: machine(), rows }, undefined, 2)}\n`)
}
