import { assertNever } from '../../src/contract/parse.ts'
import type { CardSelector, LedgerRequest, NewCard } from '../ledger/request.ts'
import type { CommitNotice, Wired, WiredParameter, WriterOutcome } from './messages.ts'

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
  switch (request.kind) {
    case 'activate': {
      const { sealedAnswer } = request
      return {
        ...request,
        contentHash,
        card:
          request.card.by === 'new'
            ? { by: 'new', card: wireNewCard(request.card.card) }
            : wireSelector(request.card),
        sealedAnswer: sealedAnswer && { ...sealedAnswer, sealed: toHex(sealedAnswer.sealed) },
      }
    }
    case 'fund':
    case 'redeem':
      return { ...request, contentHash, card: wireSelector(request.card) }
    case 'void': {
      const { original } = request
      if (original.by !== 'order') return { ...request, contentHash, original }
      const card = wireSelector(original.card)
      return { ...request, contentHash, original: { ...original, card } }
    }
    case 'refund':
      return { ...request, contentHash }
    default:
      return assertNever(request)
  }
}

/** A request as it was before it travelled. */
export function unwireRequest(request: Wired<LedgerRequest>): LedgerRequest {
  const contentHash = fromHex(request.contentHash)
  switch (request.kind) {
    case 'activate': {
      const { sealedAnswer } = request
      return {
        ...request,
        contentHash,
        card:
          request.card.by === 'new'
            ? { by: 'new', card: unwireNewCard(request.card.card) }
            : unwireSelector(request.card),
        sealedAnswer: sealedAnswer && { ...sealedAnswer, sealed: fromHex(sealedAnswer.sealed) },
      }
    }
    case 'fund':
    case 'redeem':
      return { ...request, contentHash, card: unwireSelector(request.card) }
    case 'void': {
      const { original } = request
      if (original.by !== 'order') return { ...request, contentHash, original }
      const card = unwireSelector(original.card)
      return { ...request, contentHash, original: { ...original, card } }
    }
    case 'refund':
      return { ...request, contentHash }
    default:
      return assertNever(request)
  }
}

/** A new card in the form in which it travels. */
export function wireNewCard(card: NewCard): Wired<NewCard> {
  return { ...card, lookup: toHex(card.lookup), sealed: toHex(card.sealed) }
}

/** A new card as it was before it travelled. */
export function unwireNewCard(card: Wired<NewCard>): NewCard {
  return { ...card, lookup: fromHex(card.lookup), sealed: fromHex(card.sealed) }
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

/**
 * The JSON of a group's answers. Replies are JSON already, as the journal keeps them, and are put
 * in as they are: the main thread reads the whole group in one go.
 */
export function wireAnswers(
  tickets: readonly number[],
  outcomes: readonly WriterOutcome[],
  commits: readonly CommitNotice[],
): string {
  const results = outcomes.map((outcome) => {
    if (outcome.is !== 'replied') return JSON.stringify(outcome)
    const sealed = outcome.sealed ? `"${toHex(outcome.sealed)}"` : 'null'
    return `{"is":"replied","sealed":${sealed},"reply":${outcome.reply}}`
  })
  const [ofTickets, ofCommits] = [JSON.stringify(tickets), JSON.stringify(commits)]
  return `{"tickets":${ofTickets},"results":[${results.join(',')}],"commits":${ofCommits}}`
}
