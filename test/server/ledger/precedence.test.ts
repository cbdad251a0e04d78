import { describe, expect, test } from 'vitest'
import { decide } from '../../../server/ledger/decide.ts'
import type { Facts, OriginalFacts } from '../../../server/ledger/facts.ts'
import type { LedgerRequest } from '../../../server/ledger/request.ts'
import type { CardId, LocationId, NetworkId, ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor, ZERO } from '../../../src/contract/money.ts'
import { REFUSAL_CODES, type RefusalCode } from '../../../src/contract/refusals.ts'
import { adjust, cashOut, credit } from './corrections.ts'
import { caller, newId } from './names.ts'
import { rulesWith, TEST_RULES } from './programs.ts'
import { activate, fund, redeem, refund } from './requests.ts'

const EUR = currency('EUR')
const networkId = newId<NetworkId>()
const locationId = newId<LocationId>()
const from = caller('device:one', locationId)
const selector = { by: 'id', cardId: newId<CardId>() } as const
const claim = {
  journalId: 7,
  timeMs: 1,
  requestId: redeem(from, selector, 1).requestId,
  answer: '{}',
}

interface Case {
  readonly request: LedgerRequest
  readonly facts: Facts
}
type Fault = readonly [code: RefusalCode, cause: string, spoil: (sound: Case) => Case]

const soundFacts: Facts = {
  nowMs: 1_760_000_000_000,
  journalId: 8,
  nextCardNumber: 2,
  location: { locationId, networkId, currency: EUR, open: true },
  homeCurrency: EUR,
  voidedBefore: false,
  paymentClaim: undefined,
  businessClaim: undefined,
  card: {
    number: 1,
    cardId: selector.cardId,
    programId: newId<ProgramId>(),
    form: 'physical',
    state: 'active',
    currency: EUR,
    lastFour: '4242',
    hasPin: true,
    balanceMinor: minor(5000),
    heldMinor: ZERO,
    expiresAtMs: null,
    reloads: 1,
    activatedAtMs: 1,
  },
  program: {
    ...rulesWith(TEST_RULES, { pin_policy: 'always' }),
    programId: newId<ProgramId>(),
    networkId,
    currency: EUR,
    timeZone: 'Europe/Paris',
    balanceMaxMinor: minor(60_000),
    listedLocations: undefined,
    ruleVersion: 1,
  },
  successor: undefined,
  successorProgram: undefined,
  original: undefined,
  isNumberTaken: false,
  blockedFrom: undefined,
  expired: undefined,
  keys: { payment: undefined, business: undefined, tombstone: undefined },
}

function withFacts(more: Partial<Facts>): (sound: Case) => Case {
  return ({ request, facts }) => ({ request, facts: { ...facts, ...more } })
}
function withCard(more: Partial<NonNullable<Facts['card']>>): (sound: Case) => Case {
  return ({ request, facts }) => ({
    request,
    facts: { ...facts, card: facts.card && { ...facts.card, ...more } },
  })
}
function withProgram(more: Partial<NonNullable<Facts['program']>>): (sound: Case) => Case {
  return ({ request, facts }) => ({
    request,
    facts: { ...facts, program: facts.program && { ...facts.program, ...more } },
  })
}
function withRequest(more: object): (sound: Case) => Case {
  return ({ request, facts }) => ({ request: { ...request, ...more } as LedgerRequest, facts })
}

const COMMON: readonly Fault[] = [
  ['VOIDED_BEFORE_ARRIVAL', 'a tombstone', withFacts({ voidedBefore: true })],
  ['AMOUNT_INVALID', 'zero', withRequest({ amountMinor: ZERO })],
]
const CARD: readonly Fault[] = [
  ['CARD_NOT_FOUND_OR_PIN_INVALID', 'a wrong PIN', withRequest({ pin: 'wrong' })],
  ['CARD_NOT_FOUND_OR_PIN_INVALID', 'no PIN', withRequest({ pin: 'absent' })],
  [
    'CARD_NOT_ACCEPTED_HERE',
    'not on the list',
    withProgram({ listedLocations: new Set(['elsewhere']) }),
  ],
  ['CURRENCY_MISMATCH', 'another currency', withRequest({ currency: currency('USD') })],
  ['CARD_DEACTIVATED', 'closed', withCard({ state: 'deactivated' })],
  ['CARD_EXPIRED', 'expired', withCard({ state: 'expired' })],
  ['CARD_BLOCKED', 'blocked', withCard({ state: 'blocked' })],
]

