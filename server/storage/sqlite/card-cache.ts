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
  readonly change: (changed: ChangedCard) => void
  readonly forget: () => void
}

/** Opens an empty cache. */
export function openCardCache(): CardCache {
  const numbers = new Map<number, Mutable<CardRow>>()
  /** The same rows: in maps of this size each look misses the processor's own memory. */
  const names = new Map<string, Mutable<CardRow>>()
  const forget = () => {
    numbers.clear()
    names.clear()
  }
  const keep = (row: CardRow): Mutable<CardRow> => {
    const known = numbers.get(row.id)
    if (known) return known
    // All at once: in the time that fills it again a list of uses would have cost more.
    if (numbers.size >= CARDS_REMEMBERED_MAX) forget()
    numbers.set(row.id, row)
    return row
  }
  const named = (name: string, read: () => CardRow | undefined): CardRow | undefined => {
    const known = names.get(name)
    if (known) return known
    const row = read()
    if (!row) return undefined
    const kept = keep(row)
    names.set(name, kept)
    return kept
  }
  return {
    byUid: named,
    byLookup: (lookup, read) => named(Buffer.from(lookup).toString('latin1'), read),
    byNumber: (id, read) => {
      const known = numbers.get(id)
      if (known) return known
      const row = read()
      return row && keep(row)
    },
    change: ({ id, journalId, change }) => {
      const known = numbers.get(id)
      if (!known) return
      known.last_journal_id = journalId
      if (!change) return
      known.balance_minor = change.balanceMinor
      known.state = change.state
      if (change.heldMinor !== undefined) known.held_minor = change.heldMinor
      if (change.expiresAtMs !== undefined) known.expires_at_ms = change.expiresAtMs
      if (change.reloads !== undefined) known.reloads = change.reloads
      if (change.activatedAtMs !== undefined) known.activated_at_ms = change.activatedAtMs
      if (change.successorId !== undefined) known.successor_id = change.successorId
    },
    forget,
  }
}
