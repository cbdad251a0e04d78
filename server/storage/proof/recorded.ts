/** The tables outside the ledger: how a row is named, and the columns that its record keeps. */
export const RECORDED: Readonly<
  Record<string, { readonly key: string; readonly columns: string }>
> = {
  network: { key: 'id', columns: 'id, name, created_at_ms' },
  location: {
    key: 'id',
    columns: 'id, network_id, name, email, currency, time_zone, state, created_at_ms',
  },
  program: {
    key: 'id',
    columns: 'id, network_id, name, currency, card_prefix, time_zone, created_at_ms',
  },
  program_rule: {
    key: "program_id || ' ' || version",
    columns: 'program_id, version, valid_from_ms, rules, changed_by, reason, recorded_at_ms',
  },
  terms_version: {
    key: "network_id || ' ' || scope || ' ' || version",
    columns:
      'network_id, scope, version, valid_from_ms, content, changed_by, reason, recorded_at_ms',
  },
  device: {
    key: 'id',
    columns: 'id, location_id, code, name, public_key, state, activated_at_ms, revoked_at_ms',
  },
  device_enrolment: {
    key: 'id',
    columns:
      'id, location_id, token_hash, created_by, created_at_ms, expires_at_ms, used_at_ms, device_id, cancelled_at_ms, emailed_to',
  },
  staff: {
    key: 'id',
    columns: 'id, network_id, name, email, password_hash, role, state, created_at_ms',
  },
  staff_session: {
    key: 'id',
    columns:
      'token_hash, id, staff_id, created_at_ms, expires_at_ms, revoked_at_ms, ip, user_agent',
  },
  api_client: {
    key: 'id',
    columns:
      'id, network_id, location_id, name, kind, key_hash, key_hint, scopes, created_at_ms, expires_at_ms, revoked_at_ms',
  },
  printer: {
    key: 'id',
    columns: 'id, network_id, name, recipient, with_lrc, created_at_ms, retired_at_ms',
  },
  batch: {
    key: 'id',
    columns:
      'id, number, network_id, program_id, printer_id, name, prefix, with_pin, printed_expiry, count, state, exports, last_export_at_ms, created_at_ms, ready_at_ms, ended_at_ms',
  },
  card_import: {
    key: 'id',
    columns:
      'id, number, network_id, program_id, source, file_hash, row_count, initial_minor, amount_minor, currency, state, attempts, staged_by, staged_at_ms, committed_by, committed_at_ms, reversed_by, reversed_at_ms, reason',
  },
  stock_allocation: {
    key: 'id',
    columns:
      'id, batch_number, first_serial, last_serial, location_id, state, allocated_at_ms, shipped_at_ms, received_at_ms, ended_at_ms',
  },
  stock_missing: {
    key: "allocation_id || ' ' || first_serial",
    columns: 'allocation_id, first_serial, last_serial, reported_at_ms',
  },
  card_claim: {
    key: 'card_uid',
    columns:
      'card_uid, token_hash, proxy_lookup, created_at_ms, opens_at_ms, expires_at_ms, opened_at_ms, shown_until_ms',
  },
  pin_change: {
    key: "caller || ' ' || request_id",
    columns:
      'caller, request_id, kind, card_uid, content_hash, reason, clerk, unlocked, changed_at_ms, sealed_until_ms',
  },
  test_network: { key: 'network_id', columns: 'network_id' },
  velocity_rule: {
    key: "program_id || ' ' || what",
    columns: 'program_id, what, window_ms, count_max, amount_max_minor',
  },
  pos_connection: {
    key: 'id',
    columns:
      'id, network_id, location_id, kind, account, host, places, tenders, created_at_ms, changed_at_ms, changed_by, removed_at_ms',
  },
  bank_delivery: {
    key: 'id',
    columns:
      'id, network_id, name, kind, settings, host_key, created_at_ms, changed_at_ms, changed_by, removed_at_ms',
  },
  book_setting: { key: 'network_id', columns: 'network_id, time_zone, changed_at_ms, changed_by' },
  book_account: {
    key: "network_id || ' ' || account_key",
    columns: 'network_id, account_key, number, name, changed_at_ms, changed_by',
  },
  breakage_estimate: {
    key: 'program_id',
    columns: 'program_id, redeemed_basis_points, changed_at_ms, changed_by, reason',
  },
  closed_day: {
    key: "network_id || ' ' || day",
    columns:
      'network_id, number, day, time_zone, from_ms, to_ms, first_group, last_group, first_journal_id, last_journal_id, postings, balances, cards, content_hash, closed_at_ms',
  },
  book_schedule: {
    key: 'id',
    columns:
      'id, network_id, what, format, every, delivery_id, emails, first_day, created_at_ms, changed_by, removed_at_ms',
  },
  proposal: {
    key: 'id',
    columns:
      'id, network_id, caller, request_id, kind, card_uid, amount_minor, currency, reason, clerk, limit_minor, content_hash, request, state, code, proposed_at_ms, expires_at_ms, decided_by, decided_at_ms, decision_reason',
  },
  alarm_case: {
    key: 'CAST(alarm_id AS TEXT)',
    columns: 'alarm_id, network_id, state, owner, note, changed_at_ms',
  },
  bank_account: {
    key: 'id',
    columns:
      'id, network_id, location_id, version, country, sealed, fingerprint, bank, account_masked, payee_name, contact_email, verification, mandate, origin, answer_id, made_by, made_at_ms',
  },
  bank_account_step: {
    key: "account_id || ' ' || step",
    columns: 'account_id, step, kind, at_ms, done_by, detail',
  },
  bank_account_rule: {
    key: 'network_id',
    columns: 'network_id, cooling_days, bank_changes, changed_by, changed_at_ms',
  },
  bank_answer_file: {
    key: 'id',
    columns: 'id, network_id, sha256, name, format, answers, repeated, taken_by, taken_at_ms',
  },
  bank_answer: {
    key: 'id',
    columns:
      'id, network_id, file_id, notice_key, line, kind, code, words, trace, reference, amount_minor, currency, change_sealed, state, location_id, payout_id, account_id, matched, deeds, owner, note, changed_at_ms',
  },
  bank_profile: {
    key: 'id',
    columns:
      'id, number, network_id, name, currency, rail, settings, calendar, time_zone, delivery_id, last_file, last_sequence, version, created_at_ms, changed_at_ms, changed_by, retired_at_ms',
  },
  settlement_run: {
    key: 'id',
    columns:
      'id, network_id, number, origin, state, from_ms, cut_off_ms, time_zone, from_journal_id, last_journal_id, known_journal_id, terms, charges, made_by, made_at_ms, approvals, agreed_by, approved_by, approved_at_ms, cancelled_by, cancelled_at_ms, reason',
  },
  settlement_reach: { key: 'run_id', columns: 'run_id, last_group' },
  settlement_line: {
    key: "run_id || ' ' || location_id",
    columns:
      'run_id, location_id, number, currency, from_id, to_id, totals, opening_minor, redemption_count, redeemed_minor, voided_minor, refunded_minor, returned_minor, adjusted_minor, due_minor, charges, fees_minor, reserve_minor, payout_minor, carried_minor, profile_id, why, is_cancelled',
  },
  payout_file: {
    key: 'id',
    columns:
      'id, run_id, profile_id, number, number_of_day, rail, settings, created_on, created_at, value_on, currency, transfers, delivery_id, name, sha256, bytes, sent_at_ms, sent_by, sent_to',
  },
  payout_file_given_up: {
    key: 'file_id',
    columns: 'file_id, reason, given_up_by, given_up_at_ms, is_done',
  },
  payout: {
    key: 'reference',
    columns:
      'reference, network_id, run_id, location_id, profile_id, sequence, purpose, amount_minor, currency, account_id, account_version, payee_name, remittance, file_id, trace, state, owed, value_on, confirm_on, sent_at_ms, confirmed_at_ms, ended_at_ms, code, words, paid_reference, replaced_by',
  },
  payout_notice: {
    key: "reference || ' ' || notice_key",
    columns: 'reference, notice_key, kind, code, words, at_ms',
  },
  checkpoint: { key: 'CAST(id AS TEXT)', columns: 'id, group_id, body, signature' },
}
