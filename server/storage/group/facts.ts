import type { CardId, ProgramId, RequestId } from '../../../src/contract/ids.ts'
import { type Currency, minor } from '../../../src/contract/money.ts'
import { assertNever, invariant } from '../../../src/contract/parse.ts'
import { claimKeys, newProgram } from '../../ledger/claims.ts'
import type { CardFacts, ClaimFacts, Facts } from '../../ledger/facts.ts'
import { orderTombstoneKey, requestTombstoneKey } from '../../ledger/keys.ts'
import {
  type Caller,
  type CardSelector,
  isSettling,
  type LedgerRequest,
  type Order,
  placeOf,
} from '../../ledger/request.ts'
import { blockedFrom, type FoundOriginal, findOriginal, lastExpiry } from './originals.ts'
import type { CardRow, ClaimRow, LedgerRows } from './rows.ts'
import type { RulesNow } from './rules.ts'

/** What the group gives to each of its operations. */
export interface Moment {
  readonly nowMs: number
  readonly journalId: number
  readonly nextCardNumber: number
}

/** The facts, and what the engine needs beyond them to write the decision. */
export interface LoadedFacts {
  readonly facts: Facts
  readonly cardRow: CardRow | undefined
  /** Of the card that takes its place. */
  readonly successorRow: CardRow | undefined
}

/** Reads all that the decision on this request may depend on. */
export function loadFacts(
  store: LedgerRows,
  rules: RulesNow,
  request: LedgerRequest,
  moment: Moment,
): LoadedFacts {
  const locationId = placeOf(request)
  const location = locationId === null ? undefined : rules.location(locationId)
  const imported = request.kind === 'import' ? request.lookups : []
  const asked = askedCard(store, rules, request, selectorOf(request))
  const found = findOriginal(store, rules, request, asked)
  const cardRow = found ? found.cardRow : asked
  const successorRow = successorOf(store, rules, request, found)
  const programId = cardRow?.program_id ?? newProgram(request)
  const keys = claimKeys(request, cardRow?.id)
  const facts: Facts = {
    ...moment,
    location,
    homeCurrency: rules.homeCurrency(location),
    voidedBefore: isVoidedBefore(store, request, cardRow),
    paymentClaim: claimOf(store, keys.payment),
    businessClaim: claimOf(store, keys.business),
    card: cardRow && cardFacts(cardRow),
    isNumberTaken: imported.some((lookup) => store.cardByLookup(lookup) !== undefined),
    successor: successorRow && cardFacts(successorRow),
    program: programOf(rules, request, programId),
    successorProgram: programOf(rules, request, successorRow?.program_id),
    original: found?.original,
    blockedFrom: request.kind === 'unblock' ? blockedFrom(store, cardRow) : undefined,
    expired: request.kind === 'extend' ? lastExpiry(store, cardRow) : undefined,
    keys: { ...keys, tombstone: tombstoneOf(request, cardRow, found) },
  }
  return { facts, cardRow, successorRow }
}

function askedCard(
  store: LedgerRows,
  rules: RulesNow,
  request: LedgerRequest,
  selector: CardSelector | undefined,
): CardRow | undefined {
  if (!selector) return undefined
  const row =
    selector.by === 'id' ? store.cardByUid(selector.cardId) : store.cardByLookup(selector.lookup)
  const { networkId } = request.caller
  if (!row || networkId === undefined) return row
  return rules.program(row.program_id)?.networkId === networkId ? row : undefined
}

/** The card that a merge or replacement names, or that stands for a card that was replaced. */
function successorOf(
  store: LedgerRows,
  rules: RulesNow,
  request: LedgerRequest,
  found: FoundOriginal | undefined,
): CardRow | undefined {
  if (request.kind === 'merge') return askedCard(store, rules, request, request.into)
  if (request.kind === 'replace') {
    const { into } = request
    return into.by === 'new' ? undefined : askedCard(store, rules, request, into)
  }
  return found?.cardRow && lastSuccessor(store, found.cardRow)
}

