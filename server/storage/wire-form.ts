import { isSettlingKind } from '../../src/contract/operations.ts'
import {
  type ActivateRequest,
  type CardSelector,
  isSettling,
  type LedgerRequest,
  type NewCard,
  type SettlingRequest,
} from '../ledger/request.ts'
import { overtaken } from './errors.ts'
import type { RecordedOperation, TaskResult } from './group/group.ts'
import type {
  GroupAnswers,
  Wired,
  WiredOperation,
  WiredParameter,
  WriterResult,
} from './messages.ts'

/** Hex text of a blob. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** The blob of hex text. */
export function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}

/** A request in the form in which it travels to the writer. */
export function wireRequest(request: LedgerRequest): Wired<LedgerRequest> {
  const contentHash = toHex(request.contentHash)
  if (isSettling(request)) return { ...request, contentHash }
  switch (request.kind) {
    case 'activate': {
      const [card, sealedAnswer] = [wireMade(request.card), wireSecret(request.sealedAnswer)]
      return { ...request, contentHash, card, sealedAnswer }
    }
    case 'replace': {
      const [card, into] = [wireSelector(request.card), wireMade(request.into)]
      return { ...request, contentHash, card, into, sealedAnswer: wireSecret(request.sealedAnswer) }
    }
    case 'merge': {
      const [card, into] = [wireSelector(request.card), wireSelector(request.into)]
      return { ...request, contentHash, card, into }
    }
    case 'void': {
      const { original } = request
      if (original.by !== 'order') return { ...request, contentHash, original }
      const card = wireSelector(original.card)
      return { ...request, contentHash, original: { ...original, card } }
    }
    case 'refund':
    case 'capture':
    case 'release':
    case 'import_reversal':
      return { ...request, contentHash }
    case 'import':
      return {
        ...{ ...request, contentHash, lookups: request.lookups.map(toHex) },
        newCard: wireNewCard(request.newCard),
      }
    default:
      return { ...request, contentHash, card: wireSelector(request.card) }
  }
}

/** A request as it was before it travelled. */
export function unwireRequest(request: Wired<LedgerRequest>): LedgerRequest {
  const contentHash = fromHex(request.contentHash)
  if (isWiredSettling(request)) return { ...request, contentHash }
  switch (request.kind) {
    case 'activate': {
      const [card, sealedAnswer] = [unwireMade(request.card), unwireSecret(request.sealedAnswer)]
      return { ...request, contentHash, card, sealedAnswer }
    }
    case 'replace': {
      const [card, into] = [unwireSelector(request.card), unwireMade(request.into)]
      const sealedAnswer = unwireSecret(request.sealedAnswer)
      return { ...request, contentHash, card, into, sealedAnswer }
    }
    case 'merge': {
      const [card, into] = [unwireSelector(request.card), unwireSelector(request.into)]
      return { ...request, contentHash, card, into }
    }
    case 'redeem':
      // By far the most: what was read from JSON is nobody else's and need not be copied.
      return Object.assign(request, { contentHash, card: unwireSelector(request.card) })
    case 'void': {
      const { original } = request
      if (original.by !== 'order') return { ...request, contentHash, original }
      const card = unwireSelector(original.card)
      return { ...request, contentHash, original: { ...original, card } }
    }
    case 'refund':
    case 'capture':
    case 'release':
    case 'import_reversal':
      return { ...request, contentHash }
    case 'import':
      return {
        ...{ ...request, contentHash, lookups: request.lookups.map(fromHex) },
        newCard: unwireNewCard(request.newCard),
      }
    default:
      return { ...request, contentHash, card: unwireSelector(request.card) }
  }
}

function isWiredSettling(request: Wired<LedgerRequest>): request is Wired<SettlingRequest> {
  return isSettlingKind(request.kind)
}

/** A new card in the form in which it travels. */
export function wireNewCard(card: NewCard): Wired<NewCard> {
  return { ...card, lookup: toHex(card.lookup), sealed: toHex(card.sealed) }
}

/** A new card as it was before it travelled. */
export function unwireNewCard(card: Wired<NewCard>): NewCard {
  return { ...card, lookup: fromHex(card.lookup), sealed: fromHex(card.sealed) }
}

