import type {
  Caller,
  CaptureRequest,
  ImportReversalRequest,
  Order,
  RefundRequest,
  ReleaseRequest,
  VoidRequest,
} from '../../../../server/ledger/request.ts'
import { isSettlingKind } from '../../../../src/contract/operations.ts'
import {
  leftOf,
  type ModelCard,
  type ModelOperation,
  type ModelState,
  namedCard,
  nameOf,
  operationKey,
} from './state.ts'

/** The requests that name an earlier operation. */
type AboutOriginal =
  | VoidRequest
  | RefundRequest
  | CaptureRequest
  | ReleaseRequest
  | ImportReversalRequest

/** The operation that a request names, if the caller may touch it. */
export function findOriginal(
  state: ModelState,
  request: AboutOriginal,
): ModelOperation | undefined {
  const found = whichIsNamed(state, request)
  const { networkId } = request.caller
  const network = found?.card?.program.networkId
  const isForeign = networkId !== undefined && network !== undefined && network !== networkId
  return isForeign ? undefined : found
}

function whichIsNamed(state: ModelState, request: AboutOriginal): ModelOperation | undefined {
  const { original, caller } = request
  switch (original.by) {
    // What a caller asked itself it may touch, whoever did it first.
    case 'request':
      return firstOf(state.operations.get(operationKey(caller.key, original.requestId)))
    case 'operation': {
      const journalId = Number.parseInt(original.operationId.slice(-12), 16)
      const named = state.byJournalId.get(journalId)
      const found = named && nameOf(named) === original.operationId ? firstOf(named) : undefined
      const isPaying = found !== undefined && isSettlingKind(found.kind)
      return found && !isPaying && mayTouch(caller, found) ? found : undefined
    }
    default: {
      const card = namedCard(state, request)
      return card && newestOf(state, caller, original, card)
    }
  }
}

/** Of those of the named amount, or of all when there is none: the newest that stands, else the newest. */
function newestOf(
  state: ModelState,
  caller: Caller,
  { order, amountMinor }: { readonly order: Order; readonly amountMinor: number },
  card: ModelCard,
): ModelOperation | undefined {
  const all = (state.byOrder.get(orderKey(order, card)) ?? []).filter((operation) =>
    mayTouch(caller, operation),
  )
  const ofAmount = all.filter(
    ({ requested, amount }) => requested === amountMinor || amount === amountMinor,
  )
  const candidates = ofAmount.length > 0 ? ofAmount : all
  return candidates.findLast((operation) => leftOf(operation) > 0) ?? candidates.at(-1)
}

function firstOf(operation: ModelOperation | undefined): ModelOperation | undefined {
  return operation?.first ?? operation
}

/** One's own, what was done where one stands, and for people with a role all of their network. */
function mayTouch(caller: Caller, operation: ModelOperation): boolean {
  const isHere = caller.locationId !== null && caller.locationId === operation.locationId
  return caller.wholeNetwork === true || caller.key === operation.callerKey || isHere
}

export function orderKey({ orderId, lineId }: Order, card: ModelCard): string {
  return JSON.stringify([orderId, lineId, card.uid])
}
