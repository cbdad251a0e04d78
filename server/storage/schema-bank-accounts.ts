import type {
  AccountStepKind,
  BankRule,
  NoticeKind,
  Verification,
} from '../../src/contract/admin/bank-accounts.ts'

/** The tables of bank accounts and of what banks answer, as Kysely sees them. */
export interface BankAccountSchema {
  bank_account: {
    id: string
    network_id: string
    location_id: string
    version: number
    country: 'us' | 'ca' | 'sepa'
    sealed: Uint8Array
    fingerprint: Uint8Array
    bank: string
    account_masked: string
    payee_name: string
    contact_email: string
    verification: Verification
    mandate: string | null
    origin: 'entered' | 'notice'
    answer_id: string | null
    made_by: string
    made_at_ms: number
  }
  bank_account_step: {
    account_id: string
    step: number
    kind: AccountStepKind
    at_ms: number
    done_by: string
    detail: string
  }
  bank_account_rule: {
    network_id: string
    cooling_days: number
    bank_changes: BankRule['bankChanges']
    changed_by: string
    changed_at_ms: number
  }
  bank_notice: {
    id: string
    network_id: string
    location_id: string
    account_id: string | null
    kind: NoticeKind
    send_to: string
    detail: string
    made_at_ms: number
    sent_at_ms: number | null
    tries: number
    try_after_ms: number
  }
  bank_answer_file: {
    id: string
    network_id: string
    sha256: Uint8Array
    name: string
    format: string
    answers: number
    repeated: number
    taken_by: string
    taken_at_ms: number
  }
  bank_answer: {
    id: string
    network_id: string
    file_id: string
    notice_key: string
    line: number
    kind: 'returned' | 'refused' | 'changed' | 'dishonoured' | 'contested' | 'accepted' | 'paid'
    code: string
    words: string
    trace: string | null
    reference: string | null
    amount_minor: number | null
    currency: string | null
    change_sealed: string | null
    state: 'new' | 'done' | 'open' | 'taken' | 'settled'
    location_id: string | null
    payout_id: string | null
    account_id: string | null
    matched: string | null
    deeds: string
    owner: string | null
    note: string | null
    changed_at_ms: number
  }
}
