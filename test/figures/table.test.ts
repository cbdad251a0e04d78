import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { admittedPercent, growth } from '../bench/spike.ts'
import { countCalls } from '../bench/syncs.ts'
import { median, percentile, ratios, report, row, standing, tableLines } from '../bench/table.ts'

test('a percentile: the nearest rank of all samples, in any order', () => {
  const samples = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect([50, 95, 99, 100].map((percent) => percentile(samples, percent))).toEqual([
    50, 95, 99, 100,
  ])
  expect(percentile([7], 99)).toBe(7)
  expect(percentile([], 50)).toBeNaN()
})

test('a median: the middle of an odd count, the mean of the two in the middle of an even one', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([1, 2, 3, 10])).toBe(2.5)
  expect(median([])).toBeNaN()
})

test('a ratio: taken within each run, and the median is of the ratios', () => {
  // The medians alone would say 30 to 10.
  const figure = row('sqlite.256', [10, 30, 50], ratios([10, 30, 50], [20, 10, 10]))
  expect(figure).toEqual({
    ...{ id: 'sqlite.256', unit: '/s', median: 30, min: 10, max: 50, ratio: 3 },
    ...{ floor: 0.7, aim: 0.9, lowerIsBetter: false },
  })
  expect(row('sqlite.256', [10, 30], ratios([10, 30], [20, 10])).ratio).toBe(1.75)
})

test('a floor: a ratio below it is marked, and one above it where lower is better', () => {
  const higher = (ratio: number) => standing(row('sqlite.256', [1], [ratio]))
  expect([0.69, 0.7, 0.9].map(higher)).toEqual(['missed', 'floor', 'aim'])
  const lower = (ratio: number) => standing(row('way.sqlite-open-p99', [1], [ratio]))
  expect([2.6, 2.5, 1.5].map(lower)).toEqual(['missed', 'floor', 'aim'])
  expect(higher(Number.NaN)).toBe('missed')
  expect(standing(row('raw.syncs', [1]))).toBe('none')
  // Without a ratio it is the figure itself that is held against the floor.
  expect(standing(row('screen.scan-p95', [151]))).toBe('missed')
  expect(standing(row('screen.scan-p95', [150]))).toBe('floor')
})

test('the table: a line a figure, with a mark where the floor is missed', () => {
  const lines = tableLines([row('raw.syncs', [4700]), row('sqlite.256', [1000], [0.5])])
  expect(lines).toHaveLength(3)
  expect(lines[1]).not.toContain('MISSED')
  expect(lines[2]).toMatch(
    /^sqlite\.256 +1000 +1000 +1000 +\/s +0\.500× +≥ 0\.700 +≥ 0\.900 +MISSED/,
  )
})

test('the file: the machine, and every row with all of its columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-figures-'))
  try {
    const file = join(folder, 'figures.json')
    const rows = [row('raw.sync-p50', [1, 2, 3]), row('sqlite.syncs', [0.03])]
    report({ cores: 2 }, rows, file)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ machine: { cores: 2 }, rows })
    for (const figure of rows) {
      expect(Object.keys(figure).sort()).toEqual(
        ['id', 'unit', 'median', 'min', 'max', 'ratio', 'floor', 'aim', 'lowerIsBetter'].sort(),
      )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('calls that wait for the disk: summed over their names, and none at all is an error', () => {
  const summary = [
    '% time     seconds  usecs/call     calls    errors syscall',
    '------ ----------- ----------- --------- --------- ----------------',
    ' 99.12    1.500000         120     12000           fdatasync',
    '  0.88    0.010000         100       100         1 fsync',
    '100.00    1.510000         120     12100         1 total',
  ].join('\n')
  expect(countCalls(summary)).toBe(12_100)
  expect(() => countCalls('')).toThrow('no call')
})

test('admitted redemptions: those turned away are none, those never answered are lost', () => {
  const notDone = { RATE_LIMITED: 300, UNAVAILABLE: 200 }
  expect(admittedPercent({ sent: 1000, approved: 500, notDone })).toBe(100)
  expect(admittedPercent({ sent: 1000, approved: 400, notDone })).toBe(80)
  expect(admittedPercent({ sent: 100, approved: 99, notDone: { UNKNOWN_OUTCOME: 1 } })).toBe(99)
})

test('growth of memory: the last quarter to the one before', () => {
  expect(growth([1, 2, 3, 4, 8, 8, 8, 8])).toBe(1)
  expect(growth([1, 1, 1, 1, 10, 10, 15, 12])).toBe(1.5)
})