const original: OriginalFacts = {
  journalId: 3,
  timeMs: soundFacts.nowMs - 1000,
  callerKey: from.key,
  locationId,
  kind: 'redeem',
  outcome: 'posted',
  debitAccount: 'card:1',
  creditAccount: `payable:${locationId}`,
  amountMinor: minor(1000),
  voidedBy: null,
  refundedMinor: ZERO,
  claims: [],
  hold: undefined,
  closedCard: false,
  usedSince: false,
}

const NO_RETURNS = { toCard: false, windowDays: null }

const TABLES: readonly (readonly [string, Case, readonly Fault[]])[] = [
  [
    'redeem',
    { request: redeem(from, selector, 1000, { pin: 'right' }), facts: soundFacts },
    [
      ...COMMON,
      ['PAYMENT_ALREADY_TAKEN', 'a claimed payment', withFacts({ paymentClaim: claim })],
      ...CARD,
      ['PIN_LOCKED', 'a locked PIN', withCard({ state: 'pin_locked' })],
      ['VELOCITY_LIMIT', 'over the limit', withRequest({ isOverLimit: true })],
      ['CARD_NOT_ACTIVE', 'in stock', withCard({ state: 'in_stock', balanceMinor: ZERO })],
      ['FUNDS_HELD', 'held', withCard({ heldMinor: minor(4500) })],
      ['INSUFFICIENT_FUNDS', 'too little', withCard({ balanceMinor: minor(999) })],
    ],
  ],
  [
    'fund',
    { request: fund(from, selector, 1000, { pin: 'right' }), facts: soundFacts },
    [
      ...COMMON,
      ...CARD,
      ['CARD_NOT_ACTIVE', 'in stock', withCard({ state: 'in_stock', balanceMinor: ZERO })],
      ['NOT_RELOADABLE', 'not reloadable', withProgram({ reloadable: false })],
      ['LIMIT_SINGLE_LOAD', 'below the least load', withProgram({ loadMinMinor: minor(2000) })],
      ['LIMIT_BALANCE', 'above the most', withProgram({ balanceMaxMinor: minor(5500) })],
      ['LIMIT_RELOADS', 'loaded often enough', withProgram({ reloadsMax: 1 })],
    ],
  ],
  [
    'activate',
    {
      request: activate(from, selector, 1000, { pin: 'right' }),
      facts: {
        ...soundFacts,
        card: soundFacts.card && { ...soundFacts.card, state: 'in_stock', balanceMinor: ZERO },
      },
    },
    [
      ...COMMON,
      ...CARD,
      ['CARD_ALREADY_ACTIVE', 'active', withCard({ state: 'active' })],
      ['LIMIT_SINGLE_LOAD', 'above the most', withProgram({ loadMaxMinor: minor(500) })],
      ['LIMIT_BALANCE', 'above the most', withProgram({ balanceMaxMinor: minor(500) })],
    ],
  ],
  [
    'refund',
    {
      request: refund(from, { by: 'request', requestId: claim.requestId }, 600),
      facts: { ...soundFacts, original },
    },
    [
      ...COMMON,
      ['OPERATION_NOT_ALLOWED', 'no returns', withProgram({ returns: NO_RETURNS })],
      ['CURRENCY_MISMATCH', 'another currency', withRequest({ currency: currency('USD') })],
      ['ORIGINAL_NOT_REVERSIBLE', 'voided', withFacts({ original: { ...original, voidedBy: 5 } })],
      [
        'REFUND_EXCEEDS_REDEEMED',
        'more than is left',
        withFacts({ original: { ...original, refundedMinor: minor(500) } }),
      ],
    ],
  ],
]

