import { describe, expect, test } from 'vitest'
import { REFUSAL_CODES, type RefusalCode } from '../../../../src/contract/refusals.ts'
import { refusalOf, run, type TestNetwork } from '../../ledger/network.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'
import { type Asked, arrange, type Situation, sound } from '../situations.ts'

/** One reason for a refusal: what it is, and of which fact. Reasons of one fact exclude each other. */
interface Reason {
  readonly code: RefusalCode
  readonly cause: string
  readonly spoil: Partial<Situation>
  /** Facts that it needs as they are; a reason that spoils one of them cannot hold as well. */
  readonly facts: readonly string[]
}

function reason(
  code: RefusalCode,
  cause: string,
  spoil: Partial<Situation>,
  facts: readonly string[],
): Reason {
  return { code, cause, spoil, facts }
}

const DAY_MS = 86_400_000

const REUSED = reason('REQUEST_ID_REUSED', 'a used id', { isReused: true }, ['id'])
const VOIDED = reason('VOIDED_BEFORE_ARRIVAL', 'a tombstone', { isVoided: true }, ['tombstone'])
const PAID = reason('PAYMENT_ALREADY_TAKEN', 'a taken payment', { isPaid: true }, ['payment'])
// A sale that was done had a sound amount, and the card in the currency of its program.
const DONE = reason('POSSIBLE_DUPLICATE', 'a sale done before', { isDone: true }, [
  'amount',
  'currency',
  'existence',
])
const ZERO = reason('AMOUNT_INVALID', 'an amount of zero', { amount: 0 }, ['amount'])
const NO_CARD = reason('CARD_NOT_FOUND_OR_PIN_INVALID', 'no such card', { names: 'no card' }, [
  'existence',
  'PIN',
  'place',
  'currency',
  'state',
  'date',
  'balance',
  'rules',
  'balance limit',
])
const WRONG_PIN = reason('CARD_NOT_FOUND_OR_PIN_INVALID', 'a wrong PIN', { pin: 'wrong' }, ['PIN'])
const LOCKED = reason('PIN_LOCKED', 'a locked number', { pin: 'locked' }, ['PIN'])
const LOCKED_CARD = reason('PIN_LOCKED', 'a locked card', { card: { state: 'pin_locked' } }, [
  'state',
])
const SHUT = reason('CARD_NOT_ACCEPTED_HERE', 'a closed place', { location: { state: 'closed' } }, [
  'place',
])
const UNLISTED = reason(
  'CARD_NOT_ACCEPTED_HERE',
  'a place that is not listed',
  { program: { accepted_at: 'listed' } },
  ['place', 'list'],
)
const DOLLARS = reason('CURRENCY_MISMATCH', 'other money asked', { currency: 'USD' }, ['currency'])
const ABROAD = reason(
  'CURRENCY_MISMATCH',
  'a place with other money',
  { location: { currency: 'USD' } },
  ['place', 'currency of the place'],
)
const CLOSED = reason('CARD_DEACTIVATED', 'a closed card', { card: { state: 'deactivated' } }, [
  'state',
])
const EXPIRED = reason('CARD_EXPIRED', 'a past date', { card: { expires_at_ms: 1 } }, ['date'])
const BLOCKED = reason('CARD_BLOCKED', 'a blocked card', { card: { state: 'blocked' } }, ['state'])
const ACTIVE = reason('CARD_ALREADY_ACTIVE', 'an active card', { card: { state: 'active' } }, [
  'state',
])
const PAST = reason('CARD_EXPIRED', 'an expired card', { card: { state: 'expired' } }, ['state'])
const UNSOLD = reason('CARD_NOT_ACTIVE', 'a card in stock', { card: { state: 'in_stock' } }, [
  'state',
  'date',
])
const PENDING = reason(
  'CARD_ACTIVATION_PENDING',
  'a card that waits for an approval',
  { card: { state: 'pending_activation' } },
  ['state', 'date'],
)
const UNOPENED = reason('CARD_NOT_ACTIVE', 'an unopened card', { card: { state: 'claimable' } }, [
  'state',
  'date',
])
const DATELESS = reason('CARD_STATE_CONFLICT', 'no date', { card: { expires_at_ms: null } }, [
  'date',
])
const EMPTIED = reason(
  'CARD_STATE_CONFLICT',
  'an emptied card',
  { card: { state: 'redeemed_out' } },
  ['state'],
)
const UNSTOPPED = reason('CARD_STATE_CONFLICT', 'a card that goes', { card: { state: 'active' } }, [
  'state',
])
const FIXED = reason('NOT_RELOADABLE', 'a card for one load', { program: { reloadable: 0 } }, [
  'rules',
])
const SMALL = reason(
  'LIMIT_SINGLE_LOAD',
  'too small a load',
  { program: { load_min_minor: 2000 } },
  ['load limit'],
)
const FULL = reason(
  'LIMIT_BALANCE',
  'too full a card',
  { program: { load_max_minor: 5500, balance_max_minor: 5500 } },
  ['balance limit'],
)
const HELD = reason('FUNDS_HELD', 'value held', { held: 'all but 1' }, ['balance'])
const POOR = reason('INSUFFICIENT_FUNDS', 'too little', { leaves: 500 }, ['balance'])
const NO_PROGRAM = reason('OPERATION_NOT_ALLOWED', 'no such program', { names: 'no program' }, [
  'list',
  'existence',
  'currency',
  'load limit',
])
const LOST = reason('ORIGINAL_NOT_FOUND', 'no such original', { names: 'no original' }, [
  'original',
  'currency',
  'left',
])
const UNDONE = reason('ORIGINAL_NOT_REVERSIBLE', 'a voided original', { isOriginalVoided: true }, [
  'original',
])
const LATE = reason('ORIGINAL_NOT_REVERSIBLE', 'after the window', { passesMs: DAY_MS + 1 }, [
  'window',
])
const MORE = reason('REFUND_EXCEEDS_REDEEMED', 'more than was taken', { amount: 1001 }, [
  'amount',
  'left',
])

