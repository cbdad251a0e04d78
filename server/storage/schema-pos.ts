import type { PosEntryKind, PosKind } from '../../src/contract/wire/pos.ts'

/** The tables of tills in the cloud, as Kysely sees them. */
export interface PosSchema {
  pos_connection: {
    id: string
    network_id: string
    location_id: string
    kind: PosKind
    account: string
    host: string | null
    places: string
    tenders: string
    secrets_sealed: Uint8Array
    created_at_ms: number
    changed_at_ms: number
    changed_by: string
    removed_at_ms: number | null
  }
  pos_health: {
    connection_id: string
    last_callback_at_ms: number | null
    last_poll_at_ms: number | null
    last_payment_at_ms: number | null
    callbacks: number
    repeated: number
    unknown: number
    problem: string | null
    problem_at_ms: number | null
    verification_code: string | null
    poll_cursor: string | null
    failures: number
    poll_after_ms: number
    lease_until_ms: number
  }
  pos_event: {
    connection_id: string
    event_key: string
    received_at_ms: number
    details: string | null
    tries: number
    try_after_ms: number
  }
  pos_entry: {
    id: number
    location_id: string
    connection_id: string
    pos: PosKind
    kind: PosEntryKind
    external_id: string
    change_id: string
    sale_id: string | null
    amount_minor: number
    currency: string
    label: string
    till: string | null
    receipt_number: string | null
    clerk: string | null
    total_minor: number | null
    at_ms: number
    recorded_at_ms: number
  }
  pos_heard: { device_id: string; entry_id: number }
}
