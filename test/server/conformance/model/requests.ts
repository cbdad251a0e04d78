import type { LedgerRequest, Order, Waiting } from '../../../../server/ledger/request.ts'
import type { OperationId, RequestId } from '../../../../src/contract/ids.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import { nameOf } from './state.ts'
import type { Step, StepOrder } from './steps.ts'
import {
  CALLERS,
  cardOf,
  LOCATIONS,
  lookupOf,
  NETWORKS,
  NO_PROGRAM,
  NOWHERE,
  PROGRAMS,
} from './world.ts'

/** What the steps before have left behind. */
export interface Past {
  /** All steps so far, by number; one that is missing was never taken. */
  readonly steps: ReadonlyMap<number, Step>
  /** The names that the engine gave, by the number of the step that was done. */
  readonly operationIds: ReadonlyMap<number, OperationId>
  readonly nowMs: number
}

/** What a step sends: a request, or a question about one. */
export type Sent =
  | { readonly is: 'execute'; readonly request: LedgerRequest; readonly origin: number }
  | { readonly is: 'outcome'; readonly callerKey: string; readonly requestId: RequestId }

/** Makes what a step sends; undefined when it repeats a step that was never taken. */
export function sentBy(number: number, step: Step, past: Past): Sent | undefined {
  switch (step.is) {
    case 'again':
    case 'same id': {
      const first = repeated(step.target, past)
      if (!first) return undefined
      const { request, origin } = first
      // No two callers make the same card.
      if (step.is === 'same id' && isMaking(past.steps.get(origin))) return undefined
      if (step.is === 'same id')
        return execute(origin, { ...request, caller: callerAt(step.caller) })
      const contentHash = step.isOther ? hashOf(origin, 1) : request.contentHash
      return execute(origin, { ...request, contentHash })
    }
    case 'outcome': {
      const first = repeated(step.target, past)
      const { caller, requestId } = first?.request ?? {}
      return caller && requestId && { is: 'outcome', callerKey: caller.key, requestId }
    }
    default:
      return execute(number, requestOf(number, step, past))
  }
}

function execute(origin: number, request: LedgerRequest): Extract<Sent, { is: 'execute' }> {
  return { is: 'execute', request, origin }
}

/** What an earlier step sent, if it sent a request. */
function repeated(number: number, past: Past): Extract<Sent, { is: 'execute' }> | undefined {
  const step = past.steps.get(number)
  const sent = step && sentBy(number, step, past)
  return sent?.is === 'execute' ? sent : undefined
}

type Making = Exclude<Step, { is: 'again' | 'same id' | 'outcome' }>

function requestOf(number: number, step: Making, past: Past): LedgerRequest {
  const base = {
    caller: callerAt(step.caller, 'target' in step ? makerOf(step.target, past) : undefined),
    requestId: requestIdOf(number),
    contentHash: hashOf(number, 0),
  }
  switch (step.is) {
    case 'void':
      return { ...base, kind: 'void', original: originalOf(step, past) }
    case 'void order': {
      const { order: number, line } = step
      const order = { orderId: `O-${number}`, lineId: line, allowRepeat: false }
      const card = { by: 'lookup', lookup: lookupOf(step.card) } as const
      return { ...base, kind: 'void', original: { by: 'order', order, card, ...moneyOf(step) } }
    }
    case 'refund':
      return { ...base, kind: 'refund', original: originalOf(step, past), ...moneyOf(step) }
    case 'capture': {
      const { amountMinor, currency: asked } = moneyOf(step)
      const amount = step.isAll ? null : amountMinor
      const original = originalOf(step, past)
      return { ...base, kind: 'capture', original, amountMinor: amount, currency: asked }
    }
    case 'reverse import':
      return { ...base, kind: 'import_reversal', original: originalOf(step, past) }
    case 'import':
      return { ...base, ...importOf(number, step) }
    case 'release': {
      const { whenOver } = step
      return { ...base, kind: 'release', original: originalOf(step, past), whenOver }
    }
    case 'settling':
      return { ...base, ...settlingOf(step) }
    case 'extension':
      return {
        ...{ ...base, kind: 'extend', reason: 'somebody asked' },
        card: { by: 'lookup', lookup: lookupOf(step.card) },
        expiresAtMs: step.forMs === null ? null : past.nowMs + step.forMs,
      }
    case 'cash out':
    case 'hold':
    case 'credit':
    case 'adjust':
    case 'standing':
      return { ...base, ...careOf(step) }
    case 'merge':
      return { ...base, ...mergeOf(step) }
    case 'replace':
      return { ...base, ...replaceOf(number, step, past) }
    default:
      return { ...base, ...saleOf(number, step, past) }
  }
}

