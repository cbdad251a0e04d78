import type { CardState } from '../../../../src/contract/operations.ts'
import type { ModelState } from './state.ts'
import type { CardSetting } from './steps.ts'
import { cardIdOf } from './world.ts'

/** States that the administration moves a card between, in these tests. */
const MOVABLE: readonly CardState[] = ['active', 'blocked', 'pin_locked', 'expired', 'cancelling']

/** The columns of a card that are set. */
export interface SetCard {
  readonly uid: string
  readonly state: CardState
  readonly expires_at_ms: number | null
}

/** Sets a card of the model; answers with the row as it has to be, or undefined without a card. */
export function settle(
  { cardsByUid }: ModelState,
  { card: ref, state, expiresInMs }: CardSetting,
  nowMs: number,
): SetCard | undefined {
  const card = cardsByUid.get(cardIdOf(ref))
  if (!card) return undefined
  if (state !== undefined && MOVABLE.includes(card.state)) card.state = state
  if (expiresInMs !== undefined)
    card.expiresAtMs = expiresInMs === null ? null : nowMs + expiresInMs
  return {
    uid: card.uid,
    state: card.state,
    expires_at_ms: card.expiresAtMs,
  }
}
