import { type Currency, decimalText, type Minor, ZERO } from '../../src/contract/money.ts'
import type { CardState, OperationAnswer } from '../../src/contract/operations.ts'
import { ERRORS, REFUSALS, type Reply, type ReplyCode } from '../../src/contract/refusals.ts'
import { OWN_NAMESPACE, RADIAL_NAMESPACE } from './namespaces.ts'
import type { MoneyRequest } from './requests.ts'
import { writeXml, type XmlNode } from './write-xml.ts'

/** A document as it goes out. */
export interface XmlReply {
  readonly status: number
  /** `ok`, or the code of what was not done: for the figures. */
  readonly outcome: string
  readonly document: string
  readonly retryAfterMs?: number | undefined
}

/** What goes out, and what of it tells that the caller knows an outcome. */
export interface Answered {
  readonly reply: XmlReply
  readonly value?: unknown
}

export type Failure = Exclude<Reply<never>, { ok: true }>

/** What a failure is to these callers. */
export type Verdict = 'Fail' | 'Timeout' | 'Fault'

/**
 * Where the two doors differ on purpose. Whatever is not here: a refusal is a Fail, an error a Fault.
 * Timeout where the outcome is not known; Fail always means that nothing was done.
 */
const VERDICTS: { readonly [Code in ReplyCode]?: Verdict } = {
  OPERATION_NOT_ALLOWED: 'Fault',
  AMOUNT_INVALID: 'Fault',
  // The first request of that id may have been done: no Fail.
  REQUEST_ID_REUSED: 'Fault',
  REQUEST_IN_PROGRESS: 'Timeout',
  TIMEOUT_UNKNOWN: 'Timeout',
  INTERNAL: 'Timeout',
  // There is no such program: the promotion code was a wrong one.
  NOT_FOUND: 'Fail',
}

export function verdictOf(failure: Failure): Verdict {
  const usual = 'refusal' in failure ? 'Fail' : 'Fault'
  return VERDICTS[reasonOf(failure).code] ?? usual
}

const CODES = { ...ERRORS, ...REFUSALS }

/** The code of a failure and what follows from it. */
export function reasonOf(failure: Failure) {
  return 'refusal' in failure ? failure.refusal : failure.error
}

/** A Fault: the request was not understood, not permitted, or is not for now. */
export function fault(failure: Failure, nowMs: number): XmlReply {
  const reason = reasonOf(failure)
  const document = writeXml({
    name: 'Fault',
    attributes: { xmlns: RADIAL_NAMESPACE },
    content: [
      { name: 'CreateTimestamp', content: timestamp(nowMs) },
      { name: 'Code', content: reason.code },
      { name: 'Description', content: reason.message },
      reasonNode(failure),
    ],
  })
  const retryAfterMs = 'error' in failure ? failure.error.retryAfterMs : undefined
  return { status: CODES[reason.code].http, outcome: reason.code, document, retryAfterMs }
}

/** The document of an operation that was done, or that was not or perhaps; never of a Fault. */
export function replyDocument(
  name: string,
  parts: {
    readonly sessionId: string | undefined
    readonly before: readonly XmlNode[]
    readonly failure: Failure | undefined
    readonly after: readonly XmlNode[]
    /** What a success tells besides. */
    readonly told: Readonly<Record<string, string | undefined>>
  },
): XmlReply {
  const { sessionId, before, failure, after, told } = parts
  const document = writeXml({
    name,
    attributes: { xmlns: RADIAL_NAMESPACE, sessionId },
    content: [
      ...before,
      { name: 'ResponseCode', content: failure ? verdictOf(failure) : 'Success' },
      ...after,
      failure ? reasonNode(failure) : successNode(told),
    ],
  })
  return { status: 200, outcome: failure ? reasonOf(failure).code : 'ok', document }
}

/** What a success tells of an operation in the extra element. */
export function toldOf(answer: OperationAnswer): Readonly<Record<string, string | undefined>> {
  const isPartial = answer.kind === 'redeem' && answer.remainingDueMinor > 0
  const isVoid = answer.kind === 'void' || answer.kind === 'refund'
  return {
    code: isPartial ? 'PARTIAL_APPROVED' : 'OK',
    operationId: answer.operationId,
    replayed: String(answer.replayed),
    replayedOf: answer.replayedOf ?? undefined,
    applied: isVoid ? String(answer.applied) : undefined,
    alreadyVoided: isVoid ? String(answer.alreadyVoided) : undefined,
    requestedAmount: isVoid ? decimalText(answer.requestedMinor, answer.currency) : undefined,
    appliedAmount: isVoid ? decimalText(answer.appliedMinor, answer.currency) : undefined,
  }
}

/** What is told of a card that has its value and cannot be used yet. */
export function waitingOf(
  cardState: CardState,
  activatesAtMs: number | null,
): Readonly<Record<string, string | undefined>> {
  const activatesAt = activatesAtMs === null ? undefined : timestamp(activatesAtMs)
  return { cardState, activatesAt }
}

/** The context as it was sent; with another number where one was issued. */
export function contextNode({ orderId, account }: MoneyRequest, issued?: string): XmlNode {
  const order: XmlNode = { name: 'OrderId', content: orderId }
  const number = issued ?? account
  if (number === null) return { name: 'PaymentContextBase', content: [order] }
  return { name: 'PaymentContext', content: [order, accountNode(number)] }
}

export function accountNode(number: string): XmlNode {
  return { name: 'PaymentAccountUniqueId', attributes: { isToken: 'false' }, content: number }
}

export function amountNode(
  name: string,
  currency: Currency,
  amountMinor: Minor | null = ZERO,
): XmlNode {
  const content = decimalText(amountMinor ?? ZERO, currency)
  return { name, attributes: { currencyCode: currency }, content }
}

function reasonNode(failure: Failure): XmlNode {
  const { code, message, retryable, nextAction } = reasonOf(failure)
  const replayed = 'refusal' in failure && failure.refusal.replayed ? 'true' : undefined
  const told = { code, retryable: String(retryable), nextAction, replayed }
  const attributes = { xmlns: OWN_NAMESPACE, ...told }
  return { name: 'Reason', attributes, content: message }
}

function successNode(told: Readonly<Record<string, string | undefined>>): XmlNode {
  return { name: 'Reason', attributes: { xmlns: OWN_NAMESPACE, ...told } }
}

/** With an offset, as the schema's own example has it. */
function timestamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', '+00:00')
}
