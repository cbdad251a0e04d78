import type { OperationKind } from '../../src/contract/operations.ts'
import type { OriginalFacts } from './facts.ts'

/**
 * What was undone is not done again by a void; a card's standing, and what was paid to a location,
 * have operations of their own.
 */
export function isForGood({ kind, outcome }: OriginalFacts): boolean {
  return kind === 'void' || (outcome === 'posted' && !UNDONE_BY_VOID.has(kind))
}

/** Whatever else an operation may be: it stays, unless somebody has thought about its undoing. */
const UNDONE_BY_VOID: ReadonlySet<OperationKind> = new Set([
  'activate',
  'fund',
  'redeem',
  'cash_out',
  'adjust',
  'credit',
  'hold',
  'capture',
])
