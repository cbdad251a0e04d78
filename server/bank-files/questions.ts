import type { FileProblem } from './rail.ts'

/**
 * Rules that a file breaks by what it says, not by how it is made: a code that nobody knows, corrected
 * data that cannot be, a company's number where a bank's belongs, batches numbered by many banks, a
 * transfer whose status is new or whose name is missing. Its counts and sums are right.
 */
const QUESTIONS = new Set([
  'return-code',
  'change-code',
  'corrected-data',
  'date-of-death',
  'destination',
  'batch-number-order',
  'status',
  'end-to-end-id',
])

/** Whether the file's answers can be taken all the same, and a person looks at what is unclear. */
export function isQuestion({ rule }: FileProblem): boolean {
  return QUESTIONS.has(rule)
}
