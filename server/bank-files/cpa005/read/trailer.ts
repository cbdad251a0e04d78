import { cut, TRAILER, type Trailer } from '../layout.ts'
import { PREFIX_LENGTH } from '../limits.ts'
import type { Problems, Rule } from './problems.ts'
import { shown } from './problems.ts'
import type { FileRecord } from './records.ts'
import type { DetailType } from './segment.ts'

/** Sums and numbers of transactions, by kind of record. */
export interface Totals {
  readonly add: (type: DetailType, amountMinor: number) => void
  readonly minorOf: (...types: readonly DetailType[]) => number
  readonly countOf: (...types: readonly DetailType[]) => number
}

export function openTotals(): Totals {
  const minor = new Map<DetailType, number>()
  const count = new Map<DetailType, number>()
  const sum = (of: ReadonlyMap<DetailType, number>, types: readonly DetailType[]) =>
    types.reduce((total, type) => total + (of.get(type) ?? 0), 0)
  return {
    add: (type, amountMinor) => {
      minor.set(type, (minor.get(type) ?? 0) + amountMinor)
      count.set(type, (count.get(type) ?? 0) + 1)
    },
    minorOf: (...types) => sum(minor, types),
    countOf: (...types) => sum(count, types),
  }
}

interface TotalRule {
  readonly value: keyof Trailer
  readonly count: keyof Trailer
  readonly valueRule: Rule
  readonly countRule: Rule
  readonly what: string
  readonly types: readonly DetailType[]
  /** Many files know no error corrections, and leave these blank. */
  readonly mayBeBlank: boolean
}

const RULES: readonly TotalRule[] = [
  {
    value: 'debits',
    count: 'debitCount',
    valueRule: 'total-debits',
    countRule: 'count-debits',
    what: 'debits (D and J)',
    types: ['D', 'J'],
    mayBeBlank: false,
  },
  {
    value: 'credits',
    count: 'creditCount',
    valueRule: 'total-credits',
    countRule: 'count-credits',
    what: 'credits (C and I)',
    types: ['C', 'I'],
    mayBeBlank: false,
  },
  {
    value: 'creditCorrections',
    count: 'creditCorrectionCount',
    valueRule: 'total-corrections-credit',
    countRule: 'count-corrections-credit',
    what: 'error corrections of credits (E)',
    types: ['E'],
    mayBeBlank: true,
  },
  {
    value: 'debitCorrections',
    count: 'debitCorrectionCount',
    valueRule: 'total-corrections-debit',
    countRule: 'count-corrections-debit',
    what: 'error corrections of debits (F)',
    types: ['F'],
    mayBeBlank: true,
  },
]

/** Holds the trailer against what stood in the file. */
export function checkTrailer(record: FileRecord, totals: Totals, problems: Problems): void {
  const trailer = cut(TRAILER, record.text, PREFIX_LENGTH)
  for (const rule of RULES) {
    const { line } = record
    const cents = totals.minorOf(...rule.types)
    const number = totals.countOf(...rule.types)
    const value = saidOf(trailer[rule.value], rule)
    const count = saidOf(trailer[rule.count], rule)
    if (value !== cents) {
      const found = shown(trailer[rule.value])
      problems.add(
        rule.valueRule,
        line,
        `the total of ${rule.what} is ${found}, they add up to ${cents}`,
      )
    }
    if (count !== number) {
      const found = shown(trailer[rule.count])
      problems.add(
        rule.countRule,
        line,
        `the number of ${rule.what} is ${found}, there are ${number}`,
      )
    }
  }
  if (!/^[ 0]*$/.test(trailer.filler)) {
    problems.add('filler', record.line, 'the trailer is not blank after its totals')
  }
}

/** Undefined where no number stands. */
function saidOf(text: string, { mayBeBlank }: TotalRule): number | undefined {
  if (mayBeBlank && text.trim() === '') return 0
  return /^\d+$/.test(text) ? Number(text) : undefined
}
