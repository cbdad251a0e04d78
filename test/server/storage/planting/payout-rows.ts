import { insert, type TestNetwork } from '../../ledger/network.ts'

/** A bank profile, a run with a line, a file and a payout that the bank wrote about. */
export async function fillPayouts(network: TestNetwork, name: string): Promise<void> {
  const { database, networkId, here, clock } = network
  const [atMs, number] = [clock.nowMs, name.length]
  const [runId, profileId, fileId] = [`run-${name}`, `profile-${name}`, `file-${name}`]
  const reference = `P00${number}000000001`
  await insert(database, 'bank_profile', {
    ...{ id: profileId, number, network_id: networkId, name, currency: 'EUR', rail: 'sepa' },
    ...{ settings: '{}', calendar: 'target2', time_zone: 'UTC', delivery_id: null, last_file: 1 },
    ...{ last_sequence: 1, version: 1, created_at_ms: atMs, changed_at_ms: atMs },
    ...{ changed_by: 'staff:one', retired_at_ms: null },
  })
  await insert(database, 'settlement_run', {
    ...{ id: runId, network_id: networkId, number, origin: 'demand', state: 'settled' },
    ...{ from_ms: null, cut_off_ms: atMs, time_zone: 'UTC', from_journal_id: 0 },
    ...{ last_journal_id: number, known_journal_id: number, terms: '[]', charges: '[]' },
    ...{ made_by: 'staff:one', made_at_ms: atMs, approvals: 2, agreed_by: 'staff:one' },
    ...{ approved_by: 'staff:two', approved_at_ms: atMs, cancelled_by: null, reason: null },
    ...{ cancelled_at_ms: null, done_count: 1, worker: null, lease_until_ms: 0 },
  })
  await insert(database, 'settlement_reach', { run_id: runId, last_group: number })
  await insert(database, 'settlement_line', {
    ...{ run_id: runId, location_id: here, number, currency: 'EUR' },
    ...{ from_id: number - 1, to_id: number },
    ...{ totals: '{}', opening_minor: 100, redemption_count: 1, redeemed_minor: 5000 },
    ...{ voided_minor: 0, refunded_minor: 0, returned_minor: 0, adjusted_minor: 0 },
    ...{ due_minor: 5100, charges: '[]', fees_minor: 100, reserve_minor: 0, payout_minor: 5000 },
    ...{ carried_minor: 0, profile_id: profileId, why: null, is_cancelled: 0 },
  })
  await insert(database, 'payout_file', {
    ...{ id: fileId, run_id: runId, profile_id: profileId, number: 1, number_of_day: 0 },
    ...{ rail: 'sepa', settings: '{}', created_on: '2026-11-20', created_at: '09:41' },
    ...{ value_on: '2026-11-23', currency: 'EUR', transfers: 1, delivery_id: null },
    ...{ name: `${name}.xml`, sha256: 'ab'.repeat(32), bytes: 900, sent_at_ms: atMs },
    ...{ sent_by: 'staff:one', sent_to: 'download', problem: null, try_after_ms: 0 },
  })
  await insert(database, 'payout_file_given_up', {
    ...{ file_id: fileId, reason: `Refused ${name}`, given_up_by: 'staff:one' },
    ...{ given_up_at_ms: atMs, is_done: 0 },
  })
  await insert(database, 'payout', {
    ...{ reference, network_id: networkId, run_id: runId, location_id: here, sequence: 1 },
    ...{ profile_id: profileId, purpose: 'payout', amount_minor: 5000, currency: 'EUR' },
    ...{ account_id: `account-${name}`, account_version: 1, payee_name: name, remittance: null },
    ...{ file_id: fileId, trace: reference, state: 'returned', owed: 'payout_return' },
    ...{ value_on: '2026-11-23', confirm_on: '2026-11-25', sent_at_ms: atMs, code: 'AC04' },
    ...{ confirmed_at_ms: null, ended_at_ms: atMs, words: 'Closed', paid_reference: null },
    replaced_by: null,
  })
  await insert(database, 'payout_notice', {
    ...{ reference, notice_key: `notice-${name}`, kind: 'returned', code: 'AC04' },
    ...{ words: 'Closed', at_ms: atMs },
  })
}
