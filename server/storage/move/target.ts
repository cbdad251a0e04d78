import type { Client } from 'pg'
import { copyIn, type Row } from './copy-in.ts'
import { type Digest, digestSql } from './digest.ts'
import { RANGE_ROWS } from './limits.ts'
import { filledSql, type Piece, pieceCondition } from './pieces.ts'
import type { Table } from './tables.ts'
import { inTransaction } from './transaction.ts'

/** The database that the ledger moves into. All of it goes through one connection. */
export interface Target {
  /** As of the source. */
  readonly extent: (table: Table) => Promise<number>
  /** As of the source. */
  readonly filled: (table: Table) => Promise<readonly number[]>
  readonly digest: (table: Table, piece: Piece) => Promise<Digest>
  /** Adds rows that are not there, in one transaction. */
  readonly add: (table: Table, rows: readonly Row[]) => Promise<void>
  /** Adds those of the rows whose keys are not there. */
  readonly addMissing: (table: Table, rows: readonly Row[]) => Promise<void>
  readonly empty: (table: Table) => Promise<void>
  /** Gives every row its id as its name, so that names can be changed about. */
  readonly unname: (table: Table) => Promise<void>
  /** Adds or changes rows by their keys, in one transaction. */
  readonly put: (table: Table, rows: readonly Row[]) => Promise<void>
  /** Makes a piece be these rows and no others, in one transaction. */
  readonly replace: (table: Table, piece: Piece, rows: readonly Row[]) => Promise<void>
  /** Runs several of the above as one transaction. */
  readonly together: (work: () => Promise<void>) => Promise<void>
}

export function openTarget(client: Client): Target {
  let depth = 0
  const together = async (work: () => Promise<void>) => {
    if (depth > 0) return work()
    depth += 1
    try {
      await inTransaction(client, work)
    } finally {
      depth -= 1
    }
  }
  return {
    extent: async ({ name, cut }) => {
      const figure = cut.by === 'number' ? `coalesce(max(${cut.column}), 0)` : 'count(*)'
      const { rows } = await client.query<{ extent: number }>(
        `SELECT (${figure})::float8 AS extent FROM ${name}`,
      )
      return rows[0]?.extent ?? 0
    },
    filled: async ({ name, cut }) => {
      if (cut.by !== 'number') return []
      const { rows } = await client.query<{ number: string }>(filledSql(name, cut.column))
      return rows.map(({ number }) => Number(number))
    },
    digest: (table, piece) => digestPiece(client, table, piece),
    add: (table, rows) => together(() => add(client, table, rows)),
    addMissing: (table, rows) =>
      together(async () => {
        await client.query(`CREATE TEMP TABLE piece (LIKE ${table.name}) ON COMMIT DROP`)
        await copyIn(client, 'piece', table.columns, rows)
        const names = table.columns.map(({ name }) => name).join(', ')
        await client.query(
          `INSERT INTO ${table.name} (${names}) SELECT ${names} FROM piece ON CONFLICT DO NOTHING`,
        )
        await client.query('DROP TABLE piece')
      }),
    empty: async ({ name }) => {
      await client.query(`DELETE FROM ${name}`)
    },
    unname: async (table) => {
      if (table.columns.some(({ name }) => name === 'name'))
        await client.query(`UPDATE ${table.name} SET name = id WHERE name <> id`)
    },
    put: (table, rows) =>
      together(async () => {
        await client.query(`CREATE TEMP TABLE piece (LIKE ${table.name}) ON COMMIT DROP`)
        // More than a piece may have been touched: bounded memory all the same.
        for (let from = 0; from < rows.length; from += RANGE_ROWS)
          await copyIn(client, 'piece', table.columns, rows.slice(from, from + RANGE_ROWS))
        await merge(client, table)
        await client.query('DROP TABLE piece')
      }),
    replace: (table, piece, rows) =>
      together(async () => {
        await client.query(`CREATE TEMP TABLE piece (LIKE ${table.name}) ON COMMIT DROP`)
        await copyIn(client, 'piece', table.columns, rows)
        await removeOthers(client, table, piece)
        await merge(client, table)
        await client.query('DROP TABLE piece')
      }),
    together,
  }
}

async function digestPiece(client: Client, table: Table, piece: Piece): Promise<Digest> {
  const { sql, values } = pieceCondition(piece, (index) => `$${index}`)
  const { rows } = await client.query<{ rows: number; hash: string }>(
    `SELECT count(*)::int AS rows, ${digestSql(table)} AS hash FROM ${table.name} t WHERE ${sql}`,
    [...values],
  )
  return rows[0] ?? { rows: 0, hash: '' }
}

async function add(client: Client, table: Table, rows: readonly Row[]): Promise<void> {
  await copyIn(client, table.name, table.columns, rows)
  if (table.name === 'journal') await addRequests(client, table, rows)
}

/**
 * The target finds request ids in a table of their own, because its journal is cut into partitions. An
 * operation on several cards has a row for each: its first line stands for the request.
 */
async function addRequests(client: Client, table: Table, rows: readonly Row[]): Promise<void> {
  const placeOf = (wanted: string) => table.columns.findIndex(({ name }) => name === wanted)
  const columns = (['request_id', 'caller', 'id'] as const).map((name) => {
    const place = placeOf(name)
    return { place, kind: table.columns[place]?.kind ?? 'text' }
  })
  const line = placeOf('line')
  const firsts = rows.filter((row) => Number(row[line]) === 0)
  const names = ['request_id', 'caller', 'journal_id']
  await copyIn(
    client,
    'request',
    columns.map(({ kind }, index) => ({ name: names[index] ?? '', kind })),
    firsts.map((row) => columns.map(({ place }) => row[place] ?? null)),
  )
}

/** Takes away what the piece has under keys that the new rows do not have. */
async function removeOthers(client: Client, table: Table, piece: Piece): Promise<void> {
  const { sql, values } = pieceCondition(piece, (index) => `$${index}`)
  const same = table.keys.map((key) => `p.${key} = t.${key}`).join(' AND ')
  const isOther = `${sql} AND NOT EXISTS (SELECT 1 FROM piece p WHERE ${same})`
  if (table.name === 'journal')
    await client.query(
      `DELETE FROM request r USING journal t
       WHERE ${sql} AND t.line = 0 AND r.request_id = t.request_id AND r.caller = t.caller`,
      [...values],
    )
  await client.query(`DELETE FROM ${table.name} t WHERE ${isOther}`, [...values])
}

/** Adds the rows of `piece`, and changes those that are there and different. */
async function merge(client: Client, table: Table): Promise<void> {
  const names = table.columns.map(({ name }) => name)
  const others = names.filter((name) => !table.keys.includes(name))
  const change = others.map((name) => `${name} = excluded.${name}`).join(', ')
  const were = others.map((name) => `t.${name}`).join(', ')
  const are = others.map((name) => `excluded.${name}`).join(', ')
  const conflict =
    others.length === 0
      ? 'DO NOTHING'
      : `DO UPDATE SET ${change} WHERE (${were}) IS DISTINCT FROM (${are})`
  await client.query(
    `INSERT INTO ${table.name} AS t (${names.join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT ${names.join(', ')} FROM piece ON CONFLICT (${table.keys.join(', ')}) ${conflict}`,
  )
  if (table.name === 'journal')
    await client.query(
      `INSERT INTO request (request_id, caller, journal_id)
       SELECT request_id, caller, id FROM piece WHERE line = 0`,
    )
}
