import type { Currency } from '../../../src/contract/money.ts'
import type { LocationFacts } from '../../ledger/facts.ts'
import type { CardRow, LedgerRows, OriginalRow } from '../group/rows.ts'
import type { RuleBook } from '../group/rules.ts'
import { type Draft, draftedOperation, draftedOrders } from './draft.ts'
import { isOrdered, type Loaded, type Operation } from './loaded.ts'
import { hexOf, type Needs, NotLoaded, orderKey, requestKey } from './needs.ts'
import { overlayWrites } from './overlay-writes.ts'
import type { CardMemory, RecentKeys, RuleMemory } from './remembered.ts'

/** What a server process remembers between groups. */
export interface Memory {
  readonly cards: CardMemory
  readonly rules: RuleMemory
  readonly recent: RecentKeys
  /** Tombstones in the database, as far as known. */
  tombstones: number
  /** Time of the last group that was decided here or seen, in ms since 1970 UTC. */
  lastTimeMs: number
}

/** What one group is decided on. */
export interface Overlay {
  readonly memory: Memory
  readonly loaded: Loaded
  readonly draft: Draft
  /** What was asked and is not there. */
  readonly needs: Needs
  /** True under the lock of the head: then nothing is remembered or assumed, all is read. */
  readonly strict: boolean
}

/**
 * The tables as a group sees them before they are written: what it did itself, else what was read for
 * it, else what is remembered. What is most likely absent (a request id, a claim) is taken to be so;
 * the commit makes sure. What is not known at all is noted as a need, and {@link NotLoaded} thrown.
 */
export function overlayRows(overlay: Overlay): LedgerRows {
  return {
    ...readOperations(overlay),
    ...readKeys(overlay),
    ...readCards(overlay),
    ...overlayWrites(overlay),
  }
}

function readOperations(overlay: Overlay) {
  const { draft, loaded, needs } = overlay
  const byId = (id: number): Operation | undefined => {
    const own = draft.byId.get(id)
    if (own) return draftedOperation(draft, own)
    const read = loaded.operations.get(id)
    if (read === undefined) {
      needs.ids.add(id)
      throw new NotLoaded()
    }
    const reversal = read && draft.reversals.get(id)
    if (!read || !reversal) return read ?? undefined
    return { ...read, voided_by: reversal.voided_by, refunded_minor: reversal.refunded_minor }
  }
  const byRequest = (caller: string, requestId: string): Operation | undefined => {
    const key = requestKey(caller, requestId)
    const id = draft.byRequest.get(key) ?? loaded.requests.get(key)
    if (id === undefined) {
      needs.requests.set(key, [caller, requestId])
      throw new NotLoaded()
    }
    if (id === null) {
      draft.assumed.requests.set(key, [caller, requestId])
      return undefined
    }
    return byId(id)
  }
  return {
    stored: byRequest,
    originalById: byId,
    originalByRequest: byRequest,
    originalsByOrder: (orderId, line, card) => {
      const key = orderKey(orderId, line, card)
      const ids = loaded.orders.get(key)
      if (ids === undefined) {
        needs.orders.set(key, [orderId, line, card])
        throw new NotLoaded()
      }
      const read = ids.flatMap((id) => byId(id) ?? [])
      return [...ordered(overlay, orderId, line, card), ...read.sort(newestFirst)]
    },
    sealed: (id, nowMs) => {
      const own = draft.byId.get(id)
      const row = own ? draftedOperation(draft, own) : loaded.operations.get(id)
      if (!row?.sealed || (row.sealed_until_ms ?? 0) <= nowMs) return undefined
      return row.sealed
    },
  } satisfies Partial<LedgerRows>
}

function ordered(
  { draft }: Overlay,
  orderId: string,
  line: string | null,
  card: number,
): Operation[] {
  return draftedOrders(
    draft,
    (row) =>
      isOrdered(row) && row.order_id === orderId && row.order_line === line && row.card_id === card,
  )
}

/** Servers take ids ahead, so that ids alone do not tell the order. */
function newestFirst(a: OriginalRow, b: OriginalRow): number {
  return b.time_ms - a.time_ms || b.id - a.id
}

