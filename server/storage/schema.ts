import type { CardForm, CardState, Channel, OperationKind } from '../../src/contract/operations.ts'
import type { BankAccountSchema } from './schema-bank-accounts.ts'
import type { BankDeliverySchema } from './schema-bank-delivery.ts'
import type { BookSchema } from './schema-books.ts'
import type { ControlSchema } from './schema-control.ts'
import type { ExceptionSchema } from './schema-exceptions.ts'
import type { ImportSchema } from './schema-imports.ts'
import type { PayoutSchema } from './schema-payouts.ts'
import type { PosSchema } from './schema-pos.ts'
import type { ProductionSchema } from './schema-production.ts'
import type { StatementSchema } from './schema-statements.ts'
import type { TermsSchema } from './schema-terms.ts'

/** The tables as Kysely sees them: one interface a table of the migrations. */
export interface Schema
  extends BankAccountSchema,
    BankDeliverySchema,
    BookSchema,
    ControlSchema,
    ExceptionSchema,
    ImportSchema,
    PayoutSchema,
    PosSchema,
    ProductionSchema,
    StatementSchema,
    TermsSchema {
  network: { id: string; name: string; created_at_ms: number }
  location: {
    id: string
    network_id: string
    name: string
    email: string
    currency: string
    time_zone: string
    state: 'open' | 'closed'
    created_at_ms: number
  }
  program: {
    id: string
    network_id: string
    name: string
    currency: string
    card_prefix: string
    time_zone: string
    created_at_ms: number
  }
  program_rule: {
    program_id: string
    version: number
    valid_from_ms: number
    rules: string
    changed_by: string
    reason: string
    recorded_at_ms: number
  }
  job: { name: string; holder: string; lease_until_ms: number }
  device: {
    id: string
    location_id: string
    code: string
    name: string
    public_key: Uint8Array
    state: 'active' | 'revoked'
    activated_at_ms: number
    revoked_at_ms: number | null
    last_seen_at_ms: number | null
  }
  device_enrolment: {
    id: string
    location_id: string
    token_hash: Uint8Array
    created_by: string
    created_at_ms: number
    expires_at_ms: number
    used_at_ms: number | null
    device_id: string | null
    cancelled_at_ms: number | null
    emailed_to: string | null
  }
  staff: {
    id: string
    network_id: string
    name: string
    email: string
    password_hash: string
    role: 'operator' | 'finance' | 'support' | 'auditor'
    state: 'active' | 'disabled'
    created_at_ms: number
  }
  staff_session: {
    token_hash: Uint8Array
    id: string
    staff_id: string
    created_at_ms: number
    last_seen_at_ms: number
    expires_at_ms: number
    revoked_at_ms: number | null
    ip: string
    user_agent: string
  }
  api_client: {
    id: string
    network_id: string
    location_id: string | null
    name: string
    kind: 'webstore' | 'oms' | 'pos'
    key_hash: Uint8Array
    key_hint: string
    scopes: string
    created_at_ms: number
    expires_at_ms: number | null
    revoked_at_ms: number | null
    last_used_at_ms: number | null
  }
  card: {
    id: number
    uid: string
    program_id: string
    form: CardForm
    state: CardState
    currency: string
    number_lookup: Uint8Array
    number_sealed: Uint8Array
    key_version: number
    last_four: string
    pin_hash: string | null
    balance_minor: number
    held_minor: number
    last_journal_id: number | null
    batch: string | null
    created_at_ms: number
    activated_at_ms: number | null
    expires_at_ms: number | null
    reloads: number
    successor_id: number | null
  }
  journal: {
    id: number
    line: number
    time_ms: number
    caller: string
    request_id: string
    content_hash: Uint8Array
    kind: OperationKind
    outcome: 'posted' | 'refused' | 'repeated' | 'empty'
    code: string | null
    card_id: number | null
    location_id: string | null
    channel: Channel
    clerk: string | null
    order_id: string | null
    order_line: string | null
    payment_key: string | null
    payment: string | null
    requested_minor: number
    debit_account: string | null
    credit_account: string | null
    amount_minor: number | null
    currency: string | null
    balance_after_minor: number | null
    original_id: number | null
    card_previous_id: number | null
    rule_version: number | null
    answer: string
  }
  /** The view of double entry: two rows a journal row with money. */
  entry: {
    journal_id: number
    line: number
    time_ms: number
    account: string
    amount_minor: number
    currency: string
  }
  claim: { key: Uint8Array; journal_id: number; released_by: number | null }
  tombstone: { key: Uint8Array; journal_id: number }
  reversal: {
    journal_id: number
    amount_minor: number
    voided_by: number | null
    refunded_minor: number
  }
  sealed_answer: { journal_id: number; sealed: Uint8Array; expires_at_ms: number }
  commit_group: {
    id: number
    first_journal_id: number
    last_journal_id: number
    time_ms: number
    hash: Uint8Array
  }
  checkpoint: { id: number; group_id: number; body: string; signature: Uint8Array }
  card_segment: { id: number; first_card_id: number; last_card_id: number; hash: Uint8Array }
  change_record: { id: number; subject: string; key: string; content: string | null }
  card_claim: {
    card_uid: string
    token_hash: Uint8Array
    proxy_lookup: Uint8Array
    pin_sealed: Uint8Array | null
    created_at_ms: number
    opens_at_ms: number | null
    expires_at_ms: number
    opened_at_ms: number | null
    shown_until_ms: number | null
  }
  pin_change: {
    caller: string
    request_id: string
    kind: 'create' | 'reset'
    card_uid: string
    content_hash: Uint8Array
    reason: string
    clerk: string | null
    unlocked: 0 | 1
    changed_at_ms: number
    sealed: Uint8Array | null
    sealed_until_ms: number
  }
  pin_watch: {
    key: Uint8Array
    wrong: number
    locks: number
    locked_until_ms: number
    changed_at_ms: number
    version: number
  }
  test_network: { network_id: string }
  velocity_rule: {
    program_id: string
    what: 'take' | 'load'
    window_ms: number
    count_max: number | null
    amount_max_minor: number | null
  }
  audit: {
    id: number
    time_ms: number
    actor: string
    action: string
    subject: string
    detail: string
    ip: string | null
  }
}