function wireMade(card: ActivateRequest['card']): Wired<ActivateRequest['card']> {
  return card.by === 'new' ? { by: 'new', card: wireNewCard(card.card) } : wireSelector(card)
}

function unwireMade(card: Wired<ActivateRequest['card']>): ActivateRequest['card'] {
  return card.by === 'new' ? { by: 'new', card: unwireNewCard(card.card) } : unwireSelector(card)
}

type Secret = ActivateRequest['sealedAnswer']

function wireSecret(secret: Secret): Wired<Secret> {
  return secret && { ...secret, sealed: toHex(secret.sealed) }
}

function unwireSecret(secret: Wired<Secret>): Secret {
  return secret && { ...secret, sealed: fromHex(secret.sealed) }
}

function wireSelector(card: CardSelector): Wired<CardSelector> {
  return card.by === 'lookup' ? { by: 'lookup', lookup: toHex(card.lookup) } : card
}

function unwireSelector(card: Wired<CardSelector>): CardSelector {
  return card.by === 'lookup' ? { by: 'lookup', lookup: fromHex(card.lookup) } : card
}

/** A bound value in the form in which it travels. Other sorts of values are a bug of the caller. */
export function wireParameter(value: unknown): WiredParameter {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof Uint8Array) return { hex: toHex(value) }
  throw new TypeError(`a statement cannot be bound to a ${typeof value}`)
}

/** A bound value as it was before it travelled. */
export function unwireParameter(value: WiredParameter): string | number | null | Buffer {
  return typeof value === 'object' && value !== null ? fromHex(value.hex) : value
}

/** A clock that all threads of the process share and nobody can set, in ms. */
export function steadyMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** What the writer makes of its answers, as the main thread will read it. */
export interface AnswersToWire {
  readonly timeMs: number
  readonly tickets: readonly number[]
  readonly results: readonly (TaskResult | WriterResult)[]
  readonly recorded: readonly RecordedOperation[]
  /** When the group began, by {@link steadyMs}. */
  readonly beganMs: number
}

/**
 * The JSON of {@link GroupAnswers}. What the journal keeps is JSON already and is put in as it is:
 * the main thread reads the whole group in one go.
 */
export function wireAnswers({
  timeMs,
  tickets,
  results,
  recorded,
  beganMs,
}: AnswersToWire): string {
  const operations = recorded.map(({ journalId, cardUid, locationId }): WiredOperation => {
    return [journalId, cardUid, locationId]
  })
  const [ofTickets, ofRecorded] = [JSON.stringify(tickets), JSON.stringify(operations)]
  return `{"timeMs":${timeMs},"tickets":${ofTickets},"results":[${results.map(wireResult).join(',')}],"recorded":${ofRecorded},"beganMs":${beganMs},"writtenMs":${steadyMs()}}`
}

/** The same answers when it is not known whether any of them is true. */
export function failedAnswers(text: string, failure: WriterResult): string {
  const answers = JSON.parse(text) as GroupAnswers
  const results = answers.tickets.map(() => failure)
  return JSON.stringify({ ...answers, results, recorded: [] } satisfies GroupAnswers)
}

function wireResult(result: TaskResult | WriterResult): string {
  switch (result.is) {
    case 'recorded':
      return `[${result.journalId},${result.stored},${wireSealed(result.sealed)}]`
    case 'replied':
      return `{"is":"replied","sealed":${wireSealed(result.sealed)},"reply":${JSON.stringify(result.reply)}}`
    case 'overtaken': {
      const { code, message, outcome } = overtaken()
      return JSON.stringify({ is: 'failed', code, message, outcome } satisfies WriterResult)
    }
    case 'clock_wrong':
      return JSON.stringify(clockFailure(result.fault))
    default:
      return JSON.stringify(result)
  }
}

function wireSealed(sealed: Uint8Array | string | null): string {
  if (sealed === null) return 'null'
  return `"${typeof sealed === 'string' ? sealed : toHex(sealed)}"`
}

function clockFailure(message: string): WriterResult {
  return { is: 'failed', code: 'clock_wrong', message, outcome: 'not_done' }
}
