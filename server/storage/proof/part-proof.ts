import { idRuns, type ProvenGroup, type ProvenRow } from './journal-row.ts'
import type { EngineKind, Proof } from './reader.ts'
import { proveRequests } from './request-proof.ts'
import { proveNoReversalOfNothing } from './reversal-proof.ts'

/** Proves of these groups alone what a proof of the whole ledger asks once for all of it. */
export function* provePart(
  engine: EngineKind,
  groups: readonly ProvenGroup[],
  rows: readonly ProvenRow[],
): Proof<void> {
  for (const { first, last } of idRuns(groups)) yield* proveNoReversalOfNothing(first, last)
  yield* proveRequests(engine, rows)
}