type Caring = Extract<Making, { is: 'cash out' | 'hold' | 'credit' | 'adjust' | 'standing' }>

function careOf(step: Caring) {
  const card = { by: 'lookup', lookup: lookupOf(step.card) } as const
  const reason = 'somebody said so'
  switch (step.is) {
    case 'cash out': {
      const { currency: asked, amountMinor } = moneyOf(step)
      const { isAll, close, pin } = step
      return {
        ...{ kind: 'cash_out', card, pin, close, currency: asked, order: orderOf(step.order) },
        amountMinor: isAll ? null : amountMinor,
      } satisfies Bare<LedgerRequest>
    }
    case 'hold': {
      const { pin, ttlMs } = step
      return {
        ...{ kind: 'hold', card, pin, ttlMs, ...moneyOf(step), order: orderOf(step.order) },
      } satisfies Bare<LedgerRequest>
    }
    case 'credit':
      return {
        ...{ kind: 'credit', card, reason, ...moneyOf(step), order: orderOf(step.order) },
      } satisfies Bare<LedgerRequest>
    case 'adjust':
      return {
        ...{ kind: 'adjust', card, reason, approvedBy: 'staff:boss', ...moneyOf(step) },
      } satisfies Bare<LedgerRequest>
    default:
      if (step.kind === 'expire') {
        const valueTo = step.caller % 2 === 0 ? 'suspense' : 'breakage'
        return { kind: 'expire', card, reason, valueTo } satisfies Bare<LedgerRequest>
      }
      return { kind: step.kind, card, reason } satisfies Bare<LedgerRequest>
  }
}

function settlingOf(step: Extract<Making, { is: 'settling' }>) {
  const { kind, location, network, isReasoned } = step
  const networkId = NETWORKS[network]
  if (!networkId) throw new Error(`no network ${network}`)
  return {
    ...{ kind, networkId, ...moneyOf(step), reference: 'payout 7' },
    locationId: location === null ? null : (LOCATIONS[location]?.id ?? NOWHERE),
    reason: isReasoned ? 'the bank said so' : null,
  } satisfies Bare<LedgerRequest>
}

function importOf(number: number, step: Extract<Making, { is: 'import' }>) {
  const made = cardOf(-number, PROGRAMS[step.program]?.id ?? NO_PROGRAM)
  const lookup = step.sameAs === undefined ? made.lookup : lookupOf(step.sameAs)
  return {
    ...{ kind: 'import', newCard: { ...made, lookup }, lookups: [lookup], ...moneyOf(step) },
    stands: step.stands,
    ...{ initialMinor: minor(step.initial), issuedAtMs: number, lastUsedAtMs: null },
    reference: null,
  } satisfies Bare<LedgerRequest>
}

function isMaking(step: Step | undefined): boolean {
  if (step?.is === 'replace') return step.into === null
  return step?.is === 'issue' || step?.is === 'import'
}

function mergeOf({ card, into, pin, intoPin, currency: asked }: Extract<Making, { is: 'merge' }>) {
  return {
    ...{ kind: 'merge', pin, intoPin, currency: currency(asked), reason: null },
    card: { by: 'lookup', lookup: lookupOf(card) },
    into: { by: 'lookup', lookup: lookupOf(into) },
  } satisfies Bare<LedgerRequest>
}

