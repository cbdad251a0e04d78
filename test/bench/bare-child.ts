/**
 * The bare loop: exactly the rows that the engine writes, with their hashes, claims and cards, made
 * before the clock starts. What is left is SQLite, better-sqlite3 and the disk. The ledger stays
 * whole: the proof at the end of the benchmark takes these rows for the engine's.
 */
import BetterSqlite3 from 'better-sqlite3'
import { JOURNAL_COLUMNS } from '../../server/storage/group/chain.ts'
import { databaseFile } from '../../server/storage/index.ts'
import { CHECKPOINT_PAGES } from '../../server/storage/limits.ts'
import { cacheKib } from '../../server/storage/sqlite/connection.ts'
import type { BareFigures, BarePlan } from './bare.ts'
import { type BareGroup, makeBareGroups } from './bare-rows.ts'
import { readInput, writeResult } from './child.ts'

const plan = readInput<BarePlan>()
const connection = new BetterSqlite3(databaseFile(plan.place.dataDirectory))
connection.pragma('journal_mode = WAL')
connection.pragma('synchronous = FULL')
connection.pragma('foreign_keys = ON')
// The same memory and the same length of the log as the engine has.
connection.pragma(`cache_size = -${cacheKib(connection)}`)
connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)

const begin = connection.prepare('BEGIN IMMEDIATE')
const commit = connection.prepare('COMMIT')
const addJournal = connection.prepare(
  `INSERT INTO journal (${JOURNAL_COLUMNS.join(', ')})
   VALUES (${JOURNAL_COLUMNS.map(() => '?').join(', ')})`,
)
const addClaim = connection.prepare('INSERT INTO claim (key, journal_id) VALUES (?, ?)')
const changeCard = connection.prepare(
  'UPDATE card SET balance_minor = ?, last_journal_id = ? WHERE id = ?',
)
const addGroup = connection.prepare(
  `INSERT INTO commit_group (id, first_journal_id, last_journal_id, time_ms, hash)
   VALUES (?, ?, ?, ?, ?)`,
)

/** Writes the groups, one commit each; the redemptions a second. */
function write(groups: readonly BareGroup[]): number {
  let rows = 0
  const startedAtMs = performance.now()
  for (const group of groups) {
    begin.run()
    for (const { values, card, claim } of group.rows) {
      addJournal.run(values)
      changeCard.run(card)
      if (claim) addClaim.run(claim)
      rows += 1
    }
    addGroup.run(group.seal)
    commit.run()
  }
  return (rows * 1000) / (performance.now() - startedAtMs)
}

const groups = makeBareGroups(connection, plan)
const warmUpGroups = groups.warmUp
write(warmUpGroups)
const perSecond = write(groups.measured)
connection.close()
writeResult({ perSecond } satisfies BareFigures)
