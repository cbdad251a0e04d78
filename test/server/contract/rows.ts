import type { StoredValueName } from '../../../server/stored-value/api.ts'
import { CARD_FORMS, type CardForm } from '../../../src/contract/operations.ts'
import type { ReplyCode } from '../../../src/contract/refusals.ts'

/** What became of the card before it is asked for: all of it through the API. */
export type CardHistory =
  /** Printed and not sold; there is no virtual card like that. */
  | 'stocked'
  /** Sold with 25.00. */
  | 'active'
  | 'blocked'
  /** Cashed out and closed. */
  | 'cancelled'
  | 'deactivated'
  /** 10.00 were redeemed under the order `before`, by the request `before`. */
  | 'redeemed'
  /** The same, and voided. */
  | 'voided'
  /** 10.00 are held by the request `before`. */
  | 'held'
  /** The same, and captured. */
  | 'captured'
  /** Sold with 25.00 under review. */
  | 'reviewed'
  /** Sold with 25.00 by claim link; `number` is its proxy number. Virtual cards only. */
  | 'gift'
  /** Redeemed as above, and then merged into a second card with 5.00. */
  | 'merged'
  /** Redeemed as above, and then replaced by a new virtual card. */
  | 'replaced'
  /** Sold with 25.00, and past its last day. */
  | 'over'

/** A card as its holder has it, and what was asked of it before. */
export interface RowCard {
  readonly cardId: string
  readonly number: string
  readonly pin: string
  /** The request id of the redemption that came before, of the histories that have one. */
  readonly before: string
  /** A second card, of the rows that name one. */
  readonly second: Omit<RowCard, 'before' | 'second'> | undefined
}

/** One call of the API, as JSON, and what it comes to. */
export interface ContractRow {
  readonly operation: StoredValueName
  readonly form: CardForm
  readonly history: CardHistory
  /** The second card that it names: sold with 5.00, or not; undefined when it names none. */
  readonly second: 'active' | 'stocked' | undefined
  /** What is asked, in a few words; unique with operation and form. */
  readonly ask: string
  /** The body without its request id, which each run makes anew. */
  readonly body: (card: RowCard) => Readonly<Record<string, unknown>>
  readonly outcome: 'SUCCESS' | ReplyCode
  /** Of the answer of a success what has to be so. */
  readonly value: Readonly<Record<string, unknown>>
}

type Shape = Omit<ContractRow, 'form'>
type Body = ContractRow['body']

const EUR = { currency: 'EUR' } as const
const held = ({ number, pin }: RowCard) => ({ card: { number, pin } })
const wrongPin = ({ number, pin }: RowCard) => ({
  card: { number, pin: pin === '00000000' ? '11111111' : '00000000' },
})
const spoilt = ({ number, pin }: RowCard) => ({
  card: { number: `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`, pin },
})
const money = (amountMinor: number): Body => {
  return (card) => ({ ...held(card), amountMinor, ...EUR })
}

function row(
  operation: StoredValueName,
  history: CardHistory,
  ask: string,
  body: Body,
  outcome: ContractRow['outcome'] | Readonly<Record<string, unknown>>,
): Shape {
  const asked = { operation, history, second: undefined, ask, body }
  return typeof outcome === 'string'
    ? { ...asked, outcome, value: {} }
    : { ...asked, outcome: 'SUCCESS', value: outcome }
}

/** The refusals that every operation has that names a card with its PIN and an amount. */
function common(operation: StoredValueName): Shape[] {
  const more = { amountMinor: 1000, ...EUR }
  return [
    row(operation, 'active', 'an amount of zero', money(0), 'AMOUNT_INVALID'),
    row(
      operation,
      'active',
      'a wrong check digit',
      (card) => ({ ...spoilt(card), ...more }),
      'NUMBER_CHECK_DIGIT',
    ),
    row(
      operation,
      'active',
      'a wrong PIN',
      (card) => ({ ...wrongPin(card), ...more }),
      'CARD_NOT_FOUND_OR_PIN_INVALID',
    ),
    row(
      operation,
      'active',
      'another currency',
      (card) => ({ ...held(card), amountMinor: 1000, currency: 'USD' }),
      'CURRENCY_MISMATCH',
    ),
    row(operation, 'cancelled', 'a card that was cashed out', money(1000), 'CARD_DEACTIVATED'),
    row(operation, 'deactivated', 'a card that was closed', money(1000), 'CARD_DEACTIVATED'),
    row(operation, 'blocked', 'a blocked card', money(1000), 'CARD_BLOCKED'),
  ]
}

