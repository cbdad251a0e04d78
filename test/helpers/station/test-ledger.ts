import type { OperationAnswer } from '../../../src/contract/operations.ts'

/** The least ledger that a station can be tested against: idempotent redeems and voids, tombstones. */
export interface TestLedger {
  readonly balances: Map<string, number>
  /** Values that really moved: one line an operation, for counting doubles. */
  readonly moved: ReadonlyArray<{ readonly requestId: string; readonly minor: number }>
  /** PINs of cards whose program asks for them, by number: those that begin with PIN_PREFIX. */
  readonly pins: Map<string, string>
  /** Cards in the place of others, by the number of the one that was replaced. */
  readonly successors: Map<string, string>
  readonly inquire: (params: Params) => unknown
  readonly lookup: (params: Params) => unknown
  readonly redeem: (params: Params) => unknown
  readonly void: (params: Params) => unknown
  readonly refund: (params: Params) => unknown
}

export type Params = Readonly<Record<string, unknown>>

interface Taken {
  readonly number: string
  readonly minor: number
  readonly paymentKey: string | undefined
  refundedMinor: number
  isVoided: boolean
}

/** First digits of the cards of a program that asks for the PIN at the station. */
export const PIN_PREFIX = '997002'
const WRONG_PINS_MAX = 3

const PROGRAM = { programName: 'Harbour Card', form: 'physical', currency: 'CAD' }

