import { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { evidenceOf } from '../../../../server/book-exports/evidence.ts'
import { findFaults } from '../../../../server/books/faults.ts'
import { postingsIn } from '../../../../server/books/postings.ts'
import { soldIn } from '../../../../server/payouts/movements.ts'
import type { Schema } from '../../../../server/storage/index.ts'
import { reportDialect } from '../../../../server/storage/postgres/pools.ts'
import { currency } from '../../../../src/contract/money.ts'
import { cardWith } from '../../ledger/network.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

const ROWS = 60_000
const ROWS_A_GROUP = 10
/** A hundred groups in the middle of six thousand. */
const GROUPS = { firstGroup: 3_001, lastGroup: 3_100 }
const OWN_ROWS = 100 * ROWS_A_GROUP

/** Redemptions of one card, one after the other; of each ten groups the ids run backwards. */
function fill(url: string, { cardId, here }: { cardId: string; here: string }): Promise<unknown> {
  return house.postgres.query(
    url,
    `SET session_replication_role = replica;
     TRUNCATE journal, commit_group;
     INSERT INTO journal (id, time_ms, caller, request_id, content_hash, kind, outcome, card_id,
         location_id, channel, requested_minor, debit_account, credit_account, amount_minor,
         currency, balance_after_minor, card_previous_id, answer)
       SELECT n, n, 'device:one', 'r' || n, '\\x00', 'redeem', 'posted', c.id, '${here}', 'pos', 1,
         'card:' || c.id, 'payable:${here}', 1, 'EUR', ${ROWS} - n, nullif(n - 1, 0), '[0,0,1]'
       FROM generate_series(1, ${ROWS}) n, card c WHERE c.uid = '${cardId}';
     INSERT INTO commit_group (id, first_journal_id, last_journal_id, time_ms, hash)
       SELECT g, (g - 1) / 10 * 100 + (9 - (g - 1) % 10) * 10 + 1,
         (g - 1) / 10 * 100 + (9 - (g - 1) % 10) * 10 + 10, g, '\\x00'
       FROM generate_series(1, ${ROWS / ROWS_A_GROUP}) g;
     UPDATE card SET last_journal_id = ${ROWS} WHERE uid = '${cardId}';
     ANALYZE journal, commit_group`,
  )
}

test('rows of commit groups: those are read and no others, however long the journal is', async () => {
  const { network, url } = house
  const { networkId, here } = network
  const { cardId } = await cardWith(network, 100)
  await network.database.close()
  await fill(url, { cardId, here })
  const reports = await openReports(url)
  const postings = await postingsIn(reports, networkId, GROUPS)
  const faults = await findFaults(reports, networkId, GROUPS)
  const before = { lastGroup: GROUPS.firstGroup - 1 } as const
  const sold = await soldIn({ reports }, networkId, {
    ...{ before, upTo: GROUPS, currency: currency('EUR') },
  })
  await reports.destroy()
  expect(postings).toMatchObject([{ count: OWN_ROWS, amountMinor: OWN_ROWS }])
  expect(sold).toEqual({ salesCount: 0, soldMinor: 0 })
  expect(faults.filter(({ what }) => what !== 'balance_after')).toEqual([])
  // The figures come when the connections have ended.
  await eventually(async () => (await readOf(url, 'journal')) > OWN_ROWS)
  expect(await readOf(url, 'journal')).toBeLessThan(10 * OWN_ROWS)
})

test('evidence of a card: the group of each operation is looked up, and not among all', async () => {
  const { network, url } = house
  const { networkId, here, clock } = network
  const { cardId } = await cardWith(network, 100)
  await network.database.close()
  await fill(url, { cardId, here })
  const reports = await openReports(url)
  const database = { ...network.database, read: reports, reports }
  const evidence = await evidenceOf({ database, nowMs: () => clock.nowMs }, networkId, cardId)
  await reports.destroy()
  const { operations } = (evidence.ok ? evidence.value : {}) as { operations?: unknown[] }
  expect(operations?.[0]).toMatchObject({ journalId: ROWS, chain: { group: 5_991 } })
  const shown = operations?.length ?? 0
  await eventually(async () => (await readOf(url, 'commit_group')) >= shown)
  expect(await readOf(url, 'commit_group')).toBeLessThan(3 * shown)
})

/** Reads as reports do; from now on it is counted what they read. */
async function openReports(url: string): Promise<Kysely<Schema>> {
  await house.postgres.query(url, 'SELECT pg_stat_reset()')
  return new Kysely<Schema>({ dialect: reportDialect(url) })
}

/** Rows of a table and its parts that were read, by whatever way. */
async function readOf(url: string, table: string): Promise<number> {
  const [row] = await house.postgres.query(
    url,
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS count FROM pg_stat_user_tables
      WHERE relname LIKE '${table}%'`,
  )
  return Number(row?.['count'])
}
