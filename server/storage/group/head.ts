/** Where the ledger stands: what the next operation and the next group continue from. */
export interface Head {
  readonly journalId: number
  readonly cardNumber: number
  readonly groupId: number
  readonly hash: Uint8Array
  /** The time of the last group, in ms since 1970 UTC. */
  readonly timeMs: number
}
