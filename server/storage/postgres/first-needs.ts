import { assertNever } from '../../../src/contract/parse.ts'
import { decodeOperationId } from '../../ledger/operation-id.ts'
import { type CardSelector, isSettling, type LedgerRequest, placeOf } from '../../ledger/request.ts'
import type { GroupTask } from '../group/group.ts'
import type { AboutOriginal } from '../group/originals.ts'
import type { CardRow } from '../group/rows.ts'
import { hexOf, requestKey } from './needs.ts'
import type { Overlay } from './overlay.ts'

/**
 * Notes what a task will surely ask for and nobody knows yet, so that one reading serves many. What
 * else it needs turns out when it is run.
 */
export function firstNeeds(overlay: Overlay, task: GroupTask): void {
  if (task.is === 'outcome') needRequest(overlay, task.callerKey, task.requestId)
  else needOf(overlay, task.request)
}

function needOf(overlay: Overlay, request: LedgerRequest): void {
  const { needs, strict } = overlay
  const { rules, recent } = overlay.memory
  const { caller } = request
  const locationId = placeOf(request)
  if (locationId !== null && rules.location(locationId) === undefined)
    needs.locations.add(locationId)
  if (rules.home() === undefined) needs.home = true
  if (strict || recent.has(request.requestId)) needRequest(overlay, caller.key, request.requestId)
  if (isSettling(request)) return
  switch (request.kind) {
    case 'activate':
      if (request.card.by === 'new') needProgram(overlay, request.card.card.programId)
      else needCard(overlay, request.card)
      return
    case 'void':
    case 'refund':
    case 'capture':
    case 'release':
    case 'import_reversal':
      needOriginal(overlay, request)
      return
    case 'import':
      needProgram(overlay, request.newCard.programId)
      for (const lookup of request.lookups) needCard(overlay, { by: 'lookup', lookup })
      return
    case 'merge':
      needCard(overlay, request.card)
      needCard(overlay, request.into)
      return
    case 'replace':
      needCard(overlay, request.card)
      if (request.into.by === 'new') needProgram(overlay, request.into.card.programId)
      else needCard(overlay, request.into)
      return
    default:
      needCard(overlay, request.card)
  }
}

function needOriginal(overlay: Overlay, { original, caller }: AboutOriginal): void {
  switch (original.by) {
    case 'request':
      needRequest(overlay, caller.key, original.requestId)
      return
    case 'operation': {
      const id = decodeOperationId(original.operationId)?.journalId
      const { draft, loaded, needs } = overlay
      if (id !== undefined && !draft.byId.has(id) && !loaded.operations.has(id)) needs.ids.add(id)
      return
    }
    case 'order':
      needCard(overlay, original.card)
      return
    default:
      assertNever(original)
  }
}

function needRequest({ draft, loaded, needs }: Overlay, caller: string, requestId: string): void {
  const key = requestKey(caller, requestId)
  if (!draft.byRequest.has(key) && !loaded.requests.has(key))
    needs.requests.set(key, [caller, requestId])
}

function needProgram({ memory, needs }: Overlay, programId: string): void {
  if (memory.rules.program(programId) === undefined) needs.programs.add(programId)
}

function needCard(overlay: Overlay, selector: CardSelector): void {
  const { loaded, needs } = overlay
  if (selector.by === 'id') {
    const read = loaded.uids.get(selector.cardId)
    const card = read ?? remembered(overlay, (cards) => cards.byUid(selector.cardId))
    if (card) needProgram(overlay, card.program_id)
    else if (read !== null && !overlay.draft.newUids.has(selector.cardId))
      needs.uids.add(selector.cardId)
    return
  }
  const lookup = hexOf(selector.lookup)
  const read = loaded.lookups.get(lookup)
  const card = read ?? remembered(overlay, (cards) => cards.byLookup(lookup))
  if (card) needProgram(overlay, card.program_id)
  else if (read !== null && !overlay.draft.newLookups.has(lookup)) needs.lookups.add(lookup)
}

function remembered(
  { memory, strict }: Overlay,
  find: (cards: Overlay['memory']['cards']) => CardRow | undefined,
): CardRow | undefined {
  return strict ? undefined : find(memory.cards)
}
