/** The tables of how files reach the bank, as Kysely sees them. */
export interface BankDeliverySchema {
  bank_delivery: {
    id: string
    network_id: string
    name: string
    kind: 'folder' | 'sftp' | 'bambora' | 'forte'
    settings: string
    secrets_sealed: Uint8Array
    host_key: string | null
    created_at_ms: number
    changed_at_ms: number
    changed_by: string
    removed_at_ms: number | null
  }
  bank_delivery_health: {
    delivery_id: string
    seen_host_key: string | null
    tested_at_ms: number | null
    delivered_at_ms: number | null
    polled_at_ms: number | null
    poll_after_ms: number
    problem: string | null
    problem_at_ms: number | null
  }
  bank_delivery_file: {
    delivery_id: string
    file_name: string
    sha256: string
    size: number
    state: 'begun' | 'naming' | 'unknown' | 'done'
    place: string | null
    external_id: string | null
    tries: number
    problem: string | null
    begun_at_ms: number
    asked_at_ms: number | null
    changed_at_ms: number
    lease_until_ms: number
  }
  bank_delivery_call: {
    delivery_id: string
    reference: string
    file_name: string
    amount_minor: number
    currency: string
    state: 'kept' | 'sent' | 'accepted' | 'refused' | 'settled' | 'returned'
    external_id: string | null
    code: string | null
    words: string | null
    asked_at_ms: number | null
    changed_at_ms: number
  }
}