const SELLING: readonly Shape[] = [
  row('fund-and-activate', 'stocked', 'a first value', money(2500), {
    ...{ kind: 'activate', appliedMinor: 2500, balanceMinor: 2500, cardState: 'active' },
  }),
  row('fund-and-activate', 'stocked', 'too small a load', money(499), 'LIMIT_SINGLE_LOAD'),
  row('fund-and-activate', 'active', 'a card that was sold', money(2500), 'CARD_ALREADY_ACTIVE'),
  row('fund', 'stocked', 'a card that was not sold', money(1000), 'CARD_NOT_ACTIVE'),
  row('fund', 'active', 'more value', money(1000), {
    ...{ kind: 'fund', appliedMinor: 1000, balanceMinor: 3500 },
  }),
  row('fund', 'active', 'too large a load', money(50_001), 'LIMIT_SINGLE_LOAD'),
  ...common('fund'),
]

const TAKING: readonly Shape[] = [
  row('balance', 'active', 'what is on it', (card) => held(card), {
    ...{ balanceMinor: 2500, availableMinor: 2500, state: 'active', currency: 'EUR' },
  }),
  row(
    'balance',
    'active',
    'a wrong PIN',
    (card) => wrongPin(card),
    'CARD_NOT_FOUND_OR_PIN_INVALID',
  ),
  row('redeem', 'stocked', 'a card that was not sold', money(1000), 'CARD_NOT_ACTIVE'),
  row('redeem', 'active', 'part of it', money(1000), {
    ...{ kind: 'redeem', appliedMinor: 1000, remainingDueMinor: 0, balanceMinor: 1500 },
  }),
  row(
    'redeem',
    'active',
    'more than there is, as much as there is',
    (card) => ({ ...held(card), amountMinor: 3000, ...EUR, partial: 'allow' }),
    { kind: 'redeem', appliedMinor: 2500, remainingDueMinor: 500, balanceMinor: 0 },
  ),
  row('redeem', 'active', 'more than there is', money(2501), 'INSUFFICIENT_FUNDS'),
  ...common('redeem'),
  row('cash-out', 'active', 'part of it', money(1000), {
    ...{ kind: 'cash_out', appliedMinor: 1000, balanceMinor: 1500, cardState: 'active' },
  }),
  row(
    'cash-out',
    'active',
    'all of it, and the end of the card',
    (card) => ({ ...held(card), ...EUR, close: true }),
    { kind: 'cash_out', appliedMinor: 2500, balanceMinor: 0, cardState: 'cancelled' },
  ),
  row('cash-out', 'active', 'more than there is', money(2501), 'INSUFFICIENT_FUNDS'),
  ...common('cash-out'),
]

const original: Body = ({ before }) => ({ original: { requestId: before } })
const part = (amountMinor: number): Body => {
  return (card) => ({ ...original(card), amountMinor, ...EUR })
}

const UNDOING: readonly Shape[] = [
  row('void', 'redeemed', 'a redemption', original, {
    ...{ kind: 'void', applied: true, appliedMinor: 1000, balanceMinor: 2500 },
  }),
  row('void', 'voided', 'what was voided', original, {
    ...{ kind: 'void', alreadyVoided: true, appliedMinor: 0, balanceMinor: 2500 },
  }),
  row('void', 'active', 'what never arrived', original, {
    ...{ kind: 'void', applied: false, appliedMinor: 0 },
  }),
  row(
    'void',
    'redeemed',
    'the redemption of an order',
    ({ number }) => ({
      original: { orderId: 'before', card: { number }, amountMinor: 1000, ...EUR },
    }),
    { kind: 'void', appliedMinor: 1000, balanceMinor: 2500 },
  ),
  row('refund', 'redeemed', 'part of a redemption', part(400), {
    ...{ kind: 'refund', appliedMinor: 400, balanceMinor: 1900 },
  }),
  row('refund', 'redeemed', 'more than was taken', part(1001), 'REFUND_EXCEEDS_REDEEMED'),
  row('refund', 'voided', 'what was voided', part(400), 'ORIGINAL_NOT_REVERSIBLE'),
  row('refund', 'active', 'what never was', part(400), 'ORIGINAL_NOT_FOUND'),
]

