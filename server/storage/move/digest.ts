import { createHash } from 'node:crypto'
import { assertNever } from '../../../src/contract/parse.ts'
import type { Row } from './copy-in.ts'
import type { Column, Table } from './tables.ts'

/** How many rows a piece has, and SHA-256 over theirs in the order of their keys. */
export interface Digest {
  readonly rows: number
  /** Hex. */
  readonly hash: string
}

/**
 * The digest of rows from SQLite: each value with what tells it from its neighbours, texts with their
 * length. {@link digestSql} makes the same of the rows that PostgreSQL has.
 */
export function digestRows(columns: readonly Column[], rows: Iterable<Row>): Digest {
  const hash = createHash('sha256')
  let count = 0
  for (const row of rows) {
    count += 1
    let text = ''
    for (let place = 0; place < columns.length; place += 1) text += valueText(row[place] ?? null)
    hash.update(createHash('sha256').update(text).digest())
  }
  return { rows: count, hash: hash.digest('hex') }
}

function valueText(value: Row[number]): string {
  if (value === null) return '~,'
  if (typeof value === 'number') return `${value},`
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value},`
  return `${Buffer.from(value).toString('hex')},`
}

/**
 * An SQL expression that makes {@link Digest.hash} of the selected rows, as `t`. Of each row its own
 * hash goes in: all the text of a large table would be more than PostgreSQL takes for one value.
 */
export function digestSql({ columns, keys }: Table): string {
  const row = columns.map(valueSql).join(' || ')
  const order = keys.map((key) => `t.${key}`).join(', ')
  const hashes = `string_agg(sha256(convert_to(${row}, 'UTF8')), ''::bytea ORDER BY ${order})`
  return `encode(sha256(coalesce(${hashes}, ''::bytea)), 'hex')`
}

function valueSql({ name, kind }: Column): string {
  const column = `t.${name}`
  switch (kind) {
    case 'integer':
      return `coalesce(${column}::text || ',', '~,')`
    case 'text':
      return `coalesce(octet_length(${column}) || ':' || ${column} || ',', '~,')`
    case 'blob':
      return `coalesce(encode(${column}, 'hex') || ',', '~,')`
    default:
      return assertNever(kind)
  }
}