const NO_HOLD = reason('HOLD_NOT_FOUND', 'no such hold', { names: 'no original' }, [
  ...['original', 'currency', 'left', 'window', 'state'],
])
const ENDED = reason('HOLD_NOT_FOUND', 'a captured hold', { isOriginalVoided: true }, [
  'original',
  'left',
])
const OVER = reason('HOLD_NOT_FOUND', 'a hold that is over', { passesMs: DAY_MS }, [
  'window',
  'left',
])
const TOO_MUCH = reason('CAPTURE_EXCEEDS_HOLD', 'more than is held', { amount: 1001 }, [
  'amount',
  'left',
])

const BELOW = reason('AMOUNT_INVALID', 'less than nothing left', { amount: -1 }, ['amount'])
const TAKEN = reason(
  'CARD_ALREADY_ACTIVE',
  'a number that a card has',
  { names: 'a taken number' },
  ['existence'],
)
const LOW = reason(
  'LIMIT_BALANCE',
  'more than a card may have',
  {
    program: { load_max_minor: 500, balance_max_minor: 500 },
  },
  ['balance limit'],
)
const USED = reason('ORIGINAL_NOT_REVERSIBLE', 'a card used since', { isUsed: true }, ['original'])
const NO_OTHER = reason('CARD_NOT_FOUND_OR_PIN_INVALID', 'no second card', { into: 'no card' }, [
  ...['second card', 'second PIN', 'second state', 'balance limit'],
])
const OTHER_PIN = reason(
  'CARD_NOT_FOUND_OR_PIN_INVALID',
  'a wrong second PIN',
  { intoPin: 'wrong' },
  ['second PIN'],
)
const OTHER_LOCKED = reason('PIN_LOCKED', 'a locked second number', { intoPin: 'locked' }, [
  'second PIN',
])
const UNLIKE = reason(
  'OPERATION_NOT_ALLOWED',
  'a card of another program',
  { into: 'a card of another program' },
  ['second card', 'existence'],
)
const ITSELF = reason('OPERATION_NOT_ALLOWED', 'the card itself', { into: 'the card itself' }, [
  'second card',
  'second state',
  'existence',
  'state',
])
const OTHER_CLOSED = reason(
  'CARD_DEACTIVATED',
  'a closed second card',
  { intoState: 'deactivated' },
  ['second state'],
)
const OTHER_BLOCKED = reason('CARD_BLOCKED', 'a blocked second card', { intoState: 'blocked' }, [
  'second state',
])
const OTHER_UNSOLD = reason(
  'CARD_NOT_ACTIVE',
  'a second card in stock',
  { intoState: 'in_stock' },
  ['second state'],
)
const OTHER_SOLD = reason(
  'CARD_ALREADY_ACTIVE',
  'a second card that was sold',
  { intoState: 'active' },
  ['second state'],
)
const STUCK = reason('CARD_STATE_CONFLICT', 'a locked card', { card: { state: 'pin_locked' } }, [
  'state',
])
const NOTHING = reason('INSUFFICIENT_FUNDS', 'nothing on it', { leaves: 0 }, [
  'balance',
  'balance limit',
])

