import type { FileProblem } from '../../rail.ts'
import { PROBLEMS_MAX } from '../limits.ts'

/** What is wrong with a file, as it is found; the first ones are kept. */
export interface Problems {
  readonly add: (rule: Rule, line: number, message: string) => void
  readonly all: () => readonly FileProblem[]
}

/** Every rule that a file can break, by the word that names it. */
export type Rule =
  | 'account'
  | 'amount'
  | 'byte-order-mark'
  | 'characters'
  | 'count-corrections-credit'
  | 'count-corrections-debit'
  | 'count-credits'
  | 'count-debits'
  | 'creation-date'
  | 'currency'
  | 'data-centre'
  | 'date'
  | 'file-creation-number'
  | 'filler'
  | 'header-missing'
  | 'header-repeated'
  | 'institution'
  | 'invalid-fields'
  | 'long-name'
  | 'name'
  | 'no-entries'
  | 'original-institution'
  | 'original-trace'
  | 'originator'
  | 'record-after-trailer'
  | 'record-count'
  | 'record-length'
  | 'record-type'
  | 'return-account'
  | 'return-institution'
  | 'routing-line'
  | 'segment-gap'
  | 'segment-missing'
  | 'settlement-code'
  | 'stored-transaction-type'
  | 'total-corrections-credit'
  | 'total-corrections-debit'
  | 'total-credits'
  | 'total-debits'
  | 'too-many-answers'
  | 'trace'
  | 'trailer-missing'
  | 'transaction-type'

export function openProblems(): Problems {
  const found: FileProblem[] = []
  return {
    add: (rule, line, message) => {
      if (found.length < PROBLEMS_MAX) found.push({ rule, line, message })
    },
    all: () => found,
  }
}

/** What was found, fit for a message: short, and nothing in it that moves a cursor. */
export function shown(text: string): string {
  const plain = text.slice(0, 40).replaceAll(/[^ -~]/g, '?')
  return plain.trim() === '' ? 'blank' : `"${plain.trimEnd()}"`
}
