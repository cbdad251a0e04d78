import type {
  Caller,
  CardSelector,
  LedgerRequest,
  NewCard,
} from '../../../../server/ledger/request.ts'
import type { OperationId, RequestId } from '../../../../src/contract/ids.ts'
import type {
  CardState,
  OperationAnswer,
  OperationKind,
} from '../../../../src/contract/operations.ts'
import type { Reply } from '../../../../src/contract/refusals.ts'
import { LOCATIONS, PROGRAMS, type WorldLocation, type WorldProgram } from './world.ts'

/** A card as a clerk would write it down. */
export interface ModelCard {
  readonly uid: string
  readonly program: WorldProgram
  readonly isPlastic: boolean
  readonly hasPin: boolean
  readonly lastFour: string
  state: CardState
  balance: number
  held: number
  expiresAtMs: number | null
  /** Loads after the first one. */
  reloads: number
  /** What ended it because of its date, and where its value went. */
  ended: { readonly operation: ModelOperation; readonly to: string } | undefined
  /** The state in which its date ended it last. */
  expiredFrom: CardState | undefined
  /** Whether its holder has opened its claim link. */
  isOpened: boolean
  /** The state that it was blocked in last. */
  blockedFrom: CardState | undefined
  /** The card that took its place. */
  successor: ModelCard | undefined
  /** What moved its value by itself after the last activation. */
  used: ModelOperation[]
}

/** Value that is kept for one sale. */
export interface ModelHold {
  readonly held: number
  readonly expiresAtMs: number
  endedBy: 'capture' | 'release' | undefined
}

/** One line in the clerk's book. */
export interface ModelOperation {
  readonly journalId: number
  readonly timeMs: number
  readonly callerKey: string
  readonly requestId: RequestId
  readonly contentHash: string
  readonly kind: OperationKind
  readonly outcome: 'posted' | 'refused' | 'repeated' | 'empty'
  readonly locationId: string | null
  readonly card: ModelCard | undefined
  readonly requested: number
  readonly amount: number
  /** The account, beside that of the card, that it moved value to or from. */
  readonly beside: string | undefined
  /** Below zero when it took from the card. */
  readonly sign: 1 | -1
  /** True for a cash-out that closed its card. */
  readonly isClosing: boolean
  /** The operation that a retry under a new id repeats. */
  readonly first: ModelOperation | undefined
  readonly reply: Reply<OperationAnswer>
  readonly sealed: { readonly bytes: Uint8Array; readonly expiresAtMs: number } | null
  /** The names of what it claimed and still holds. */
  claims: string[]
  /** Of a hold: what it holds, until when, and what ended it. */
  readonly hold: ModelHold | undefined
  refunded: number
  isVoided: boolean
}

/** The whole book. */
export interface ModelState {
  nowMs: number
  readonly cardsByLookup: Map<string, ModelCard>
  readonly cardsByUid: Map<string, ModelCard>
  readonly operations: Map<string, ModelOperation>
  readonly byJournalId: Map<number, ModelOperation>
  /** Redemptions that were done, by order, line and card, the newest last. */
  readonly byOrder: Map<string, ModelOperation[]>
  readonly claims: Map<string, ModelOperation>
  readonly tombstones: Set<string>
  /** What is owed, by account of the ones that are no card. */
  readonly owed: Map<string, number>
}

export function emptyState(nowMs: number): ModelState {
  return {
    nowMs,
    cardsByLookup: new Map(),
    cardsByUid: new Map(),
    operations: new Map(),
    byJournalId: new Map(),
    byOrder: new Map(),
    claims: new Map(),
    tombstones: new Set(),
    owed: new Map(),
  }
}

/** The time and number that the engine gave to an operation: all that the model takes from it. */
export interface Stamp {
  readonly journalId: number
  readonly timeMs: number
}

export function operationKey(callerKey: string, requestId: string): string {
  return `${callerKey} ${requestId}`
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** The public name of an operation: its time and number in the form of a UUID. */
export function nameOf({ timeMs, journalId }: Stamp): OperationId {
  const time = timeMs.toString(16).padStart(12, '0')
  const number = journalId.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number}` as OperationId
}

export function locationOf({ locationId }: Caller): WorldLocation | undefined {
  return LOCATIONS.find(({ id }) => id === locationId)
}

/** The card that a request names, as far as its caller may know of it. */
export function namedCard(state: ModelState, request: LedgerRequest): ModelCard | undefined {
  const selector = selectorOf(request)
  return selector && selector.by !== 'new' ? cardNamed(state, request, selector) : undefined
}

/** The card that a selector of a request names, likewise. */
export function cardNamed(
  state: ModelState,
  request: Pick<LedgerRequest, 'caller'>,
  selector: CardSelector,
): ModelCard | undefined {
  const card =
    selector.by === 'id'
      ? state.cardsByUid.get(selector.cardId)
      : state.cardsByLookup.get(hexOf(selector.lookup))
  const { networkId } = request.caller
  return card && (networkId === undefined || card.program.networkId === networkId)
    ? card
    : undefined
}

function selectorOf(request: LedgerRequest) {
  if (request.kind === 'void')
    return request.original.by === 'order' ? request.original.card : undefined
  return 'card' in request ? request.card : undefined
}

/** The program of a card to be made, as far as its caller may know of it. */
export function programToIssue(request: LedgerRequest): WorldProgram | undefined {
  const made = cardToMake(request)
  if (!made) return undefined
  const { programId } = made
  const { networkId } = request.caller
  return PROGRAMS.find(
    (program) =>
      program.id === programId && (networkId === undefined || program.networkId === networkId),
  )
}

/** The card that a request makes; undefined when it makes none. */
export function cardToMake(request: LedgerRequest): NewCard | undefined {
  if (request.kind === 'import') return request.newCard
  return request.kind === 'activate' && request.card.by === 'new' ? request.card.card : undefined
}

/** What is left of a redemption or load. */
export function leftOf({ amount, refunded, isVoided }: ModelOperation): number {
  return isVoided ? 0 : amount - refunded
}