const NOT_OURS = reason(
  'OPERATION_NOT_ALLOWED',
  'a location of another network',
  { names: 'another network' },
  ['place'],
)

/** What each kind of request may be refused for, in any order: the contract has the order. */
const REASONS: readonly (readonly [Asked, readonly Reason[]])[] = [
  [
    'redeem',
    [
      REUSED,
      VOIDED,
      PAID,
      DONE,
      ZERO,
      NO_CARD,
      WRONG_PIN,
      LOCKED,
      LOCKED_CARD,
      SHUT,
      UNLISTED,
    ].concat([DOLLARS, ABROAD, CLOSED, EXPIRED, BLOCKED, HELD, POOR, PENDING, UNOPENED]),
  ],
  [
    'fund',
    [
      REUSED,
      VOIDED,
      DONE,
      ZERO,
      NO_CARD,
      WRONG_PIN,
      LOCKED,
      SHUT,
      UNLISTED,
      DOLLARS,
      ABROAD,
    ].concat([CLOSED, EXPIRED, BLOCKED, FIXED, SMALL, FULL, PENDING, UNOPENED]),
  ],
  [
    'activate',
    [REUSED, VOIDED, ZERO, NO_CARD, WRONG_PIN, LOCKED, SHUT, UNLISTED, DOLLARS, ABROAD].concat([
      CLOSED,
      BLOCKED,
      ACTIVE,
      SMALL,
      PENDING,
    ]),
  ],
  ['issue', [REUSED, VOIDED, ZERO, SHUT, UNLISTED, NO_PROGRAM, DOLLARS, ABROAD, SMALL]],
  ['refund', [REUSED, VOIDED, ZERO, DOLLARS, LOST, UNDONE, MORE]],
  [
    'cash-out',
    [REUSED, VOIDED, DONE, ZERO, NO_CARD, WRONG_PIN, LOCKED, LOCKED_CARD, SHUT, UNLISTED].concat([
      ...[DOLLARS, ABROAD, CLOSED, EXPIRED, BLOCKED, HELD, POOR],
    ]),
  ],
  [
    'adjustment',
    [REUSED, VOIDED, ZERO, NO_CARD, SHUT, UNLISTED, DOLLARS, ABROAD, CLOSED, EXPIRED].concat([
      ...[BLOCKED, HELD, POOR],
    ]),
  ],
  [
    'credit',
    [REUSED, VOIDED, DONE, ZERO, NO_CARD, SHUT, UNLISTED, DOLLARS, ABROAD, CLOSED].concat([
      ...[EXPIRED, BLOCKED, FULL],
    ]),
  ],
  [
    'hold',
    [REUSED, VOIDED, DONE, ZERO, NO_CARD, WRONG_PIN, LOCKED, LOCKED_CARD, SHUT, UNLISTED].concat([
      ...[DOLLARS, ABROAD, CLOSED, EXPIRED, BLOCKED, POOR],
    ]),
  ],
  ['capture', [REUSED, VOIDED, ZERO, DOLLARS, BLOCKED, NO_HOLD, ENDED, OVER, TOO_MUCH]],
  ['release', [REUSED, VOIDED, NO_HOLD, ENDED]],
  ['block', [REUSED, VOIDED, NO_CARD, CLOSED, EXPIRED, BLOCKED, UNSOLD, EMPTIED]],
  ['approval', [REUSED, VOIDED, NO_CARD, CLOSED, PAST, BLOCKED, UNSOLD, UNOPENED, ACTIVE]],
  ['claim', [REUSED, VOIDED, NO_CARD, CLOSED, PAST, BLOCKED, UNSOLD, PENDING, ACTIVE]],
  ['unblock', [REUSED, VOIDED, NO_CARD, CLOSED, PAST, UNSTOPPED]],
  ['expiry', [REUSED, VOIDED, NO_CARD, CLOSED, PAST, UNSOLD, PENDING, EMPTIED, DATELESS, HELD]],
  ['deactivation', [REUSED, VOIDED, NO_CARD, CLOSED, UNSOLD, PENDING, EMPTIED, HELD]],
  ['import', [REUSED, VOIDED, BELOW, SHUT, UNLISTED, NO_PROGRAM, DOLLARS, ABROAD, TAKEN, LOW]],
  ['fee', [REUSED, VOIDED, ZERO, NOT_OURS, DOLLARS, ABROAD]],
  ['reversal of an import', [REUSED, VOIDED, LOST, USED]],
  [
    'merge',
    [REUSED, VOIDED, NO_CARD, NO_OTHER, WRONG_PIN, OTHER_PIN, LOCKED, OTHER_LOCKED].concat([
      ...[LOCKED_CARD, SHUT, UNLISTED, UNLIKE, ITSELF, DOLLARS, ABROAD, CLOSED, OTHER_CLOSED],
      ...[EXPIRED, BLOCKED, OTHER_BLOCKED, OTHER_UNSOLD, FULL, HELD, NOTHING],
    ]),
  ],
  [
    'replacement',
    [REUSED, VOIDED, NO_CARD, NO_OTHER, UNLIKE, ITSELF, CLOSED, OTHER_CLOSED, EXPIRED].concat([
      ...[OTHER_BLOCKED, UNSOLD, OTHER_SOLD, STUCK, EMPTIED, HELD],
    ]),
  ],
  ['void of a load', [REUSED, LOCKED_CARD, CLOSED, EXPIRED, BLOCKED, LATE, HELD, POOR]],
]

