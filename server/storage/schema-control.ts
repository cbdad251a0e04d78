/** The tables by which people watch over a network, as Kysely sees them. */
export interface ControlSchema {
  proposal: {
    id: string
    network_id: string
    caller: string
    request_id: string
    kind: 'adjust' | 'credit'
    card_uid: string
    amount_minor: number
    currency: string
    reason: string
    clerk: string | null
    limit_minor: number
    content_hash: Uint8Array
    request: string
    state: 'pending' | 'approved' | 'posted' | 'refused' | 'rejected' | 'expired'
    code: string | null
    proposed_at_ms: number
    expires_at_ms: number
    decided_by: string | null
    decided_at_ms: number | null
    decision_reason: string | null
  }
  alarm_case: {
    alarm_id: number
    network_id: string
    state: 'taken' | 'closed'
    owner: string
    note: string | null
    changed_at_ms: number
  }
  request_log: {
    id: string
    network_id: string
    client_id: string
    time_ms: number
    operation: string
    code: string
    request_id: string | null
    took_ms: number
    asked: string
    answered: string
  }
  key_check: { one: number; digest: Uint8Array }
}
