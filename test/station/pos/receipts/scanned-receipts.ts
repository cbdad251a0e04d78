import { readFileSync } from 'node:fs'

/** A scanned shop receipt: its rows, put together from the words by their place. */
export interface ScannedReceipt {
  readonly key: string
  readonly rows: readonly string[]
  /** The total as people wrote it down, in minor units. */
  readonly totalMinor: number
}

interface Word {
  readonly text: string
  readonly left: number
  readonly centre: number
  readonly height: number
}

/**
 * The 150 real receipts. Words are of one row when their vertical centres are closer than this part
 * of the row's height; `gap` stands between them.
 */
export function scannedReceipts(closeness: number, gap: string): readonly ScannedReceipt[] {
  return readFileSync(fixture('sroie-150.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ key, words, bboxes, entities }) => ({
      key,
      rows: rowsOf(wordsOf(words, bboxes), closeness, gap),
      totalMinor: Math.round(Number(String(entities.total).replaceAll(/[^\d.]/g, '')) * 100),
    }))
}

/** What was given in cash, in minor units, of each receipt that says so. */
export function cashGiven(): ReadonlyMap<string, number> {
  return new Map(Object.entries(JSON.parse(readFileSync(fixture('sroie-cash.json'), 'utf8'))))
}

function fixture(name: string): URL {
  return new URL(`../../../fixtures/receipts/${name}`, import.meta.url)
}

function wordsOf(words: readonly string[], boxes: readonly (readonly number[])[]): Word[] {
  return words.map((text, index) => {
    const [left = 0, top = 0, , bottom = 0] = boxes[index] ?? []
    return { text, left, centre: (top + bottom) / 2, height: bottom - top }
  })
}

function rowsOf(words: Word[], closeness: number, gap: string): string[] {
  const rows: Word[][] = []
  for (const word of words.toSorted((one, other) => one.centre - other.centre)) {
    const row = rows.at(-1)
    const isSame =
      row !== undefined &&
      Math.abs(word.centre - mean(row, 'centre')) <= closeness * mean(row, 'height')
    if (isSame) row.push(word)
    else rows.push([word])
  }
  return rows.map((row) =>
    row
      .toSorted((one, other) => one.left - other.left)
      .map(({ text }) => text)
      .join(gap),
  )
}

function mean(row: readonly Word[], what: 'centre' | 'height'): number {
  return row.reduce((sum, word) => sum + word[what], 0) / row.length
}
