import type { ProgramView } from '../../src/contract/admin/views.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { Waiting } from '../ledger/request.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'

/** What the rules of a program say of how its cards are sold. */
export interface SellingRules {
  /** How new virtual cards are handed over unless the caller says otherwise. */
  readonly delivery: 'number' | 'claim_link'
  /** How long a card that was sold online waits before it can be used, in ms. */
  readonly activationDelayMs: number
}

const NO_RULES: SellingRules = { delivery: 'number', activationDelayMs: 0 }

/** What a program says; of a card that is none the ledger says what there is to say. */
export function sellingRules(program: ProgramView | undefined): SellingRules {
  return program?.rules ?? NO_RULES
}

/** How one card is sold. */
export interface Selling {
  /** Whether it is handed over by link. */
  readonly isGift: boolean
  /** Before this its link does not open, in ms since 1970 UTC; null: at once, or no link. */
  readonly opensAtMs: number | null
  readonly waits: Waiting | undefined
}

type Asked = Pick<
  StoredValueParams<'fund-and-activate'>,
  'delivery' | 'activateAtMs' | 'review' | 'card'
>

/**
 * How a card is sold, by what was asked and the rules. A delay is against stolen bank cards: where the
 * buyer stands at a till there is none. REQUEST_MALFORMED for what does not go together.
 */
export function sellingOf(
  asked: Asked,
  client: Pick<ApiClient, 'kind'>,
  rules: SellingRules,
  nowMs: number,
): Reply<Selling> {
  const isPrinted = asked.card !== undefined
  if (isPrinted && asked.delivery !== undefined)
    return failed('REQUEST_MALFORMED', 'delivery: a printed card is handed over by hand.')
  const isGift = !isPrinted && (asked.delivery ?? rules.delivery) === 'claim_link'
  if (isGift && asked.review)
    return failed('REQUEST_MALFORMED', 'review: a link cannot be called back; deliver the number.')
  const delayMs = client.kind === 'pos' ? 0 : rules.activationDelayMs
  const dueMs = Math.max(asked.activateAtMs ?? 0, delayMs > 0 ? nowMs + delayMs : 0)
  const activatesAtMs = dueMs > nowMs ? dueMs : null
  if (isGift) return success({ isGift, opensAtMs: activatesAtMs, waits: { for: 'holder' } })
  return success({ isGift, opensAtMs: null, waits: approval(asked.review ?? false, activatesAtMs) })
}

/** What a person has to look at does not become active by itself. */
function approval(isReviewed: boolean, activatesAtMs: number | null): Waiting | undefined {
  if (isReviewed) return { for: 'approval', activatesAtMs: null }
  return activatesAtMs === null ? undefined : { for: 'approval', activatesAtMs }
}
