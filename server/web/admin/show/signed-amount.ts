import type { OperationLine } from '../../../../src/contract/admin/views.ts'
import { type Minor, negateMinor } from '../../../../src/contract/money.ts'
import { isSettlingKind } from '../../../../src/contract/operations.ts'
import { assertNever } from '../../../../src/contract/parse.ts'

/**
 * What the operation did to its card: above zero when value came in. A void does the opposite of its
 * original, which is looked up in `all`; without it, a void is taken to give back. What pays a location
 * does nothing to a card.
 */
export function signedAmount(operation: OperationLine, all: readonly OperationLine[]): Minor {
  const { kind } = operation
  if (isSettlingKind(kind)) return operation.appliedMinor
  switch (kind) {
    case 'activate':
    case 'fund':
    case 'refund':
    case 'credit':
    case 'block':
    case 'unblock':
    case 'hold':
    case 'release':
    case 'approve':
    case 'claim':
    case 'extend':
    case 'import':
      return operation.appliedMinor
    case 'redeem':
    case 'capture':
    case 'cash_out':
    case 'deactivate':
    case 'expire':
    case 'import_reversal':
      return negateMinor(operation.appliedMinor)
    case 'adjust':
      return operation.requestedMinor < 0
        ? negateMinor(operation.appliedMinor)
        : operation.appliedMinor
    case 'merge':
    case 'replace':
      // Of the card that was replaced nothing is left; its successor has what came.
      return operation.balanceAfterMinor === 0
        ? negateMinor(operation.appliedMinor)
        : operation.appliedMinor
    case 'void': {
      const original = all.find((other) => other.operationId === operation.originalOperationId)
      const tookBack = original !== undefined && signedAmount(original, []) > 0
      return tookBack ? negateMinor(operation.appliedMinor) : operation.appliedMinor
    }
    default:
      return assertNever(kind)
  }
}
