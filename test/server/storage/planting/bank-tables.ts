import { randomBytes } from 'node:crypto'
import { insert, type TestNetwork } from '../../ledger/network.ts'

/** An account with a step, the network's rule, and an answer of a bank. */
export async function fillBankTables(network: TestNetwork, name: string): Promise<void> {
  const { database, networkId, here, clock } = network
  const [atMs, id] = [clock.nowMs, `bank-account-${name}`]
  await insert(database, 'bank_account', {
    ...{ id, network_id: networkId, location_id: here, version: name.length, country: 'us' },
    ...{ sealed: randomBytes(90), fingerprint: randomBytes(32), bank: '021000021' },
    ...{ account_masked: '•••• 6789', payee_name: name, contact_email: 'shop@example.test' },
    ...{ verification: 'prenote', mandate: null, origin: 'entered', answer_id: null },
    ...{ made_by: 'staff:one', made_at_ms: atMs },
  })
  await insert(database, 'bank_account_step', {
    ...{ account_id: id, step: 1, kind: 'approved', at_ms: atMs, done_by: 'staff:two' },
    detail: '{}',
  })
  await insert(database, 'bank_answer_file', {
    ...{ id: `answers-${name}`, network_id: networkId, sha256: randomBytes(32), name: 'r.ach' },
    ...{ format: 'nacha', answers: 1, repeated: 0, taken_by: 'staff:one', taken_at_ms: atMs },
  })
  await insert(database, 'bank_answer', {
    ...{ id: `answer-${name}`, network_id: networkId, file_id: `answers-${name}`, line: 3 },
    ...{ notice_key: `notice-${name}`, kind: 'returned', code: 'R03', words: 'No account' },
    ...{ trace: '091000010000001', reference: null, amount_minor: 100, currency: 'USD' },
    ...{ change_sealed: null, state: 'open', location_id: here, payout_id: null, matched: null },
    ...{ account_id: id, deeds: '[]', owner: null, note: null, changed_at_ms: atMs },
  })
}

/** What a network has one of. */
export async function fillBankRule({ database, networkId, clock }: TestNetwork): Promise<void> {
  await insert(database, 'bank_account_rule', {
    ...{ network_id: networkId, cooling_days: 3, bank_changes: 'approve' },
    ...{ changed_by: 'staff:one', changed_at_ms: clock.nowMs },
  })
}
