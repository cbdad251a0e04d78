import type { InboxKind } from '../../src/contract/admin/exceptions.ts'
import type { ExceptionReason } from '../../src/contract/wire/exceptions.ts'

/** The table of what has no other half, as Kysely sees it. */
export interface ExceptionSchema {
  exception: {
    id: string
    network_id: string
    location_id: string | null
    device_id: string | null
    revision: number
    kind: InboxKind
    amount_minor: number | null
    currency: string | null
    payment_key: string | null
    request_id: string | null
    reference: string | null
    till: string | null
    receipt_number: string | null
    last_four: string | null
    at_ms: number
    state: 'open' | 'settled'
    reason: ExceptionReason | null
    note: string
    clerk: string
    changed_at_ms: number
    received_at_ms: number
    owner_state: 'taken' | 'settled' | null
    owner_note: string | null
    owner_id: string | null
    owner_at_ms: number | null
  }
}
