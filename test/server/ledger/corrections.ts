import type {
  AdjustRequest,
  Caller,
  CashOutRequest,
  CreditRequest,
  ExpireRequest,
  ExtendRequest,
  StandingRequest,
} from '../../../server/ledger/request.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { complete } from './requests.ts'

const EUR = currency('EUR')

/** Null: all there is. */
export function cashOut(
  from: Caller,
  card: CashOutRequest['card'],
  amount: number | null,
  more: Partial<CashOutRequest> = {},
): CashOutRequest {
  return complete<CashOutRequest>({
    kind: 'cash_out',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: amount === null ? null : minor(amount),
    currency: EUR,
    close: false,
    order: null,
    ...more,
  })
}

export function adjust(
  from: Caller,
  card: AdjustRequest['card'],
  amount: number,
  more: Partial<AdjustRequest> = {},
): AdjustRequest {
  return complete<AdjustRequest>({
    kind: 'adjust',
    caller: from,
    card,
    amountMinor: minor(amount),
    currency: EUR,
    reason: 'Loaded twice by mistake',
    approvedBy: 'staff:boss',
    ...more,
  })
}

export function credit(
  from: Caller,
  card: CreditRequest['card'],
  amount: number,
  more: Partial<CreditRequest> = {},
): CreditRequest {
  return complete<CreditRequest>({
    kind: 'credit',
    caller: from,
    card,
    amountMinor: minor(amount),
    currency: EUR,
    reason: 'Goods came back without a receipt',
    order: null,
    ...more,
  })
}

/** Blocks a card, lets it go on, or closes it. */
export function standing(
  kind: StandingRequest['kind'],
  from: Caller,
  card: StandingRequest['card'],
  more: Partial<StandingRequest> = {},
): StandingRequest {
  return complete<StandingRequest>({
    kind,
    caller: from,
    card,
    reason: 'Reported lost',
    ...more,
  })
}

export function expire(
  from: Caller,
  card: ExpireRequest['card'],
  more: Partial<ExpireRequest> = {},
): ExpireRequest {
  const reason = 'Its date has passed'
  return complete<ExpireRequest>({
    ...{ kind: 'expire', caller: from, card, valueTo: 'suspense', reason, ...more },
  })
}

/** Null: for ever. */
export function extend(
  from: Caller,
  card: ExtendRequest['card'],
  expiresAtMs: number | null,
  more: Partial<ExtendRequest> = {},
): ExtendRequest {
  return complete<ExtendRequest>({
    kind: 'extend',
    caller: from,
    card,
    expiresAtMs,
    reason: 'Found in a drawer',
    ...more,
  })
}