/** Through as many successors as there are; undefined for a card that was not replaced. */
function lastSuccessor(store: LedgerRows, replaced: CardRow): CardRow | undefined {
  let last: CardRow | undefined
  for (let id = replaced.successor_id; id !== null; id = last?.successor_id ?? null) {
    // It was not replaced itself when it took the place of another one: no chain leads back.
    invariant(id !== replaced.id && id !== last?.id, 'no card is its own successor')
    last = store.cardByNumber(id)
  }
  return last
}

function programOf(
  rules: RulesNow,
  { caller }: LedgerRequest,
  programId: string | undefined,
): Facts['program'] {
  const program = programId === undefined ? undefined : rules.program(programId)
  const elsewhere = caller.networkId !== undefined && program?.networkId !== caller.networkId
  return elsewhere ? undefined : program
}

function selectorOf(request: LedgerRequest): CardSelector | undefined {
  if (isSettling(request)) return undefined
  switch (request.kind) {
    case 'activate':
      return request.card.by === 'new' ? undefined : request.card
    case 'void':
      return request.original.by === 'order' ? request.original.card : undefined
    case 'refund':
    case 'capture':
    case 'release':
    case 'import':
    case 'import_reversal':
      return undefined
    default:
      return request.card
  }
}

/** Where a void of nothing is remembered: under the request's id, or under its business key. */
function tombstoneOf(
  request: LedgerRequest,
  cardRow: CardRow | undefined,
  found: FoundOriginal | undefined,
): Uint8Array | undefined {
  if (request.kind !== 'void' || found) return undefined
  const { original, caller } = request
  switch (original.by) {
    case 'request':
      return requestTombstoneKey(caller.key, original.requestId)
    case 'operation':
      return undefined
    case 'order':
      // No redemption can succeed on a card that does not exist: there is nothing to hold off.
      return cardRow && orderTombstoneOf(caller, original.order, cardRow)
    default:
      return assertNever(original)
  }
}

function orderTombstoneOf({ key, locationId }: Caller, order: Order, { id }: CardRow): Uint8Array {
  const { orderId, lineId } = order
  return orderTombstoneKey({ callerKey: key, locationId, orderId, lineId, card: id })
}

function isVoidedBefore(
  store: LedgerRows,
  request: LedgerRequest,
  cardRow: CardRow | undefined,
): boolean {
  // Most ledgers have no tombstone: one look at an empty table is cheaper than two keys.
  if (request.kind === 'void' || !store.hasAnyTombstone()) return false
  const own = requestTombstoneKey(request.caller.key, request.requestId)
  if (store.hasTombstone(own)) return true
  const order = request.kind === 'redeem' ? request.order : null
  if (!order || !cardRow || order.allowRepeat) return false
  return store.hasTombstone(orderTombstoneOf(request.caller, order, cardRow))
}

function claimOf(store: LedgerRows, key: Uint8Array | undefined): ClaimFacts | undefined {
  const row: ClaimRow | undefined = key && store.claim(key)
  if (!row) return undefined
  const { id, time_ms, request_id, answer } = row
  return { journalId: id, timeMs: time_ms, requestId: request_id as RequestId, answer }
}

/** A card's row as the ledger sees it. */
export function cardFacts(row: CardRow): CardFacts {
  return {
    number: row.id,
    cardId: row.uid as CardId,
    programId: row.program_id as ProgramId,
    form: row.form,
    state: row.state,
    currency: row.currency as Currency,
    lastFour: row.last_four,
    hasPin: row.has_pin === 1,
    balanceMinor: minor(row.balance_minor),
    heldMinor: minor(row.held_minor),
    expiresAtMs: row.expires_at_ms,
    reloads: row.reloads,
    activatedAtMs: row.activated_at_ms,
  }
}
