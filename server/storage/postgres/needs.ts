import type { Link } from './chain.ts'

/** What has to be read before a group can be decided. */
export interface Needs {
  /** Hex of HMACs of card numbers. */
  readonly lookups: Set<string>
  readonly uids: Set<string>
  /** Cards by their internal numbers. */
  readonly numbers: Set<number>
  readonly programs: Set<string>
  readonly locations: Set<string>
  /** The currency for zeros that belong to no card. */
  home: boolean
  /** Operations by journal id. */
  readonly ids: Set<number>
  readonly requests: Map<string, readonly [caller: string, requestId: string]>
  /** Hex of the keys. */
  readonly claims: Set<string>
  readonly tombstones: Set<string>
  readonly orders: Map<string, readonly [orderId: string, line: string | null, card: number]>
}

/** Nothing yet. */
export function noNeeds(): Needs {
  return {
    lookups: new Set(),
    uids: new Set(),
    numbers: new Set(),
    programs: new Set(),
    locations: new Set(),
    home: false,
    ids: new Set(),
    requests: new Map(),
    claims: new Set(),
    tombstones: new Set(),
    orders: new Map(),
  }
}

/** Of these only cards and rules: those may be read beside a running commit. */
export function shallowOf({ lookups, uids, programs, locations, home }: Needs): Needs {
  return { ...noNeeds(), lookups, uids, programs, locations, home }
}

export function isEmpty(needs: Needs): boolean {
  return Object.values(needs).every((list) => (typeof list === 'boolean' ? !list : list.size === 0))
}

/** How the needs are read. */
export interface Reading {
  /** The newest group that is known: a database without it is an older state, and tells nothing. */
  readonly known?: Link
  /** How many rows of a card's history come with a row of it. */
  readonly depth?: number
}

/** The needs as `read_ledger` takes them: only what there is. */
export function needsAsJson(needs: Needs, { known, depth }: Reading): string {
  const lists: Record<string, unknown> = {
    ...(known && { known: [known.id, known.hash] }),
    ...(depth !== undefined && { depth }),
  }
  for (const [name, list] of Object.entries(needs)) {
    if (typeof list === 'boolean') {
      if (list) lists[name] = true
    } else if (list.size > 0) lists[name] = [...list.values()]
  }
  return JSON.stringify(lists)
}

/** Thrown by a read of something that was not loaded; the need was noted before. */
export class NotLoaded extends Error {}

/** The key of a request among all requests. */
export function requestKey(caller: string, requestId: string): string {
  return `${requestId}\n${caller}`
}

/** The key of an order on a card among all orders. */
export function orderKey(orderId: string, line: string | null, card: number): string {
  return JSON.stringify([orderId, line, card])
}

/** Bytes as the hex text under which they are remembered. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
