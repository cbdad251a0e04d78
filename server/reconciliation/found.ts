import { createHash } from 'node:crypto'
import type { FOUND_KINDS } from '../../src/contract/admin/exceptions.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'

/** Something that does not meet, as the server found it. */
export interface Found {
  readonly kind: (typeof FOUND_KINDS)[number]
  readonly networkId: string
  readonly locationId: string | null
  /** What it was found at: the same is found once. */
  readonly reference: string
  readonly amountMinor: number | null
  readonly currency: string | null
  readonly atMs: number
  readonly till?: string | null
  readonly receiptNumber?: string | null
  readonly lastFour?: string | null
  readonly requestId?: string | null
  readonly note?: string
}

/** The id of what is found there, the same at every look and on every server. */
function idOf({ kind, reference }: Pick<Found, 'kind' | 'reference'>): string {
  const hash = createHash('sha256').update(`${kind}\n${reference}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/** Puts it into the inbox, once; what people did with it since stays. */
export function foundQuery(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  found: Found,
): WriteQuery {
  const query = database.read
    .insertInto('exception')
    .values({
      ...{ id: idOf(found), network_id: found.networkId, location_id: found.locationId },
      ...{ device_id: null, revision: 1, kind: found.kind, amount_minor: found.amountMinor },
      ...{ currency: found.currency, payment_key: null, request_id: found.requestId ?? null },
      ...{ reference: found.reference, till: found.till ?? null, at_ms: found.atMs },
      ...{ receipt_number: found.receiptNumber ?? null, last_four: found.lastFour ?? null },
      ...{ state: 'open', reason: null, note: found.note ?? '', clerk: '', changed_at_ms: nowMs() },
      ...{ received_at_ms: nowMs(), owner_state: null, owner_note: null, owner_id: null },
      owner_at_ms: null,
    })
    .onConflict((on) => on.column('id').doNothing())
    .compile()
  return { query }
}

/** It came right by itself. */
export function cameRightQuery(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  id: string,
): WriteQuery {
  const query = database.read
    .updateTable('exception')
    .set({ state: 'settled', reason: 'came_right', changed_at_ms: nowMs() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .compile()
  return { query }
}