let network: TestNetwork

/** Of two reasons that hold at once the one that stands first in the contract is the answer. */
export function describePrecedence(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      describe.each(REASONS)('%s', (asked, reasons) => {
        test('for no reason: done', async () => {
          expect((await run(network, await arrange(network, sound(asked)))).applied).toBe(true)
        })

        test.each(reasons)('$cause: $code', async ({ code, spoil }) => {
          expect(await answerTo({ ...sound(asked), ...spoil })).toBe(code)
        })

        test.each(neighbours(reasons))(
          '$first.cause, and $second.cause: $first.code',
          async ({ first, second }) => {
            expect(await answerTo(merge(sound(asked), first.spoil, second.spoil))).toBe(first.code)
          },
        )
      })
    },
  )
}

async function answerTo(situation: Situation): Promise<RefusalCode> {
  const request = await arrange(network, situation)
  return refusalOf(await network.database.ledger.execute(request))
}

interface Pair {
  readonly first: Reason
  readonly second: Reason
}

/** Every reason with the next ones in the contract's order that can hold at the same time. */
function neighbours(reasons: readonly Reason[]): readonly Pair[] {
  const place = ({ code }: Reason) => REFUSAL_CODES.indexOf(code)
  return reasons.flatMap((first) => {
    const later = reasons.filter((other) => place(other) > place(first) && canBoth(first, other))
    const next = Math.min(...later.map(place))
    return later.filter((other) => place(other) === next).map((second) => ({ first, second }))
  })
}

function canBoth(one: Reason, other: Reason): boolean {
  return !one.facts.some((fact) => other.facts.includes(fact))
}

function merge(
  situation: Situation,
  first: Partial<Situation>,
  second: Partial<Situation>,
): Situation {
  return {
    ...situation,
    ...first,
    ...second,
    program: { ...first.program, ...second.program },
    location: { ...first.location, ...second.location },
    card: { ...first.card, ...second.card },
  }
}