function replaceOf(
  number: number,
  { card, into, program, sealedMs }: Extract<Making, { is: 'replace' }>,
  { nowMs }: Past,
) {
  const made = cardOf(-number, PROGRAMS[program]?.id ?? NO_PROGRAM)
  return {
    ...{ kind: 'replace', reason: 'it was lost' },
    card: { by: 'lookup', lookup: lookupOf(card) },
    into: into === null ? { by: 'new', card: made } : { by: 'lookup', lookup: lookupOf(into) },
    sealedAnswer:
      into === null && sealedMs !== null
        ? { sealed: hashOf(number, 2), expiresAtMs: nowMs + sealedMs }
        : null,
  } satisfies Bare<LedgerRequest>
}

type Selling = Extract<Making, { is: 'activate' | 'issue' | 'fund' | 'redeem' }>
/** A request without what all requests have. */
type Bare<Request> = Request extends unknown
  ? Omit<Request, 'caller' | 'requestId' | 'contentHash'>
  : never

function saleOf(number: number, step: Selling, { nowMs }: Past) {
  const base = { ...moneyOf(step), pin: step.pin, order: orderOf(step.order) }
  const sealed = 'sealedMs' in step ? step.sealedMs : null
  const sealedAnswer =
    sealed === null ? null : { sealed: hashOf(number, 2), expiresAtMs: nowMs + sealed }
  const waits = 'waitsFor' in step ? waitingOf(step.waitsFor, nowMs) : undefined
  const card = {
    by: 'lookup',
    lookup: lookupOf('card' in step ? step.card : 0),
  } as const
  switch (step.is) {
    case 'activate':
      return {
        ...base,
        kind: 'activate',
        card,
        fundedBy: 'cash',
        sealedAnswer,
        waits,
      } satisfies Bare<LedgerRequest>
    case 'issue': {
      const made = cardOf(-number, PROGRAMS[step.program]?.id ?? NO_PROGRAM)
      const fresh = { by: 'new', card: made } as const
      return {
        ...base,
        kind: 'activate',
        card: fresh,
        fundedBy: 'card',
        sealedAnswer,
        waits,
      } satisfies Bare<LedgerRequest>
    }
    case 'fund':
      return { ...base, kind: 'fund', card, fundedBy: 'card' } satisfies Bare<LedgerRequest>
    default: {
      const payment = step.payment === null ? null : { key: `P-${step.payment}`, json: '{}' }
      return {
        ...base,
        kind: 'redeem',
        card,
        partial: step.partial,
        payment,
      } satisfies Bare<LedgerRequest>
    }
  }
}

function waitingOf(waitsFor: 'approval' | 'holder' | null, nowMs: number): Waiting | undefined {
  if (waitsFor === null) return undefined
  return waitsFor === 'holder' ? { for: waitsFor } : { for: waitsFor, activatesAtMs: nowMs }
}

function moneyOf(step: { readonly amount: number; readonly currency: string }) {
  return { amountMinor: minor(step.amount), currency: currency(step.currency) }
}

function orderOf(order: StepOrder | null): Order | null {
  if (!order) return null
  const { allowRepeat, line, knownFirst } = order
  const known = knownFirst === null ? {} : { knownFirst: requestIdOf(knownFirst) }
  return { orderId: `O-${order.order}`, lineId: line, allowRepeat, ...known }
}

/** An operation whose name is not known yet is one that was never given out. */
function originalOf(
  { by, target }: { readonly by: 'request' | 'operation'; readonly target: number },
  { operationIds }: Past,
) {
  if (by === 'request') return { by, requestId: requestIdOf(target) } as const
  const operationId = operationIds.get(target) ?? nameOf({ timeMs: 1, journalId: 2 ** 40 })
  return { by, operationId } as const
}

/** The place of the caller whose request a step names. */
function makerOf(target: number, { steps }: Past): number | undefined {
  const step = steps.get(target)
  return step && 'caller' in step ? step.caller : undefined
}

function callerAt(place: number, maker = 0) {
  const caller = CALLERS[place === -1 ? Math.max(maker, 0) : place]
  if (!caller) throw new Error(`no caller ${place}`)
  return caller
}

function requestIdOf(number: number): RequestId {
  return `r${number}` as RequestId
}

/** Bytes that stand for a content: the same for the same number and sort. */
function hashOf(number: number, sort: number): Uint8Array {
  const hash = Buffer.alloc(32, 3)
  hash.writeUInt32BE(number, 0)
  hash.writeUInt8(sort, 4)
  return hash
}
