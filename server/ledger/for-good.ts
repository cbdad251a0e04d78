import { type OperationKind, SETTLING_KINDS } from '../../src/contract/operations.ts'
import type { OriginalFacts } from './facts.ts'

/**
 * What was undone is not done again by a void; a card's standing, and what was paid to a location,
 * have operations of their own.
 */
export function isForGood({ kind, outcome }: OriginalFacts): boolean {
  return kind === 'void' || (outcome === 'posted' && FOR_GOOD.has(kind))
}

const FOR_GOOD: ReadonlySet<OperationKind> = new Set([
  'refund',
  'block',
  'unblock',
  'deactivate',
  'expire',
  'extend',
  'release',
  'approve',
  'claim',
  'import',
  'import_reversal',
  'merge',
  'replace',
  ...SETTLING_KINDS,
])
