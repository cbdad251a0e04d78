import { readFileSync } from 'node:fs'
import { currency } from '../../../../src/contract/money.ts'
import {
  createJournalReader,
  type JournalFormat,
  type JournalProblem,
  type JournalRecord,
} from '../../../../src/main/station/pos/formats/index.ts'

const FOLDER = new URL('../../../fixtures/poslog/', import.meta.url)

export function fixture(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER))
}

export interface Reading {
  readonly records: readonly JournalRecord[]
  readonly problems: readonly JournalProblem[]
}

export interface ReadingOptions {
  readonly format?: JournalFormat | 'auto'
  readonly currency?: string
  readonly gift?: readonly string[]
  /** Bytes of each push; none: all at once. */
  readonly piece?: number
}

/** Reads a whole journal. */
export function reading(input: string | Uint8Array, options: ReadingOptions = {}): Reading {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const { format = 'auto', gift = [], piece = Math.max(1, bytes.length) } = options
  const reader = createJournalReader(format, {
    currency: options.currency === undefined ? null : currency(options.currency),
    gift,
  })
  const reads = []
  for (let at = 0; at < bytes.length; at += piece)
    reads.push(...reader.push(bytes.subarray(at, at + piece), 7))
  reads.push(...reader.end(7))
  return {
    records: reads.flatMap((read) => (read.kind === 'record' ? [read.record] : [])),
    problems: reads.flatMap((read) => (read.kind === 'problem' ? [read.problem] : [])),
  }
}

/** The tenders of all transactions, in short: `payment Bar 2700 EUR`. */
export function tendersOf({ records }: Reading): string[] {
  return records.flatMap(({ tenders }) =>
    tenders.map(({ kind, sign, label, amountMinor, currency: code, isGift }) =>
      [kind, sign === 'minus' ? '-' : '+', label, amountMinor, code ?? '?', isGift ? 'gift' : '']
        .join(' ')
        .trim(),
    ),
  )
}
