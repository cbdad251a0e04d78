import type { CardState } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'

/** What moves a card from state to state. */
export type CardTrigger =
  | 'generate'
  | 'receive'
  | 'spoil'
  | 'stock'
  | 'activate'
  | 'activate_later'
  | 'issue'
  | 'issue_claimable'
  | 'issue_later'
  | 'approve'
  | 'reject'
  | 'claim'
  | 'withdraw'
  | 'use'
  | 'return_to_stock'
  | 'lock_pin'
  | 'unlock_pin'
  | 'block'
  | 'unblock'
  | 'unblock_locked'
  | 'unblock_claimable'
  | 'start_cancel'
  | 'finish_cancel'
  | 'fail_cancel'
  | 'reopen'
  | 'replace'
  | 'empty'
  | 'refill'
  | 'expire'
  | 'extend'
  | 'extend_locked'
  | 'extend_blocked'
  | 'close'
  | 'escheat'
  | 'import'
  | 'import_blocked'
  | 'import_empty'
  | 'withdraw_import'

interface Transition {
  /** `none`: the card does not exist yet. */
  readonly from: readonly (CardState | 'none')[]
  readonly to: CardState
}

/**
 * Every way a card may change its state; anything else is a bug of the caller. This table is the
 * only source of values for `card.state`.
 */
export const CARD_TRANSITIONS: Readonly<Record<CardTrigger, Transition>> = {
  generate: { from: ['none'], to: 'planned' },
  receive: { from: ['planned'], to: 'in_stock' },
  spoil: { from: ['planned'], to: 'deactivated' },
  stock: { from: ['none'], to: 'in_stock' },
  activate: { from: ['in_stock'], to: 'active' },
  activate_later: { from: ['in_stock'], to: 'pending_activation' },
  issue: { from: ['none'], to: 'active' },
  issue_claimable: { from: ['none'], to: 'claimable' },
  issue_later: { from: ['none'], to: 'pending_activation' },
  approve: { from: ['pending_activation'], to: 'active' },
  reject: { from: ['pending_activation'], to: 'cancelled' },
  claim: { from: ['claimable'], to: 'active' },
  /** The void of a virtual card's activation, or of a gift that was never opened. */
  withdraw: { from: ['active', 'claimable'], to: 'cancelled' },
  use: { from: ['active'], to: 'active' },
  /** The void of a physical card's activation: it can be sold again. */
  return_to_stock: { from: ['active'], to: 'in_stock' },
  lock_pin: { from: ['active'], to: 'pin_locked' },
  unlock_pin: { from: ['pin_locked'], to: 'active' },
  block: { from: ['active', 'pin_locked', 'claimable'], to: 'blocked' },
  unblock: { from: ['blocked'], to: 'active' },
  /** Back to where it was blocked: its PIN is still locked, its number still hidden. */
  unblock_locked: { from: ['blocked'], to: 'pin_locked' },
  unblock_claimable: { from: ['blocked'], to: 'claimable' },
  start_cancel: { from: ['active'], to: 'cancelling' },
  finish_cancel: { from: ['cancelling'], to: 'cancelled' },
  fail_cancel: { from: ['cancelling'], to: 'active' },
  /** The void of the cash-out that closed the card. */
  reopen: { from: ['cancelled'], to: 'active' },
  replace: { from: ['active', 'blocked'], to: 'replaced' },
  /** The last value of a card that cannot be loaded again was taken. */
  empty: { from: ['active'], to: 'redeemed_out' },
  /** A void or refund brought value back. */
  refill: { from: ['redeemed_out'], to: 'active' },
  expire: { from: ['active', 'pin_locked', 'blocked'], to: 'expired' },
  extend: { from: ['expired'], to: 'active' },
  /** Back to where its date ended it: what it was locked or blocked for still holds. */
  extend_locked: { from: ['expired'], to: 'pin_locked' },
  extend_blocked: { from: ['expired'], to: 'blocked' },
  close: { from: ['active', 'expired', 'blocked'], to: 'deactivated' },
  escheat: { from: ['active', 'expired'], to: 'escheated' },
  /** A card of another system comes over as it stood there. */
  import: { from: ['none'], to: 'active' },
  import_blocked: { from: ['none'], to: 'blocked' },
  import_empty: { from: ['none'], to: 'redeemed_out' },
  /** The reversal of an import that nobody used. */
  withdraw_import: { from: ['active', 'pin_locked', 'blocked', 'redeemed_out'], to: 'cancelled' },
}

/**
 * States that no card leaves, but by the void of what closed it; value that comes back later goes
 * to suspense.
 */
const CLOSED: ReadonlySet<CardState> = new Set([
  'cancelled',
  'replaced',
  'deactivated',
  'escheated',
])

/** True for a card that is closed for ever. */
export function isClosed(state: CardState): boolean {
  return CLOSED.has(state)
}

/** States in which a card has its value, and nothing of it can be used yet. */
const WAITING: ReadonlySet<CardState> = new Set(['pending_activation', 'claimable'])

/** True for a card that waits for its holder, its date or an approval. */
export function isWaiting(state: CardState): boolean {
  return WAITING.has(state)
}

/** The state after the trigger. A transition that the table does not have is a bug. */
export function nextCardState(from: CardState | 'none', trigger: CardTrigger): CardState {
  const transition = CARD_TRANSITIONS[trigger]
  invariant(transition.from.includes(from), `a card in state ${from} cannot ${trigger}`)
  return transition.to
}