export function createTestLedger(balances: ReadonlyArray<readonly [string, number]>): TestLedger {
  const held = new Map(balances)
  const moved: Array<{ requestId: string; minor: number }> = []
  const replies = new Map<string, unknown>()
  const taken = new Map<string, Taken>()
  const tombstones = new Set<string>()
  const pins = new Map<string, string>()
  const successors = new Map<string, string>()
  const wrongPins = new Map<string, number>()
  let operations = 0

  const refuse = (code: string) => ({
    ok: false,
    refusal: { code, message: `refused: ${code}`, retryable: false, nextAction: 'do_not_retry' },
  })
  const answer = (requestId: string, kind: 'redeem' | 'void' | 'refund', part: Params) => {
    operations += 1
    return {
      ok: true,
      value: {
        operationId: `01890000-0000-7000-8000-${String(operations).padStart(12, '0')}`,
        requestId,
        kind,
        requestedMinor: 0,
        appliedMinor: 0,
        remainingDueMinor: 0,
        currency: PROGRAM.currency,
        balanceMinor: null,
        availableMinor: null,
        cardLastFour: null,
        cardState: null,
        replacedLastFour: null,
        originalOperationId: null,
        applied: true,
        alreadyVoided: false,
        committedAtMs: 1_760_000_000_000 + operations,
        replayed: false,
        replayedOf: null,
        ...part,
      } satisfies Record<keyof OperationAnswer, unknown>,
    }
  }
  const once = (params: Params, run: (requestId: string) => unknown) => {
    const requestId = String(params['requestId'])
    const stored = replies.get(requestId) ?? run(requestId)
    replies.set(requestId, stored)
    return stored
  }
  const balanceOf = (number: string) => ({
    balanceMinor: held.get(number) ?? 0,
    availableMinor: held.get(number) ?? 0,
    cardLastFour: number.slice(-4),
    cardState: 'active',
  })
  /** What goes back to a card goes to the one in its place. */
  const giveBack = (number: string, minor: number) => {
    const receiver = successors.get(number) ?? number
    held.set(receiver, (held.get(receiver) ?? 0) + minor)
    const replacedLastFour = receiver === number ? null : number.slice(-4)
    return { ...balanceOf(receiver), replacedLastFour }
  }
  const numberOf = (token: string) =>
    [...held.keys()].find((known) => known.endsWith(token.slice(-6))) ?? ''
  const isClaimed = (paymentKey: string | undefined) =>
    [...taken.values()].some((one) => !one.isVoided && one.paymentKey === paymentKey)

  return {
    balances: held,
    successors,
    moved,
    pins,
    lookup: (params) => {
      const number = String((params['card'] as Params)['number'])
      const pinAsked = number.startsWith(PIN_PREFIX)
      return { ok: true, value: { lastFour: number.slice(-4), pinAsked } }
    },
    inquire: (params) => {
      const card = params['card'] as Params
      const token = card['cardToken'] === undefined ? undefined : String(card['cardToken'])
      const number = token === undefined ? String(card['number']) : numberOf(token)
      const isProved =
        token?.startsWith('proved') ?? (!pins.has(number) || card['pin'] === pins.get(number))
      const wrong = wrongPins.get(number) ?? 0
      if (card['pin'] !== undefined && wrong >= WRONG_PINS_MAX) return refuse('PIN_LOCKED')
      if (card['pin'] !== undefined) wrongPins.set(number, isProved ? 0 : wrong + 1)
      const balanceMinor = held.get(number)
      if (balanceMinor === undefined || (pins.has(number) && !isProved))
        return refuse('CARD_NOT_FOUND_OR_PIN_INVALID')
      const value = {
        ...PROGRAM,
        cardToken: `${pins.has(number) ? 'proved-' : ''}token-of-card-${number.slice(-6)}`,
        lastFour: number.slice(-4),
        state: 'active',
        balanceMinor,
        availableMinor: balanceMinor,
        expiresAtMs: null,
        refusal: null,
      }
      return { ok: true, value }
    },
    redeem: (params) => {
      const reply = once(params, (requestId) => {
        if (tombstones.has(requestId)) return refuse('VOIDED_BEFORE_ARRIVAL')
        const token = String(params['cardToken'])
        const number = numberOf(token)
        if (pins.has(number) && !token.startsWith('proved'))
          return refuse('CARD_NOT_FOUND_OR_PIN_INVALID')
        const asked = Number(params['amountMinor'])
        const payment = params['payment'] as Params | null
        const paymentKey = payment === null ? undefined : String(payment['paymentKey'])
        if (paymentKey !== undefined && isClaimed(paymentKey)) {
          return refuse('PAYMENT_ALREADY_TAKEN')
        }
        const before = held.get(number) ?? 0
        const minor = params['partial'] === 'allow' ? Math.min(asked, before) : asked
        if (minor > before || minor === 0) return refuse('INSUFFICIENT_FUNDS')
        held.set(number, before - minor)
        moved.push({ requestId, minor: -minor })
        taken.set(requestId, { number, minor, paymentKey, refundedMinor: 0, isVoided: false })
        return answer(requestId, 'redeem', {
          requestedMinor: asked,
          appliedMinor: minor,
          remainingDueMinor: asked - minor,
          ...balanceOf(number),
        })
      })
      return withStanding(reply, taken.get(String(params['requestId']))?.isVoided === true)
    },
    refund: (params) =>
      once(params, (requestId) => {
        const named = params['original'] as Params
        const original = taken.get(String(named['requestId']))
        if (original === undefined) return refuse('ORIGINAL_NOT_FOUND')
        const minor = Number(params['amountMinor'])
        const leftMinor = original.minor - original.refundedMinor
        if (original.isVoided || minor > leftMinor) return refuse('REFUND_EXCEEDS_REDEEMED')
        original.refundedMinor += minor
        moved.push({ requestId, minor })
        return answer(requestId, 'refund', {
          requestedMinor: minor,
          appliedMinor: minor,
          ...giveBack(original.number, minor),
        })
      }),
    void: (params) =>
      once(params, (requestId) => {
        const original = taken.get(String(params['originalRequestId']))
        if (original === undefined) {
          tombstones.add(String(params['originalRequestId']))
          return answer(requestId, 'void', { applied: false })
        }
        const minor = original.isVoided ? 0 : original.minor
        const alreadyVoided = original.isVoided
        original.isVoided = true
        moved.push({ requestId, minor })
        return answer(requestId, 'void', {
          appliedMinor: minor,
          alreadyVoided,
          ...giveBack(original.number, minor),
        })
      }),
  }
}

/** The stored answer of a redemption as the wire carries it: with whether it still stands. */
function withStanding(reply: unknown, isVoided: boolean): unknown {
  const { ok, value } = reply as { readonly ok: boolean; readonly value: unknown }
  if (!ok) return reply
  return { ok, value: { answer: value, standing: isVoided ? 'voided' : 'posted' } }
}
