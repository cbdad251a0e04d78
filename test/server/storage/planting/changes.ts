import { generateKeyPairSync, sign } from 'node:crypto'
import type BetterSqlite3 from 'better-sqlite3'
import { rehashAll } from '../forgery.ts'
import type { Chance } from './chance.ts'
import { another, anyRow, type Cell, cellOf, flipped, setCell, type Table } from './rows.ts'

/** What someone with the disk in hands could do. False when this try came to nothing. */
export type Change = (
  file: BetterSqlite3.Database,
  tables: readonly Table[],
  chance: Chance,
) => boolean

/** A bit of one stored value. */
const bit: Change = (file, tables, chance) => {
  const table = chance.pick(tables)
  const [row, column] = [anyRow(file, table, chance), chance.pick(table.columns)]
  const before = row && cellOf(file, table, row, column.name)
  if (!row || before === undefined || before === null) return false
  setCell(file, table, row, column.name, flipped(before, chance))
  return true
}

/** One stored value. */
const value: Change = (file, tables, chance) => {
  const table = chance.pick(tables)
  const [row, column] = [anyRow(file, table, chance), chance.pick(table.columns)]
  if (!row) return false
  const before = cellOf(file, table, row, column.name)
  const after = another(before, column, chance)
  if (same(before, after)) return false
  setCell(file, table, row, column.name, after)
  return true
}

const deletion: Change = (file, tables, chance) => {
  const table = chance.pick(tables)
  const row = anyRow(file, table, chance)
  if (!row) return false
  file.prepare(`DELETE FROM ${table.name} WHERE ${row.where}`).run(...row.key)
  return true
}

/** Two rows give each other the value of one column. */
const swap: Change = (file, tables, chance) => {
  const table = chance.pick(tables)
  const [one, two] = [anyRow(file, table, chance), anyRow(file, table, chance)]
  const free = table.columns.filter(({ name }) => !table.key.includes(name))
  if (!one || !two || free.length === 0) return false
  const column = chance.pick(free).name
  const [first, second] = [cellOf(file, table, one, column), cellOf(file, table, two, column)]
  if (same(first, second)) return false
  const isText = typeof first === 'string' || typeof second === 'string'
  const aside = isText ? 'aside' : typeof first === 'number' ? -1 : Buffer.from('aside')
  setCell(file, table, one, column, aside)
  setCell(file, table, two, column, first)
  setCell(file, table, one, column, second)
  return true
}

/** The same row once more, under another key. */
const double: Change = (file, tables, chance) => {
  const table = chance.pick(tables)
  const row = anyRow(file, table, chance)
  if (!row) return false
  const names = table.columns.map(({ name }) => name)
  const cells = file
    .prepare(`SELECT ${names.join(', ')} FROM ${table.name} WHERE ${row.where}`)
    .raw()
    .get(...row.key) as Cell[]
  const unique = new Set([...table.key, ...uniqueColumns(file, table)])
  const values = cells.map((cell, place) => {
    const name = names[place] ?? ''
    if (!unique.has(name) || cell === null) return cell
    return typeof cell === 'number' ? cell + 1 + chance.below(100_000) : flipped(cell, chance)
  })
  if (isNextOfLog(file, table, Number(values[0]))) return false
  const places = names.map(() => '?').join(', ')
  const loose = { staff_session: 'last_seen_at_ms', migration: 'applied_at_ms' }[table.name]
  const extra = loose === undefined ? ['', ''] : [`, ${loose}`, ', 1']
  file
    .prepare(
      `INSERT INTO ${table.name} (${names.join(', ')}${extra[0]}) VALUES (${places}${extra[1]})`,
    )
    .run(...values)
  return true
}

/**
 * A row at the end of a log, after its last checkpoint, is what any writer may add: that it is like
 * another one makes it no change of what was.
 */
function isNextOfLog(file: BetterSqlite3.Database, { name }: Table, id: number): boolean {
  if (name !== 'audit' && name !== 'change_record') return false
  return id === Number(file.prepare(`SELECT max(id) FROM ${name}`).pluck().get()) + 1
}

function uniqueColumns(file: BetterSqlite3.Database, { name }: Table): string[] {
  const indexes = file.pragma(`index_list(${name})`) as { name: string; unique: number }[]
  return indexes
    .filter(({ unique }) => unique === 1)
    .flatMap((index) => file.pragma(`index_info(${index.name})`) as { name: string }[])
    .map((column) => column.name)
}

/** The newest groups with their rows, and with or without all that leads to them. */
const truncation: Change = (file, _tables, chance) => {
  const last = file.prepare('SELECT max(id) FROM commit_group').pluck().get() as number
  const from = last - chance.below(Math.min(40, last - 1))
  const first = file
    .prepare('SELECT first_journal_id FROM commit_group WHERE id = ?')
    .pluck()
    .get(from) as number
  const isCareful = chance.below(2) === 0
  file.prepare('DELETE FROM journal WHERE id >= ?').run(first)
  file.prepare('DELETE FROM commit_group WHERE id >= ?').run(from)
  if (!isCareful) return true
  takeBack(file, first)
  return true
}

