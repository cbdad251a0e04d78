import BetterSqlite3 from 'better-sqlite3'
import { databaseFile } from '../../server/storage/index.ts'
import {
  cardIdAt,
  LOAD_MINOR,
  makeWorld,
  type World,
  type WorldSize,
  withContext,
} from './world.ts'

const AT_ONCE = 250_000
const CACHE_KIB = 2_000_000

/**
 * A ledger with millions of cards in minutes: the cards are put into their table with their value,
 * past the engine. The engine works on them as on any others; only the proof would miss the
 * operations that loaded them, so that such a ledger is for figures alone and is not proved.
 */
export async function makeManyCards(dataDirectory: string, size: WorldSize): Promise<World> {
  const { cards } = size
  const world = await withContext({ dataDirectory }, (context) =>
    makeWorld(context, { ...size, cards: 0 }),
  )
  const connection = new BetterSqlite3(databaseFile(dataDirectory))
  // Nothing has to outlive a failure here: then the ledger is made anew.
  connection.pragma('journal_mode = OFF')
  connection.pragma('synchronous = OFF')
  connection.pragma('foreign_keys = OFF')
  connection.pragma(`cache_size = -${CACHE_KIB}`)
  try {
    fill(connection, world, cards)
  } finally {
    connection.pragma('journal_mode = WAL')
    connection.close()
  }
  return { ...world, cards }
}

function fill(connection: BetterSqlite3.Database, { programs }: World, cards: number): void {
  connection.exec('CREATE TEMP TABLE owner (at INTEGER PRIMARY KEY, program TEXT)')
  const own = connection.prepare('INSERT INTO owner (at, program) VALUES (?, ?)')
  programs.forEach((program, at) => {
    own.run(at, program)
  })
  const add = connection.prepare(
    `INSERT INTO card (uid, program_id, form, state, currency, number_lookup, number_sealed,
       key_version, last_four, balance_minor, batch, created_at_ms, activated_at_ms)
     WITH RECURSIVE number (n) AS (SELECT @from UNION ALL SELECT n + 1 FROM number WHERE n < @to)
     SELECT @prefix || printf('%012x', n), owner.program, 'physical', 'active', 'USD',
       randomblob(32), randomblob(48), 1, printf('%04d', n % 10000), @load, 'bench', @now, @now
     FROM number JOIN owner ON owner.at = n % ${programs.length}`,
  )
  const prefix = cardIdAt(0).slice(0, -12)
  for (let from = 0; from < cards; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, cards) - 1
    connection.transaction(() => {
      add.run({ from, to, prefix, load: LOAD_MINOR, now: Date.now() })
    })()
  }
}