function readKeys({ draft, loaded, needs, memory, strict }: Overlay) {
  /** Whether it is safe to take the key for absent without looking. */
  const isLikely = (key: string) => !strict && !memory.recent.has(key)
  return {
    hasAnyTombstone: () => {
      if (memory.tombstones > 0 || draft.tombstones.size > 0) return true
      draft.assumed.noTombstones = true
      return false
    },
    hasTombstone: (bytes) => {
      const key = hexOf(bytes)
      if (draft.tombstones.has(key)) return true
      const read = loaded.tombstones.get(key)
      if (read === undefined && !isLikely(key)) {
        needs.tombstones.add(key)
        throw new NotLoaded()
      }
      if (!read) draft.assumed.tombstones.add(key)
      return read ?? false
    },
    claim: (bytes) => {
      const key = hexOf(bytes)
      const own = draft.claims.get(key)
      if (own) return own.releasedBy === null ? drafted(draft, own.journalId) : undefined
      const holder = loaded.claims.get(key)
      if (holder === undefined && !isLikely(key)) {
        needs.claims.add(key)
        throw new NotLoaded()
      }
      if (holder == null) {
        draft.assumed.claims.add(key)
        return undefined
      }
      if (draft.releases.some(([released, id]) => released === key && id === holder))
        return undefined
      draft.assumed.held.set(key, holder)
      return loaded.operations.get(holder) ?? drafted(draft, holder)
    },
  } satisfies Partial<LedgerRows>
}

function drafted(draft: Draft, id: number): Operation | undefined {
  const values = draft.byId.get(id)
  return values && draftedOperation(draft, values)
}

function readCards({ draft, loaded, needs, memory, strict }: Overlay) {
  /** The card as the group left it, as it is remembered, or as it was read. */
  const current = (id: number): CardRow | undefined => {
    const own = draft.cards.get(id)?.row
    if (own) return own
    const card = (strict ? undefined : memory.cards.byNumber(id)) ?? loaded.numbers.get(id)
    if (card && !draft.assumed.cards.has(id)) draft.assumed.cards.set(id, card.last_journal_id)
    return card
  }
  return {
    cardByLookup: (bytes) => {
      const lookup = hexOf(bytes)
      const number = draft.newLookups.get(lookup)
      if (number !== undefined) return current(number)
      const known = strict ? undefined : memory.cards.byLookup(lookup)
      const read = known ?? loaded.lookups.get(lookup)
      if (read) return current(read.id)
      if (read === null) draft.assumed.lookups.add(lookup)
      else {
        needs.lookups.add(lookup)
        throw new NotLoaded()
      }
      return undefined
    },
    cardByUid: (uid) => {
      const number = draft.newUids.get(uid)
      if (number !== undefined) return current(number)
      const known = strict ? undefined : memory.cards.byUid(uid)
      const read = known ?? loaded.uids.get(uid)
      if (read) return current(read.id)
      if (read === null) draft.assumed.uids.add(uid)
      else {
        needs.uids.add(uid)
        throw new NotLoaded()
      }
      return undefined
    },
    cardByNumber: (id) => {
      const card = current(id)
      if (card) return card
      needs.numbers.add(id)
      throw new NotLoaded()
    },
  } satisfies Partial<LedgerRows>
}

/** The rules as they are remembered; what is not is noted as a need. */
export function overlayRules({ memory, needs }: Overlay): RuleBook {
  const { rules } = memory
  return {
    program: (id) => {
      const known = rules.program(id)
      if (known !== undefined) return known ?? undefined
      needs.programs.add(id)
      throw new NotLoaded()
    },
    location: (id) => {
      const known = rules.location(id)
      if (known !== undefined) return known ?? undefined
      needs.locations.add(id)
      throw new NotLoaded()
    },
    homeCurrency: (location: LocationFacts | undefined): Currency => {
      if (location) return location.currency
      const known = rules.home()
      if (known !== undefined) return known
      needs.home = true
      throw new NotLoaded()
    },
  }
}
