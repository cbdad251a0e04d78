import type { Database } from '../../../../server/storage/index.ts'
import { insert } from '../../ledger/network.ts'

const AT_MS = 1_760_000_000_000
const DAY_MS = 86_400_000

/** Something in every table of the books. */
export async function fillBooks(
  database: Database,
  networkId: string,
  programId: string,
): Promise<void> {
  const changed = { changed_at_ms: AT_MS, changed_by: 'staff:one' }
  await insert(database, 'book_setting', { network_id: networkId, time_zone: 'UTC', ...changed })
  await insert(database, 'breakage_estimate', {
    ...{ program_id: programId, redeemed_basis_points: 9_000, reason: 'As last year', ...changed },
  })
  for (const number of [1, 2, 3]) {
    await insert(database, 'book_account', {
      ...{ network_id: networkId, account_key: `account-${number}`, number: `${number}00` },
      ...{ name: `Account ${number}`, ...changed },
    })
    await insert(database, 'closed_day', {
      ...{ network_id: networkId, number, day: `2026-11-0${number}`, time_zone: 'UTC' },
      ...{ from_ms: AT_MS + number * DAY_MS, to_ms: AT_MS + (number + 1) * DAY_MS },
      ...{ first_group: number, last_group: number, first_journal_id: number },
      ...{ last_journal_id: number, postings: '[]', balances: '[]', cards: '[]' },
      ...{ content_hash: `${number}`.repeat(64), closed_at_ms: AT_MS },
    })
    await insert(database, 'book_schedule', {
      ...{ id: `schedule-${number}`, network_id: networkId, what: 'balances', format: 'csv' },
      ...{ every: 'month', delivery_id: null, emails: '["books@example.test"]' },
      ...{ first_day: '2026-11-01', created_at_ms: AT_MS, changed_by: 'staff:one' },
      removed_at_ms: null,
    })
  }
}