const UNPINNED = CARD.filter(([, cause]) => !cause.endsWith(' PIN'))

const MORE_TABLES: typeof TABLES = [
  [
    'cash-out',
    { request: cashOut(from, selector, 1000, { pin: 'right' }), facts: soundFacts },
    [
      ...COMMON,
      ...CARD,
      ['OPERATION_NOT_ALLOWED', 'too much for a right', withRequest({ byRight: true })],
      ['PIN_LOCKED', 'a locked PIN', withCard({ state: 'pin_locked' })],
      ['CARD_NOT_ACTIVE', 'in stock', withCard({ state: 'in_stock', balanceMinor: ZERO })],
      ['FUNDS_HELD', 'held', withCard({ heldMinor: minor(4500) })],
      ['INSUFFICIENT_FUNDS', 'too little', withCard({ balanceMinor: minor(999) })],
    ],
  ],
  [
    'an adjustment that takes',
    { request: adjust(from, selector, -1000), facts: soundFacts },
    [
      ...COMMON,
      ...UNPINNED,
      ['CARD_NOT_ACTIVE', 'in stock', withCard({ state: 'in_stock', balanceMinor: ZERO })],
      ['FUNDS_HELD', 'held', withCard({ heldMinor: minor(4500) })],
      ['INSUFFICIENT_FUNDS', 'too little', withCard({ balanceMinor: minor(999) })],
    ],
  ],
  [
    'an unlinked refund',
    { request: credit(from, selector, 1000), facts: soundFacts },
    [
      ...COMMON,
      ...UNPINNED,
      ['OPERATION_NOT_ALLOWED', 'no returns', withProgram({ returns: NO_RETURNS })],
      ['CARD_NOT_ACTIVE', 'in stock', withCard({ state: 'in_stock', balanceMinor: ZERO })],
      ['LIMIT_BALANCE', 'above the most', withProgram({ balanceMaxMinor: minor(5500) })],
    ],
  ],
]
const ALL_TABLES = [...TABLES, ...MORE_TABLES]

/** Causes that spoil the same fact. */
const SAME_FACT: readonly (readonly string[])[] = [
  ['closed', 'expired', 'blocked', 'a locked PIN', 'in stock', 'active'],
  ['held', 'too little'],
  ['a wrong PIN', 'no PIN'],
  ['voided', 'more than is left'],
  ...ALL_TABLES.flatMap(([, , faults]) => faults.map(([, cause]) => [cause])),
]

function codeOf({ request, facts }: Case): RefusalCode | 'done' {
  const { reply, code } = decide(request, facts)
  if (reply.ok) return 'done'
  expect('refusal' in reply && reply.refusal.code).toBe(code)
  return code ?? 'done'
}

describe.each(ALL_TABLES)('precedence of %s', (_kind, sound, faults) => {
  test('a sound request is done', () => expect(codeOf(sound)).toBe('done'))

  test.each(faults)('%s: %s', (code, _cause, spoil) => {
    expect(codeOf(spoil(sound))).toBe(code)
  })

  test('of two faults the one that stands first in the contract is the answer', () => {
    let pairs = 0
    for (const [first, firstCause, spoilFirst] of faults)
      for (const [second, secondCause, spoilSecond] of faults) {
        if (isSameFact(firstCause, secondCause)) continue
        const wanted = REFUSAL_CODES.find((code) => code === first || code === second)
        const both = spoilSecond(spoilFirst(sound))
        expect(codeOf(both), `${firstCause} and ${secondCause}`).toBe(wanted)
        pairs += 1
      }
    expect(pairs).toBeGreaterThan(faults.length)
  })
})

/** Faults of one fact replace each other: a card has one state and one balance. */
function isSameFact(first: string, second: string): boolean {
  return SAME_FACT.some((causes) => causes.includes(first) && causes.includes(second))
}
