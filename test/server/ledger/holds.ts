import type {
  Caller,
  CaptureRequest,
  HoldRequest,
  ReleaseRequest,
} from '../../../server/ledger/request.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { complete } from './requests.ts'

const EUR = currency('EUR')
const HALF_AN_HOUR_MS = 1_800_000

export function hold(
  from: Caller,
  card: HoldRequest['card'],
  amount: number,
  more: Partial<HoldRequest> = {},
): HoldRequest {
  return complete<HoldRequest>({
    ...{ kind: 'hold', caller: from, card, pin: 'absent', amountMinor: minor(amount) },
    ...{ currency: EUR, ttlMs: HALF_AN_HOUR_MS, order: null, ...more },
  })
}

/** Null: all that is held. */
export function capture(
  from: Caller,
  original: CaptureRequest['original'],
  amount: number | null,
  more: Partial<CaptureRequest> = {},
): CaptureRequest {
  const amountMinor = amount === null ? null : minor(amount)
  return complete<CaptureRequest>({
    ...{ kind: 'capture', caller: from, original, amountMinor, currency: EUR, ...more },
  })
}

export function release(
  from: Caller,
  original: ReleaseRequest['original'],
  more: Partial<ReleaseRequest> = {},
): ReleaseRequest {
  return complete<ReleaseRequest>({
    ...{ kind: 'release', caller: from, original, whenOver: false, ...more },
  })
}
