import type {
  Caller,
  ImportRequest,
  ImportReversalRequest,
  NewCard,
} from '../../../server/ledger/request.ts'
import type { RequestId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { complete } from './requests.ts'

/** When imported cards were issued where they come from. */
export const ISSUED_MS = 1_500_000_000_000

/** A card that was worth 100.00 at first, of which so much is left. */
export function importOf(
  from: Caller,
  newCard: NewCard,
  amount: number,
  more: Partial<ImportRequest> = {},
): ImportRequest {
  return complete<ImportRequest>({
    kind: 'import',
    caller: from,
    newCard,
    lookups: [newCard.lookup],
    amountMinor: minor(amount),
    currency: currency('EUR'),
    initialMinor: minor(10_000),
    stands: 'active',
    issuedAtMs: ISSUED_MS,
    lastUsedAtMs: null,
    reference: null,
    ...more,
  })
}

/** Takes out again what this request brought. */
export function reversalOf(from: Caller, requestId: RequestId): ImportReversalRequest {
  const original = { by: 'request', requestId } as const
  return complete<ImportReversalRequest>({ kind: 'import_reversal', caller: from, original })
}