const HOLDING: readonly Shape[] = [
  row('hold', 'active', 'part of it', money(1000), {
    ...{ kind: 'hold', requestedMinor: 1000, balanceMinor: 2500, availableMinor: 1500 },
  }),
  row('hold', 'held', 'more than is free', money(1501), 'FUNDS_HELD'),
  row('hold', 'active', 'more than there is', money(2501), 'INSUFFICIENT_FUNDS'),
  ...common('hold'),
  row('redeem', 'held', 'more than is free', money(1501), 'FUNDS_HELD'),
  row('cash-out', 'held', 'more than is free', money(1501), 'FUNDS_HELD'),
  row('balance', 'held', 'whether there is enough', money(1501), { enough: false }),
  row('balance', 'held', 'whether there is enough for less', money(1500), { enough: true }),
  row('capture', 'held', 'part of what is held', part(400), {
    ...{ kind: 'redeem', appliedMinor: 400, balanceMinor: 2100, availableMinor: 2100 },
  }),
  row('capture', 'held', 'more than is held', part(1001), 'CAPTURE_EXCEEDS_HOLD'),
  row('capture', 'captured', 'what was captured', part(400), 'HOLD_NOT_FOUND'),
  row('capture', 'redeemed', 'a redemption', part(400), 'HOLD_NOT_FOUND'),
  row('release', 'held', 'a hold', original, { kind: 'release', availableMinor: 2500 }),
  row('release', 'captured', 'what was captured', original, 'HOLD_NOT_FOUND'),
  row('release', 'active', 'what never was', original, 'HOLD_NOT_FOUND'),
  row('void', 'held', 'a hold', original, { kind: 'release', availableMinor: 2500 }),
  row('void', 'captured', 'a captured hold', original, 'ORIGINAL_NOT_REVERSIBLE'),
]

const byId = (more: object): Body => {
  return ({ cardId }) => ({ cardId, reason: 'as the contract says', ...more })
}

/** Why a card that went through this is not used. */
export const UNFIT = {
  stocked: 'CARD_NOT_ACTIVE',
  blocked: 'CARD_BLOCKED',
  cancelled: 'CARD_DEACTIVATED',
  deactivated: 'CARD_DEACTIVATED',
  merged: 'CARD_DEACTIVATED',
  replaced: 'CARD_DEACTIVATED',
  over: 'CARD_EXPIRED',
} as const

/** Of a card that is not used any more it is still told what is on it. */
const TOLD: readonly Shape[] = [
  row('balance', 'blocked', 'what is on it', held, { balanceMinor: 2500, state: 'blocked' }),
  row('balance', 'deactivated', 'what is on it', held, { balanceMinor: 0, state: 'deactivated' }),
  row('balance', 'cancelled', 'what is on it', held, { balanceMinor: 0, state: 'cancelled' }),
  row('balance', 'over', 'what is on it', held, { balanceMinor: 2500 }),
]

const CARING: readonly Shape[] = [
  row('credit', 'active', 'value for returned goods', byId({ amountMinor: 700, ...EUR }), {
    ...{ kind: 'credit', balanceMinor: 3200 },
  }),
  row(
    'credit',
    'active',
    'more than a card may hold',
    byId({ amountMinor: 100_000, ...EUR }),
    'LIMIT_BALANCE',
  ),
  row('block', 'active', 'a stop', byId({}), { kind: 'block', cardState: 'blocked' }),
  row('block', 'blocked', 'a stop of a blocked card', byId({}), 'CARD_BLOCKED'),
  row('unblock', 'blocked', 'an end of the stop', byId({}), {
    ...{ kind: 'unblock', cardState: 'active', balanceMinor: 2500 },
  }),
  row('unblock', 'active', 'an end of no stop', byId({}), 'CARD_STATE_CONFLICT'),
  row('change-status', 'active', 'the end', byId({ status: 'deactivated' }), {
    ...{ kind: 'deactivate', appliedMinor: 2500, cardState: 'deactivated' },
  }),
]

const WAITING: readonly Shape[] = [
  row('balance', 'reviewed', 'what is on it', held, {
    ...{ state: 'pending_activation', balanceMinor: 2500, availableMinor: 0, activatesAtMs: null },
  }),
  row('redeem', 'reviewed', 'part of it', money(1000), 'CARD_ACTIVATION_PENDING'),
  row('fund', 'reviewed', 'more value', money(1000), 'CARD_ACTIVATION_PENDING'),
  row('hold', 'reviewed', 'part of it', money(1000), 'CARD_ACTIVATION_PENDING'),
  row('cash-out', 'reviewed', 'part of it', money(1000), 'CARD_ACTIVATION_PENDING'),
  row('fund-and-activate', 'reviewed', 'another sale', money(2500), 'CARD_ACTIVATION_PENDING'),
  row('block', 'reviewed', 'a stop', byId({}), 'CARD_ACTIVATION_PENDING'),
  row('review-card', 'reviewed', 'an approval', byId({ decision: 'approve' }), {
    ...{ kind: 'approve', cardState: 'active', availableMinor: 2500 },
  }),
  row('review-card', 'reviewed', 'a rejection', byId({ decision: 'reject' }), {
    ...{ kind: 'void', appliedMinor: 2500, balanceMinor: 0, cardState: 'cancelled' },
  }),
  row('review-card', 'active', 'an approval', byId({ decision: 'approve' }), 'CARD_ALREADY_ACTIVE'),
  row('review-card', 'active', 'a rejection', byId({ decision: 'reject' }), 'CARD_ALREADY_ACTIVE'),
  row('void', 'reviewed', 'its sale', original, {
    ...{ kind: 'void', appliedMinor: 2500, cardState: 'cancelled' },
  }),
]

