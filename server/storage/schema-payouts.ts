import type { PayoutState, RunState } from '../../src/contract/admin/payout-views.ts'
import type { SettlingKind } from '../../src/contract/operations.ts'

/** The tables of settlement runs, payouts and their files, as Kysely sees them. */
export interface PayoutSchema {
  bank_profile: {
    id: string
    number: number
    network_id: string
    name: string
    currency: string
    rail: 'nacha' | 'cpa005' | 'bambora' | 'forte' | 'sepa' | null
    settings: string | null
    calendar: 'us-fed' | 'ca-payments' | 'target2'
    time_zone: string
    delivery_id: string | null
    last_file: number
    last_sequence: number
    version: number
    created_at_ms: number
    changed_at_ms: number
    changed_by: string
    retired_at_ms: number | null
  }
  settlement_run: {
    id: string
    network_id: string
    number: number
    origin: 'schedule' | 'demand'
    state: RunState
    from_ms: number | null
    cut_off_ms: number
    time_zone: string
    from_journal_id: number
    last_journal_id: number
    known_journal_id: number
    terms: string
    charges: string
    made_by: string
    made_at_ms: number
    approvals: 1 | 2
    agreed_by: string | null
    approved_by: string | null
    approved_at_ms: number | null
    cancelled_by: string | null
    cancelled_at_ms: number | null
    reason: string | null
    done_count: number
    worker: string | null
    lease_until_ms: number
  }
  settlement_reach: {
    run_id: string
    last_group: number
  }
  settlement_line: {
    run_id: string
    location_id: string
    number: number
    currency: string
    from_id: number
    to_id: number
    totals: string
    opening_minor: number
    redemption_count: number
    redeemed_minor: number
    voided_minor: number
    refunded_minor: number
    returned_minor: number
    adjusted_minor: number
    due_minor: number
    charges: string
    fees_minor: number
    reserve_minor: number
    payout_minor: number
    carried_minor: number
    profile_id: string | null
    why: string | null
    is_cancelled: 0 | 1
  }
  payout_file: {
    id: string
    run_id: string
    profile_id: string
    number: number
    number_of_day: number
    rail: 'nacha' | 'cpa005' | 'bambora' | 'forte' | 'sepa'
    settings: string
    created_on: string
    created_at: string
    value_on: string
    currency: string
    transfers: number
    delivery_id: string | null
    name: string
    sha256: string | null
    bytes: number | null
    sent_at_ms: number | null
    sent_by: string | null
    sent_to: string | null
    problem: string | null
    try_after_ms: number
  }
  payout_file_given_up: {
    file_id: string
    reason: string
    given_up_by: string
    given_up_at_ms: number
    /** Whether all of its payouts are owed again. */
    is_done: 0 | 1
  }
  payout: {
    reference: string
    network_id: string
    run_id: string
    location_id: string
    profile_id: string
    sequence: number
    purpose: 'payout' | 'collection' | 'prenote' | 'test'
    amount_minor: number
    currency: string
    account_id: string | null
    account_version: number | null
    payee_name: string
    remittance: string | null
    file_id: string | null
    trace: string | null
    state: PayoutState
    /** The kind of the ledger operation that is still to be posted. */
    owed: SettlingKind | null
    value_on: string | null
    confirm_on: string | null
    sent_at_ms: number | null
    confirmed_at_ms: number | null
    ended_at_ms: number | null
    code: string | null
    words: string | null
    paid_reference: string | null
    replaced_by: string | null
  }
  payout_notice: {
    reference: string
    notice_key: string
    kind: string
    code: string
    words: string
    at_ms: number
  }
}
