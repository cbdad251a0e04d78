import { writeFileSync } from 'node:fs'
import type { Machine } from './set-up.ts'
import { type FigureId, TARGETS, type Target } from './targets.ts'

/** One figure: its median, least and most over the runs, and what is asked of it. */
export interface Row {
  readonly id: string
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
  /** Median of the ratios to another figure, each taken within one run; null where none is asked. */
  readonly ratio: number | null
  /** What the ratio, or the median where there is no ratio, has to reach; null = nothing is asked. */
  readonly floor: number | null
  readonly aim: number | null
  readonly lowerIsBetter: boolean
}

/** Makes the row of a figure from one value for each run, and the ratios of the same runs. */
export function row(
  id: FigureId,
  values: readonly number[],
  ratios: readonly number[] | null = null,
): Row {
  const target: Target = TARGETS[id]
  const { unit, lowerIsBetter = false } = target
  return {
    ...{ id, unit, median: median(values), min: least(values), max: most(values) },
    ratio: ratios === null ? null : median(ratios),
    ...{ floor: target.floor ?? null, aim: target.aim ?? null, lowerIsBetter },
  }
}

/** The value below which `percent` of the values lie (nearest rank); NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = Float64Array.from(values).sort()
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

/** The one in the middle; of an even count the mean of the two there. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (upper + lower) / 2
}

/** Each value by the one of the same run. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, run) => value / (others[run] ?? Number.NaN))
}

/** How a row stands to what is asked of it. A figure that is no number reaches nothing. */
export function standing(figure: Row): 'none' | 'missed' | 'floor' | 'aim' {
  const { floor, aim, lowerIsBetter } = figure
  if (floor === null) return 'none'
  const value = figure.ratio ?? figure.median
  const reaches = (bound: number) => (lowerIsBetter ? value <= bound : value >= bound)
  if (!reaches(floor)) return 'missed'
  return aim !== null && reaches(aim) ? 'aim' : 'floor'
}

const MARKS = { none: '', missed: 'MISSED', floor: 'ok', aim: 'ok, aim' } as const
const HEAD = ['figure', 'median', 'min', 'max', 'unit', 'ratio', 'floor', 'aim', '', 'what']
const NUMBERS = new Set([1, 2, 3, 5, 6, 7])

/** The table as lines of text. */
export function tableLines(rows: readonly Row[]): string[] {
  const cells = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) =>
    Math.max(...cells.map((line) => (line[column] ?? '').length)),
  )
  return cells.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

function cellsOf(figure: Row): string[] {
  const { id, unit, median: middle, min, max, ratio, floor, aim, lowerIsBetter } = figure
  const sign = lowerIsBetter ? '≤' : '≥'
  const asked = (bound: number | null) => (bound === null ? '' : `${sign} ${short(bound)}`)
  return [
    ...[id, short(middle), short(min), short(max), unit],
    ...[ratio === null ? '' : `${short(ratio)}×`, asked(floor), asked(aim)],
    ...[MARKS[standing(figure)], TARGETS[id as FigureId].what],
  ]
}

/** Three digits that count, and no more than are there. */
function short(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return value.toFixed(0)
  if (size >= 10) return value.toFixed(1)
  return size >= 1 ? value.toFixed(2) : value.toFixed(3)
}

/** Prints the table; with a file also writes `{ machine, rows }`. */
export function report(machine: Machine, rows: readonly Row[], jsonFile: string | undefined): void {
  for (const line of tableLines(rows)) console.log(line)
  if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`)
}

function least(values: readonly number[]): number {
  return values.reduce((left, right) => Math.min(left, right), Number.POSITIVE_INFINITY)
}

function most(values: readonly number[]): number {
  return values.reduce((left, right) => Math.max(left, right), Number.NEGATIVE_INFINITY)
}