/** Gifts by link, named by their proxy numbers. */
const GIFTS: readonly Shape[] = [
  row('balance', 'gift', 'what is in it', held, {
    ...{ state: 'claimable', balanceMinor: 2500, availableMinor: 0 },
  }),
  row('redeem', 'gift', 'its proxy number', money(1000), 'PROXY_NUMBER_REFUSED'),
  row('fund', 'gift', 'its proxy number', money(1000), 'PROXY_NUMBER_REFUSED'),
  row('hold', 'gift', 'its proxy number', money(1000), 'PROXY_NUMBER_REFUSED'),
  row('cash-out', 'gift', 'part of it', money(1000), 'PROXY_NUMBER_REFUSED'),
  row('cash-out', 'gift', 'more than there is', money(2501), 'INSUFFICIENT_FUNDS'),
  row('cash-out', 'gift', 'all of it', money(2500), {
    ...{ kind: 'void', appliedMinor: 2500, balanceMinor: 0, cardState: 'cancelled' },
  }),
  row('void', 'gift', 'its sale', original, { kind: 'void', appliedMinor: 2500, balanceMinor: 0 }),
  row('review-card', 'gift', 'an approval', byId({ decision: 'approve' }), 'CARD_NOT_ACTIVE'),
]

const CORRECTING: readonly Shape[] = [
  row('adjust', 'active', 'more value', byId({ amountMinor: 700, ...EUR }), {
    ...{ kind: 'adjust', requestedMinor: 700, appliedMinor: 700, balanceMinor: 3200 },
  }),
  row('adjust', 'active', 'less value', byId({ amountMinor: -700, ...EUR }), {
    ...{ kind: 'adjust', requestedMinor: -700, appliedMinor: 700, balanceMinor: 1800 },
  }),
  row(
    'adjust',
    'active',
    'more than one person may alone',
    byId({ amountMinor: -1001, ...EUR }),
    'APPROVAL_REQUIRED',
  ),
  row('adjust', 'active', 'an amount of zero', byId({ amountMinor: 0, ...EUR }), 'AMOUNT_INVALID'),
  row(
    'adjust',
    'active',
    'another currency',
    byId({ amountMinor: 700, currency: 'USD' }),
    'CURRENCY_MISMATCH',
  ),
  ...(['stocked', 'blocked', 'deactivated', 'merged', 'over'] as const).map((history) =>
    row('adjust', history, 'more value', byId({ amountMinor: 700, ...EUR }), UNFIT[history]),
  ),
  row('expire', 'over', 'its end', byId({ valueTo: 'breakage' }), {
    ...{ kind: 'expire', appliedMinor: 2500, balanceMinor: 0, cardState: 'expired' },
  }),
  row('expire', 'active', 'no end', byId({ valueTo: 'suspense' }), 'CARD_STATE_CONFLICT'),
  row('expire', 'blocked', 'no end', byId({ valueTo: 'suspense' }), 'CARD_STATE_CONFLICT'),
  ...(['stocked', 'deactivated', 'cancelled', 'replaced'] as const).map((history) =>
    row('expire', history, 'the end', byId({ valueTo: 'suspense' }), UNFIT[history]),
  ),
]

const onto = (more: object = {}): Body => {
  return (card) => ({
    ...held(card),
    into: card.second && { number: card.second.number, pin: card.second.pin },
    ...{ ...EUR, ...more },
  })
}
const intoStock: Body = (card) => ({
  ...byId({})(card),
  into: { number: card.second?.number },
})

