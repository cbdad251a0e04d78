import { z } from 'zod'
import { lastFourSchema } from './card-number.ts'
import { operationIdSchema, requestIdSchema } from './ids.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from './money.ts'

/** The stored-value operations that move value or change a card, as the ledger names them. */
export const CARD_OPERATION_KINDS = [
  'activate',
  'fund',
  'redeem',
  'void',
  'refund',
  'cash_out',
  'adjust',
  'credit',
  'block',
  'unblock',
  'deactivate',
  'hold',
  'capture',
  'release',
  'expire',
  'extend',
  'approve',
  'claim',
  'import',
  'import_reversal',
  'merge',
  'replace',
] as const

/**
 * The operations that pay locations. They are about no card: each moves value between two accounts.
 * `fee` is taken from what a location is owed, `fee_reversal` gives it back; `network_fee` is borne by
 * the network. `payout` is on its way to a location, `payout_confirm` says that it arrived,
 * `payout_return` that it came back, `late_return` that it came back after that. `collect` asks a
 * location for what it owes, with the same ends (`late_collect_return`). `payable_adjust` puts what a
 * location is owed right by hand; `test_transfer` is a small amount that proves a bank account, with its
 * returns `test_return` and `late_test_return`.
 */
export const SETTLING_KINDS = [
  'fee',
  'fee_reversal',
  'network_fee',
  'payout',
  'payout_return',
  'payout_confirm',
  'late_return',
  'collect',
  'collect_return',
  'collect_confirm',
  'late_collect_return',
  'payable_adjust',
  'test_transfer',
  'test_return',
  'late_test_return',
] as const
export type SettlingKind = (typeof SETTLING_KINDS)[number]

/** All that the journal has. */
export const OPERATION_KINDS = [...CARD_OPERATION_KINDS, ...SETTLING_KINDS] as const
export type OperationKind = (typeof OPERATION_KINDS)[number]

/** True for an operation that pays a location, and is about no card. */
export function isSettlingKind(kind: OperationKind): kind is SettlingKind {
  return SETTLING.has(kind)
}

const SETTLING: ReadonlySet<OperationKind> = new Set(SETTLING_KINDS)

/** Whoever asks for operations on cards is told of no others. */
const answeredKindSchema: z.ZodType<OperationKind> = z.enum(CARD_OPERATION_KINDS)

/** The states of an operation (a hold stays pending until captured; the others post at once). */
export const OPERATION_STATES = ['pending', 'posted', 'voided', 'expired'] as const
export type OperationState = (typeof OPERATION_STATES)[number]

/** The states of a card (spec: features §5). Later issues add to this list; none is renamed. */
export const CARD_STATES = [
  'planned',
  'in_stock',
  'pending_activation',
  'claimable',
  'active',
  'pin_locked',
  'blocked',
  'cancelling',
  'redeemed_out',
  'expired',
  'cancelled',
  'replaced',
  'deactivated',
  'escheated',
] as const
export type CardState = (typeof CARD_STATES)[number]

export const CARD_FORMS = ['physical', 'virtual'] as const
export type CardForm = (typeof CARD_FORMS)[number]

/** Where an operation came from. */
export const CHANNELS = ['station', 'webstore', 'oms', 'pos', 'admin', 'shop'] as const
export type Channel = (typeof CHANNELS)[number]

/** Whether a redemption may take less than asked. */
export const PARTIAL_RULES = ['deny', 'allow'] as const
export type PartialRule = (typeof PARTIAL_RULES)[number]

/**
 * The answer to an operation that was done. Amounts in minor units of `currency`.
 * The same requestId gives the same answer, byte for byte, with `replayed: true`.
 */
export const operationAnswerSchema = z.strictObject({
  operationId: operationIdSchema,
  requestId: requestIdSchema,
  kind: answeredKindSchema,
  /**
   * What was asked: equals `appliedMinor` except for a partial redemption, a void of nothing, a void
   * by order that named another amount than the one that went back, a cash-out of all there is, a
   * merge or a replacement (0 was asked), an adjustment that took value away (below zero), and a hold
   * or its release, which move nothing.
   */
  requestedMinor: minorSchema,
  /** What really moved. 0 for a void that found nothing to undo. */
  appliedMinor: balanceMinorSchema,
  /** What is left to collect otherwise after a partial redemption; 0 in all other cases. */
  remainingDueMinor: balanceMinorSchema,
  currency: currencySchema,
  /** The card's balance after this operation. Null for a void that found no operation. */
  balanceMinor: balanceMinorSchema.nullable(),
  /** `balanceMinor` less what is held. */
  availableMinor: balanceMinorSchema.nullable(),
  cardLastFour: lastFourSchema.nullable(),
  cardState: z.enum(CARD_STATES).nullable(),
  /**
   * The card whose place the one above took: by this merge or replacement, or by one before, so that
   * what would have gone to the replaced card went to its successor. Null in all other cases.
   */
  replacedLastFour: lastFourSchema.nullable(),
  /** The operation that this one undid or refunded. */
  originalOperationId: operationIdSchema.nullable(),
  /** For a void: false when no such operation had arrived (a tombstone now waits for it). */
  applied: z.boolean(),
  /** For a void: the operation was already voided before; nothing was posted now. */
  alreadyVoided: z.boolean(),
  /** Server time of the commit group, in ms since 1970 UTC. */
  committedAtMs: z.int().nonnegative(),
  /** True when this is the stored answer of an earlier request. */
  replayed: z.boolean(),
  /** The first request's id when a retry came under a new id (business key). */
  replayedOf: requestIdSchema.nullable(),
})
export type OperationAnswer = z.output<typeof operationAnswerSchema>

/** The last digits of the card that an operation moved: those that were asked for, or its successor's. */
export function movedLastFour(
  { replacedLastFour, cardLastFour }: Pick<OperationAnswer, 'replacedLastFour' | 'cardLastFour'>,
  askedLastFour: string,
): string {
  return replacedLastFour === null ? askedLastFour : (cardLastFour ?? askedLastFour)
}
