import { type Currency, currency } from '../../../src/contract/money.ts'
import type { LocationFacts } from '../../ledger/facts.ts'
import type { CardRow } from '../group/rows.ts'
import {
  locationFacts,
  NO_PROGRAM_CURRENCY,
  type ProgramVersions,
  programVersions,
} from '../group/rules.ts'
import { CARDS_REMEMBERED_MAX } from '../limits.ts'
import { RECENT_KEYS_MAX } from './limits.ts'
import type { ReadAnswer } from './loaded.ts'
import type { Needs } from './needs.ts'

/** Cards as they were last seen or decided. Wrong ones are found at the commit: this only saves reads. */
export interface CardMemory {
  readonly byLookup: (lookup: string) => CardRow | undefined
  readonly byUid: (uid: string) => CardRow | undefined
  readonly byNumber: (id: number) => CardRow | undefined
  /** A card under one of its names, which it keeps for ever. */
  readonly name: (name: { readonly lookup?: string; readonly uid?: string }, card: CardRow) => void
  readonly put: (card: CardRow) => void
  readonly drop: (id: number) => void
  readonly forget: () => void
}

export function openCardMemory(): CardMemory {
  const numbers = new Map<number, CardRow>()
  const lookups = new Map<string, number>()
  const uids = new Map<string, number>()
  const forget = () => {
    numbers.clear()
    lookups.clear()
    uids.clear()
  }
  const put = (card: CardRow) => {
    // All at once: in the time that fills it again a list of uses would have cost more.
    if (numbers.size >= CARDS_REMEMBERED_MAX && !numbers.has(card.id)) forget()
    numbers.set(card.id, card)
  }
  const named = (number: number | undefined) =>
    number === undefined ? undefined : numbers.get(number)
  return {
    byLookup: (lookup) => named(lookups.get(lookup)),
    byUid: (uid) => named(uids.get(uid)),
    byNumber: (id) => numbers.get(id),
    name: ({ lookup, uid }, card) => {
      // A card that another server changed is dropped, and its names stay: they are bounded, too.
      if (Math.max(lookups.size, uids.size) >= CARDS_REMEMBERED_MAX) forget()
      if (!numbers.has(card.id)) put(card)
      if (lookup !== undefined) lookups.set(lookup, card.id)
      if (uid !== undefined) uids.set(uid, card.id)
    },
    put,
    drop: (id) => numbers.delete(id),
    forget,
  }
}

/** The rules as of one version: whatever changes them, the version grows and all of it is read anew. */
export interface RuleMemory {
  /** Undefined: not known; null: there is none. */
  readonly program: (id: string) => ProgramVersions | null | undefined
  readonly location: (id: string) => LocationFacts | null | undefined
  readonly home: () => Currency | undefined
  readonly version: () => number
  /** Takes what was read; false when it was of another version, and all else was forgotten. */
  readonly take: (needs: Needs, answer: ReadAnswer, version: number) => boolean
  readonly forget: () => void
}

export function openRuleMemory(): RuleMemory {
  const programs = new Map<string, ProgramVersions | null>()
  const locations = new Map<string, LocationFacts | null>()
  let home: Currency | undefined
  let known = 0
  const forget = () => {
    programs.clear()
    locations.clear()
    home = undefined
  }
  return {
    program: (id) => programs.get(id),
    location: (id) => locations.get(id),
    home: () => home,
    version: () => known,
    take: (needs, answer, version) => {
      const isSame = version === known
      if (!isSame) forget()
      known = version
      for (const id of needs.programs) programs.set(id, null)
      for (const id of needs.locations) locations.set(id, null)
      for (const row of answer.programs ?? [])
        programs.set(row.id, programVersions(row, row.versions ?? []))
      for (const row of answer.locations ?? []) locations.set(row.id, locationFacts(row))
      if (needs.home) home = currency(answer.home ?? NO_PROGRAM_CURRENCY)
      return isSame
    },
    forget,
  }
}

/**
 * What was surely taken not long ago: ids of requests, whoever made them, and keys of claims and tombstones.
 * One too many only costs a look.
 */
export interface RecentKeys {
  readonly has: (key: string) => boolean
  readonly add: (key: string) => void
}

/** Two generations: when the newer one is full the older one goes. */
export function openRecentKeys(): RecentKeys {
  let newer = new Set<string>()
  let older = new Set<string>()
  return {
    has: (key) => newer.has(key) || older.has(key),
    add: (key) => {
      if (newer.size >= RECENT_KEYS_MAX) {
        older = newer
        newer = new Set()
      }
      newer.add(key)
    },
  }
}
