import { createHash, randomBytes } from 'node:crypto'
import type {
  ActivateRequest,
  Caller,
  FundRequest,
  LedgerRequest,
  NewCard,
  RedeemRequest,
  RefundRequest,
  VoidRequest,
} from '../../../server/ledger/request.ts'
import type { CardId, OperationId, ProgramId, RequestId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { newId } from './names.ts'

let serial = 0

/** The next request id of this process, in order. */
export function nextRequestId(): RequestId {
  serial += 1
  return `request-${String(serial).padStart(8, '0')}` as RequestId
}

/** A card that does not exist yet. */
export function newCard(programId: ProgramId, more: Partial<NewCard> = {}): NewCard {
  return {
    cardId: newId<CardId>(),
    programId,
    form: 'virtual',
    lookup: randomBytes(32),
    sealed: randomBytes(48),
    keyVersion: 1,
    lastFour: '4242',
    pinHash: null,
    batch: null,
    ...more,
  }
}

type Draft<Request> = Omit<Request, 'contentHash' | 'requestId'> & {
  readonly requestId?: RequestId
}

/** Completes a request: an id of its own, and the hash of its content. */
export function complete<Request extends LedgerRequest>(draft: Draft<Request>): Request {
  const content = JSON.stringify(draft, (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  )
  const contentHash = createHash('sha256').update(content).digest()
  return { requestId: nextRequestId(), ...draft, contentHash } as unknown as Request
}

const EUR = currency('EUR')

export function activate(
  from: Caller,
  card: ActivateRequest['card'],
  amount: number,
  more: Partial<ActivateRequest> = {},
): ActivateRequest {
  return complete<ActivateRequest>({
    kind: 'activate',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: minor(amount),
    currency: EUR,
    fundedBy: 'cash',
    order: null,
    sealedAnswer: null,
    ...more,
  })
}

export function fund(
  from: Caller,
  card: FundRequest['card'],
  amount: number,
  more: Partial<FundRequest> = {},
): FundRequest {
  return complete<FundRequest>({
    kind: 'fund',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: minor(amount),
    currency: EUR,
    fundedBy: 'card',
    order: null,
    ...more,
  })
}

export function redeem(
  from: Caller,
  card: RedeemRequest['card'],
  amount: number,
  more: Partial<RedeemRequest> = {},
): RedeemRequest {
  return complete<RedeemRequest>({
    kind: 'redeem',
    caller: from,
    card,
    pin: 'absent',
    amountMinor: minor(amount),
    currency: EUR,
    partial: 'deny',
    order: null,
    payment: null,
    ...more,
  })
}

export function voidOf(
  from: Caller,
  original: VoidRequest['original'],
  more: Partial<VoidRequest> = {},
): VoidRequest {
  return complete<VoidRequest>({ kind: 'void', caller: from, original, ...more })
}

export function voidRequest(from: Caller, requestId: RequestId): VoidRequest {
  return voidOf(from, { by: 'request', requestId })
}

export function voidOperation(from: Caller, operationId: OperationId): VoidRequest {
  return voidOf(from, { by: 'operation', operationId })
}

export function refund(
  from: Caller,
  original: RefundRequest['original'],
  amount: number,
  more: Partial<RefundRequest> = {},
): RefundRequest {
  return complete<RefundRequest>({
    kind: 'refund',
    caller: from,
    original,
    amountMinor: minor(amount),
    currency: EUR,
    ...more,
  })
}