const MERGING: readonly Shape[] = [
  row('merge', 'active', 'all of it', onto(), {
    ...{ kind: 'merge', requestedMinor: 0, appliedMinor: 2500, balanceMinor: 3000 },
    ...{ cardState: 'active' },
  }),
  row(
    'merge',
    'active',
    'onto itself',
    (card) => ({ ...held(card), into: held(card).card, ...EUR }),
    'OPERATION_NOT_ALLOWED',
  ),
  row(
    'merge',
    'active',
    'a wrong check digit',
    (card) => ({ ...onto()(card), ...spoilt(card) }),
    'NUMBER_CHECK_DIGIT',
  ),
  row(
    'merge',
    'active',
    'a wrong PIN',
    (card) => ({ ...onto()(card), ...wrongPin(card) }),
    'CARD_NOT_FOUND_OR_PIN_INVALID',
  ),
  row(
    'merge',
    'active',
    'a second card without its PIN',
    (card) => ({ ...held(card), into: { number: card.second?.number }, ...EUR }),
    'CARD_NOT_FOUND_OR_PIN_INVALID',
  ),
  row('merge', 'active', 'another currency', onto({ currency: 'USD' }), 'CURRENCY_MISMATCH'),
  row('merge', 'held', 'value that is held', onto(), 'FUNDS_HELD'),
  ...(
    ['stocked', 'blocked', 'cancelled', 'deactivated', 'merged', 'replaced', 'over'] as const
  ).map((history) => row('merge', history, 'all of it', onto(), UNFIT[history])),
]

const REPLACING: readonly Shape[] = [
  ...(['active', 'blocked'] as const).map((history) =>
    row('replace', history, 'one from stock', intoStock, {
      ...{ kind: 'replace', requestedMinor: 0, appliedMinor: 2500, balanceMinor: 2500 },
      ...{ cardState: 'active', issued: null, pinReset: null },
    }),
  ),
  row('replace', 'redeemed', 'a new one', byId({ into: { form: 'virtual' } }), {
    ...{ kind: 'replace', appliedMinor: 1500, cardState: 'active', pinReset: null },
  }),
  row(
    'replace',
    'active',
    'one that was sold',
    (card) => ({ ...byId({})(card), into: { cardId: card.cardId } }),
    'OPERATION_NOT_ALLOWED',
  ),
  row('replace', 'held', 'value that is held', intoStock, 'FUNDS_HELD'),
  ...(['stocked', 'cancelled', 'deactivated', 'merged', 'replaced', 'over'] as const).map(
    (history) => row('replace', history, 'one from stock', intoStock, UNFIT[history]),
  ),
]

const ORDERED: Body = ({ number }) => ({
  original: { orderId: 'before', card: { number }, amountMinor: 1000, ...EUR },
})

/** What comes back to a card, or is asked of it, after another one took its place. */
const FOLLOWING: readonly Shape[] = [
  row('void', 'merged', 'a redemption', original, {
    ...{ kind: 'void', appliedMinor: 1000, balanceMinor: 3000, cardState: 'active' },
  }),
  row('void', 'merged', 'the redemption of an order', ORDERED, {
    ...{ kind: 'void', appliedMinor: 1000, balanceMinor: 3000 },
  }),
  row('void', 'replaced', 'a redemption', original, {
    ...{ kind: 'void', appliedMinor: 1000, balanceMinor: 2500, cardState: 'active' },
  }),
  row('refund', 'merged', 'part of a redemption', part(400), {
    ...{ kind: 'refund', appliedMinor: 400, balanceMinor: 2400 },
  }),
  ...(['merged', 'replaced'] as const).flatMap((history) => [
    row('balance', history, 'what is on it', (card) => held(card), {
      ...{ balanceMinor: 0, state: 'replaced' },
    }),
    row('redeem', history, 'part of it', money(1000), 'CARD_DEACTIVATED'),
    row('fund', history, 'more value', money(1000), 'CARD_DEACTIVATED'),
    row('cash-out', history, 'part of it', money(1000), 'CARD_DEACTIVATED'),
    row('unblock', history, 'an end of no stop', byId({}), 'CARD_DEACTIVATED'),
  ]),
  row('redeem', 'over', 'part of it', money(1000), 'CARD_EXPIRED'),
]

const withSecond = (second: ContractRow['second'], shapes: readonly Shape[]): readonly Shape[] =>
  shapes.map((shape) => ({ ...shape, second }))

/** One row an operation, form and outcome. Virtual cards are never in stock. */
export const CONTRACT_ROWS: readonly ContractRow[] = CARD_FORMS.flatMap((form) =>
  [
    ...[...SELLING, ...TAKING, ...UNDOING, ...HOLDING, ...CARING, ...WAITING, ...GIFTS],
    ...[...CORRECTING, ...FOLLOWING, ...TOLD],
    ...[...withSecond('active', MERGING), ...withSecond('stocked', REPLACING)],
  ]
    .filter(({ history }) => history !== (form === 'physical' ? 'gift' : 'stocked'))
    .map((shape) => ({ ...shape, form })),
)
