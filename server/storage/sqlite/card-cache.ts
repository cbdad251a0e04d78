import type { CardRow, ChangedCard } from '../group/rows.ts'
import { CARDS_REMEMBERED_MAX } from '../limits.ts'

type Mutable<Row> = { -readonly [Key in keyof Row]: Row[Key] }

/**
 * Cards that the writer read before: it alone changes them, so what it remembers is what is stored.
 * Everything is forgotten when a group is undone or somebody else wrote.
 */
export interface CardCache {
  readonly byUid: (uid: string, read: () => CardRow | undefined) => CardRow | undefined
  readonly byLookup: (lookup: Uint8Array, read: () => CardRow | undefined) => CardRow | undefined
  readonly byNumber: (id: number, read: () => CardRow | undefined) => CardRow | undefined
  /** Whether a card of this id, or of this lookup, needs not to be read. */
  readonly has: (key: string | Uint8Array) => boolean
  /** Whether the card is remembered, and in this state. */
  readonly isIn: (id: number, state: CardRow['state']) => boolean
  readonly change: (changed: ChangedCard) => void
  readonly forget: () => void
}

/** Opens an empty cache. */
export function openCardCache(): CardCache {
  const numbers = new Map<number, Mutable<CardRow>>()
  /** The same rows: in maps of this size each look misses the processor's own memory. */
  const names = new Map<string, Mutable<CardRow>>()
  /** Asked for last by a name. Most are changed next, and need not be looked for again. */
  let latest: Mutable<CardRow> | undefined
  const forget = () => {
    numbers.clear()
    names.clear()
    latest = undefined
  }
  const known = (id: number) => (latest?.id === id ? latest : numbers.get(id))
  const keep = (row: CardRow): Mutable<CardRow> => {
    const before = numbers.get(row.id)
    if (before) return before
    // All at once: in the time that fills it again a list of uses would have cost more.
    if (numbers.size >= CARDS_REMEMBERED_MAX) forget()
    numbers.set(row.id, row)
    return row
  }
  const named = (name: string, read: () => CardRow | undefined): CardRow | undefined => {
    latest = names.get(name)
    if (latest) return latest
    const row = read()
    if (!row) return undefined
    latest = keep(row)
    names.set(name, latest)
    return latest
  }
  return {
    byUid: named,
    byLookup: (lookup, read) => named(nameOf(lookup), read),
    byNumber: (id, read) => {
      const row = known(id)
      if (row) return row
      const fresh = read()
      return fresh && keep(fresh)
    },
    has: (key) => names.has(typeof key === 'string' ? key : nameOf(key)),
    isIn: (id, state) => known(id)?.state === state,
    change: ({ id, journalId, change }) => {
      const row = known(id)
      if (!row) return
      row.last_journal_id = journalId
      if (!change) return
      row.balance_minor = change.balanceMinor
      row.state = change.state
      if (change.heldMinor !== undefined) row.held_minor = change.heldMinor
      if (change.expiresAtMs !== undefined) row.expires_at_ms = change.expiresAtMs
      if (change.reloads !== undefined) row.reloads = change.reloads
      if (change.activatedAtMs !== undefined) row.activated_at_ms = change.activatedAtMs
      if (change.successorId !== undefined) row.successor_id = change.successorId
    },
    forget,
  }
}

function nameOf(lookup: Uint8Array): string {
  return Buffer.from(lookup).toString('latin1')
}
