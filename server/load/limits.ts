/** What may wait for the server, in order: what stands first is done first and refused last. */
export const LOAD_CLASSES = ['redeem', 'money', 'balance', 'reports'] as const
export type LoadClass = (typeof LOAD_CLASSES)[number]

/** Bounds of one class. */
export interface ClassBounds {
  /** Requests being answered at a time. */
  readonly atOnce: number
  /** Requests that wait for that; the next is refused. */
  readonly waitingMax: number
  /** Requests begun in one turn of the event loop, so that those of a class above come between. */
  readonly startsPerTurn: number
  /** What whoever is refused is told to wait. */
  readonly retryAfterMs: number
}

export const LOAD_BOUNDS: Readonly<Record<LoadClass, ClassBounds>> = {
  /**
   * Redeem, void and cancel: a customer stands at the counter. They begin at once and wait for the
   * disk only; so many are answered within a second, also by a slow disk.
   */
  redeem: { atOnce: 8_192, waitingMax: 0, startsPerTurn: 8_192, retryAfterMs: 1_000 },
  /** Selling, loading, refunding, asking for an outcome, and what operators change. */
  money: { atOnce: 512, waitingMax: 2_048, startsPerTurn: 64, retryAfterMs: 2_000 },
  /** Balances: a PIN takes a hash of 30 ms, and those of redemptions wait behind so many at most. */
  balance: { atOnce: 16, waitingMax: 1_024, startsPerTurn: 16, retryAfterMs: 2_000 },
  /** Lists, reports, exports, pages: they use the threads that read, of which there are few. */
  reports: { atOnce: 16, waitingMax: 256, startsPerTurn: 4, retryAfterMs: 5_000 },
}

/** Who has waited longer has gone, and what is done for it is in vain. */
export const WAIT_MAX_MS = 5_000

/** Slow hashes at a time: half of the threads that also write logs and resolve names. */
export const SLOW_HASHES_AT_ONCE = 2
/** Slow hashes that wait: two seconds of work for two cores; then it is better to say so. */
export const SLOW_HASHES_WAITING_MAX = 128

/** Requests of one API key under way at once: as many as of a station that sends what it kept. */
export const API_REQUESTS_AT_ONCE = 64
/** An answer that took longer is kept for a while: below it nobody waits, and every figure is of this moment. */
export const SLOW_ANSWER_MS = 1_000
/** It is kept for so many times as long as it took: then a fifth of one thread's time goes into it at most. */
export const SLOW_ANSWER_RESTS = 4
/** Answers kept of one kind: periods that people chose lately, some 100 KB each. */
export const SLOW_ANSWERS_MAX = 32
/** Connections in all, stations and others: bounds memory whatever comes. */
export const CONNECTIONS_MAX = 12_000
