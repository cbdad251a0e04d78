import { expectSame } from './difference.ts'
import { ask, type Proof } from './reader.ts'
import { readSealedUntil } from './record-proof.ts'

const SECRETS_AT_ONCE = 256

/** Tells whether a sealed answer opens as the one of this request: only who has the key can. */
export type SealedCheck = (
  sealed: Uint8Array,
  of: { readonly callerKey: string; readonly requestId: string },
) => boolean

/**
 * Each sealed answer belongs to an activation, is kept as long as was recorded, and opens, when
 * there is a key to open it with; and none that must still be there is gone.
 */
export function* proveSecrets(
  live: ReadonlyMap<number, number>,
  opens: SealedCheck | undefined,
): Proof<void> {
  const missing = new Set(live.keys())
  for (let last = 0; ; ) {
    const rows = yield* ask<
      [number, Uint8Array, number, string | null, string | null, string | null, string | null]
    >(
      `SELECT s.journal_id, s.sealed, s.expires_at_ms, j.kind, j.outcome, j.caller, j.request_id
         FROM sealed_answer s LEFT JOIN journal j ON j.id = s.journal_id AND j.line = 0
        WHERE s.journal_id > ? ORDER BY s.journal_id LIMIT ${SECRETS_AT_ONCE}`,
      last,
    )
    const until = yield* readSealedUntil(rows.map(([journalId]) => journalId))
    for (const [journalId, sealed, untilMs, kind, outcome, caller, requestId] of rows) {
      last = journalId
      missing.delete(journalId)
      const where = `sealed answer of operation ${journalId}`
      const place = { journalId }
      const wanted = kind === 'replace' ? 'replace' : 'activate'
      expectSame('secrets', where, `of a posted ${wanted}`, `of a ${outcome} ${kind}`, place)
      expectSame('secrets', `end of the ${where}`, until.get(journalId), untilMs, place)
      const isWhole = opens?.(sealed, { callerKey: caller ?? '', requestId: requestId ?? '' })
      expectSame('secrets', where, 'whole', isWhole === false ? 'changed' : 'whole', place)
    }
    if (rows.length < SECRETS_AT_ONCE) break
  }
  const [lost] = missing
  if (lost === undefined) return
  expectSame('secrets', `sealed answer of operation ${lost}`, 'kept', 'lost', { journalId: lost })
}