/** Brings cards, claims, reversals and secrets back to where they were before this operation. */
function takeBack(file: BetterSqlite3.Database, first: number): void {
  file.exec(`
    DELETE FROM claim WHERE journal_id >= ${first};
    UPDATE claim SET released_by = NULL WHERE released_by >= ${first};
    DELETE FROM tombstone WHERE journal_id >= ${first};
    DELETE FROM sealed_answer WHERE journal_id >= ${first};
    DELETE FROM change_record WHERE subject = 'sealed_answer' AND CAST(key AS INTEGER) >= ${first};
    DELETE FROM reversal WHERE NOT EXISTS
      (SELECT 1 FROM journal j WHERE j.original_id = reversal.journal_id AND outcome = 'posted');
    UPDATE reversal SET
      voided_by = (SELECT j.id FROM journal j WHERE j.original_id = reversal.journal_id
        AND j.kind = 'void' AND j.outcome = 'posted'),
      refunded_minor = (SELECT coalesce(sum(j.amount_minor), 0) FROM journal j
        WHERE j.original_id = reversal.journal_id AND j.kind = 'refund' AND j.outcome = 'posted');
    UPDATE card SET
      last_journal_id = (SELECT max(id) FROM journal j WHERE j.card_id = card.id),
      balance_minor = coalesce((SELECT balance_after_minor FROM journal j WHERE j.card_id = card.id
        AND outcome = 'posted' ORDER BY id DESC LIMIT 1), 0)
      WHERE last_journal_id >= ${first};
    DELETE FROM card WHERE last_journal_id IS NULL AND form = 'virtual'`)
}

/** Something in the checkpoints; also signed anew, with a key that is not the server's. */
const checkpoint: Change = (file, tables, chance) => {
  const table = tables.find(({ name }) => name === 'checkpoint')
  const row = table && anyRow(file, table, chance)
  if (!table || !row) return false
  const dice = chance.below(4)
  if (dice === 0) return deletion(file, [table], chance)
  if (dice === 1) return bit(file, [table], chance)
  const body = String(cellOf(file, table, row, 'body'))
  const text = dice === 2 ? body.replace(/"rows":\d+/, '"rows":1') : body
  const { privateKey } = generateKeyPairSync('ed25519')
  setCell(file, table, row, 'body', text)
  setCell(file, table, row, 'signature', sign(null, Buffer.from(text), privateKey))
  // A careful one changes the record of it too.
  file
    .prepare(
      "UPDATE change_record SET content = (SELECT json_array(id, group_id, body, lower(hex(signature))) FROM checkpoint WHERE id = ?) WHERE subject = 'checkpoint' AND key = ?",
    )
    .run(row.key[0], String(row.key[0]))
  return dice === 3 || text !== body
}

/** The amount of one operation and all that follows from it, with the chain made again. */
const rewriting: Change = (file, _tables, chance) => {
  const ids = file
    .prepare(
      `SELECT j.id FROM journal j LEFT JOIN reversal r ON r.journal_id = j.id
        WHERE j.kind = 'redeem' AND j.outcome = 'posted' AND j.amount_minor > 1
          AND r.journal_id IS NULL`,
    )
    .pluck()
    .all() as number[]
  const id = chance.pick(ids)
  const less = 1
  const cardId = file.prepare('SELECT card_id FROM journal WHERE id = ?').pluck().get(id) as number
  file
    .prepare(
      `UPDATE journal SET amount_minor = amount_minor - ${less},
         answer = json_set(answer, '$[2]', amount_minor - ${less}) WHERE id = ?`,
    )
    .run(id)
  file
    .prepare(
      `UPDATE journal SET balance_after_minor = balance_after_minor + ${less},
         answer = json_set(answer, '$[5]', balance_after_minor + ${less}, '$[6]', balance_after_minor + ${less})
        WHERE card_id = ? AND id >= ? AND outcome = 'posted'`,
    )
    .run(cardId, id)
  file
    .prepare(
      `UPDATE journal SET answer = json_set(answer, '$[5]', json_extract(answer, '$[5]') + ${less},
           '$[6]', json_extract(answer, '$[6]') + ${less})
        WHERE card_id = ? AND id >= ? AND outcome = 'empty' AND json_extract(answer, '$[5]') IS NOT NULL`,
    )
    .run(cardId, id)
  file.prepare(`UPDATE card SET balance_minor = balance_minor + ${less} WHERE id = ?`).run(cardId)
  rehashAll(file)
  return true
}

function same(one: Cell, two: Cell): boolean {
  return Buffer.isBuffer(one) && Buffer.isBuffer(two) ? one.equals(two) : one === two
}

/** Every kind of change inside the database, by what it is called in the count. */
export const CHANGES: Readonly<Record<string, Change>> = {
  ...{ 'bit of a value': bit, value, 'row deleted': deletion, 'values swapped': swap },
  ...{ 'row doubled': double, 'newest cut off': truncation, checkpoint },
  'history rewritten': rewriting,
}
