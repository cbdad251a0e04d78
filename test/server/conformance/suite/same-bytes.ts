import { expect, test } from 'vitest'
import { JOURNAL_COLUMNS } from '../../../../server/storage/group/chain.ts'
import type { TestNetwork } from '../../ledger/network.ts'
import { openTestNetwork } from '../../ledger/network.ts'
import { type Engine, SQLITE } from '../engines.ts'
import { fillWorld } from '../model/fill.ts'
import { makeHistory } from '../model/history.ts'
import { beginPlay, playEvent } from '../model/play.ts'
import type { Event } from '../model/steps.ts'

const STOCKED = 24
/** A recorded history: every kind of request, refusals, retries, voids before and after. */
const HISTORY = {
  seed: 9,
  steps: 400,
  stocked: STOCKED,
  reopenEvery: 100,
  batchMax: 60,
  isAdministered: false,
}

const HOUR_MS = 3_600_000
/** Each request waits for the disk by itself. */
const SLOW_DISK_MS = 240_000

/** The tables that a history writes, with all of their columns, each in the order of its key. */
const TABLES = [
  ['journal', 'id', JOURNAL_COLUMNS],
  [
    'card',
    'id',
    [
      'id',
      'uid',
      'program_id',
      'form',
      'state',
      'currency',
      'number_lookup',
      'number_sealed',
    ].concat(
      ['key_version', 'last_four', 'pin_hash', 'balance_minor', 'held_minor', 'last_journal_id'],
      ['batch', 'created_at_ms', 'activated_at_ms', 'expires_at_ms', 'successor_id'],
    ),
  ],
  ['claim', 'key', ['key', 'journal_id', 'released_by']],
  ['tombstone', 'key', ['key', 'journal_id']],
  ['reversal', 'journal_id', ['journal_id', 'amount_minor', 'voided_by', 'refunded_minor']],
  ['sealed_answer', 'journal_id', ['journal_id', 'sealed', 'expires_at_ms']],
  ['commit_group', 'id', ['id', 'first_journal_id', 'last_journal_id', 'time_ms', 'hash']],
] as const

/** One history in groups of one: the same rows in every table, to the last hash of the chain. */
export function describeSameBytes(engine: Engine): void {
  test(
    'one history: the same rows, byte for byte, as the engine on SQLite',
    async () => {
      // Days do not pass: what is sealed for a day would be erased when the database is opened again.
      const events = oneByOne([...makeHistory(HISTORY)]).filter(
        (event) => event.is !== 'pass' || event.ms < HOUR_MS,
      )
      // Never opened again: what an engine remembers is what it would read.
      const whole = events.filter(({ is }) => is !== 'reopen')
      const expected = await rowsAfter(SQLITE, whole)
      const got = await rowsAfter(engine, events)
      for (const [table] of TABLES) {
        expect(expected[table]?.length, table).toBeGreaterThan(2)
        expect(got[table], table).toEqual(expected[table])
      }
    },
    SLOW_DISK_MS,
  )
}

/** Each request alone: how many meet in one group is left to the moment otherwise. */
function oneByOne(events: readonly Event[]): readonly Event[] {
  return events.flatMap((event): Event[] =>
    event.is === 'batch' ? event.steps.map((step) => ({ is: 'batch', steps: [step] })) : [event],
  )
}

type Rows = Readonly<Record<string, readonly string[]>>

async function rowsAfter(engine: Engine, events: readonly Event[]): Promise<Rows> {
  const network = await openTestNetwork({}, {}, engine)
  try {
    await fillWorld(network, STOCKED)
    const play = beginPlay(network, STOCKED)
    for (const event of events) expect(await playEvent(play, event)).toBeUndefined()
    return await readTables(network)
  } finally {
    await network.end()
  }
}

async function readTables({ database }: TestNetwork): Promise<Rows> {
  const tables: [string, string[]][] = []
  for (const [table, key, columns] of TABLES) {
    const rows = await database.read
      .selectFrom(table)
      .select(columns as never)
      .orderBy(key as never)
      .execute()
    tables.push([table, rows.map((row) => rowText(columns, row))])
  }
  return Object.fromEntries(tables)
}

/** A row with its bytes as hex and its numbers as JSON, so that `1` and `"1"` differ. */
function rowText(columns: readonly string[], row: object): string {
  const values = new Map(Object.entries(row))
  return JSON.stringify(
    columns.map((column) => {
      const value: unknown = values.get(column)
      return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value
    }),
  )
}
