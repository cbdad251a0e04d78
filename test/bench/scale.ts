/** How much is measured. */
export interface Scale {
  /** Runs of each comparison; the medians are of these. */
  readonly runs: number
  readonly warmUpMs: number
  readonly measureMs: number
  /** Before the engine's own callers: until they have met most of the cards. */
  readonly cardsWarmUpMs: number
  readonly locations: number
  readonly programs: number
  /** Cards of a ledger that the engine itself made. */
  readonly cards: number
  /** Redemptions of one run of the bare loop. */
  readonly bareRows: number
  /** Sizes of the ledgers whose cards are put in at once: the first is what others are held against. */
  readonly manyCards: readonly number[]
  /** Sockets of the whole way, and the cards of their ledger. */
  readonly stations: number
  readonly stationCards: number
  /** How long proofs and reports run beside the load. */
  readonly busyMs: number
  readonly spikeMs: number
  readonly screenRounds: number
}

/** What counts. */
export const FULL: Scale = {
  // Long enough to be warm: the machine's compiler, and the memory of 100,000 cards.
  ...{ runs: 3, warmUpMs: 4_000, cardsWarmUpMs: 12_000, measureMs: 5_000 },
  ...{ cards: 100_000, bareRows: 150_000 },
  ...{ manyCards: [100_000, 1_000_000], stations: 64, stationCards: 64_000 },
  ...{ locations: 200, programs: 20, busyMs: 8_000, spikeMs: 60_000, screenRounds: 40 },
}

/** Everything once, to see that it works: its figures say nothing. */
export const SHORT: Scale = {
  ...{ runs: 1, warmUpMs: 200, cardsWarmUpMs: 200, measureMs: 600 },
  ...{ cards: 2_000, bareRows: 4_000 },
  ...{ manyCards: [2_000, 6_000], stations: 64, stationCards: 1_280 },
  ...{ locations: 20, programs: 5, busyMs: 3_000, spikeMs: 10_000, screenRounds: 5 },
}

/** Cards of the largest ledger, measured only when asked for and when the disk has room. */
export const LARGE_CARDS = 10_000_000
/** Bytes that have to be free for it: the file, its log, and what the redemptions add. */
export const LARGE_NEEDS_BYTES = 15 * 1024 ** 3
