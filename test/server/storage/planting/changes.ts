import { generateKeyPairSync, sign } from 'node:crypto'
import {
  CHAIN_START,
  canonicalRow,
  groupHash,
  JOURNAL_COLUMNS,
  type JournalValues,
} from '../../../../server/storage/group/chain.ts'
import type { Random } from '../../../helpers/random.ts'
import type { Hand, Table } from './hand.ts'
import { another, anyRow, cellOf, flipped, isSame, setCell } from './rows.ts'

/** What someone with the disk in hands could do. False when this try came to nothing. */
export type Change = (hand: Hand, random: Random) => Promise<boolean>

/** A bit of one stored value. */
const bit: Change = (hand, random) => flipIn(hand, random.pick(hand.tables), random)

async function flipIn(hand: Hand, table: Table, random: Random): Promise<boolean> {
  const [row, column] = [await anyRow(hand, table, random), random.pick(table.columns)]
  const before = row && (await cellOf(hand, table, row, column.name))
  if (!row || before === undefined || before === null) return false
  await setCell(hand, table, row, column.name, flipped(before, random))
  return true
}

/** One stored value. */
const value: Change = async (hand, random) => {
  const table = random.pick(hand.tables)
  const [row, column] = [await anyRow(hand, table, random), random.pick(table.columns)]
  if (!row) return false
  const before = await cellOf(hand, table, row, column.name)
  const after = another(before, column, random)
  if (isSame(before, after)) return false
  await setCell(hand, table, row, column.name, after)
  return true
}

const deletion: Change = (hand, random) => deleteIn(hand, random.pick(hand.tables), random)

async function deleteIn(hand: Hand, table: Table, random: Random): Promise<boolean> {
  const row = await anyRow(hand, table, random)
  if (!row) return false
  await hand.run(`DELETE FROM ${table.name} WHERE ${row.where}`, ...row.key)
  return true
}

/** Two rows give each other the value of one column. */
const swap: Change = async (hand, random) => {
  const table = random.pick(hand.tables)
  const one = await anyRow(hand, table, random)
  const two = await anyRow(hand, table, random)
  const free = table.columns.filter(({ name }) => !table.key.includes(name))
  if (!one || !two || free.length === 0) return false
  const { name: column, kind } = random.pick(free)
  const first = await cellOf(hand, table, one, column)
  const second = await cellOf(hand, table, two, column)
  if (isSame(first, second)) return false
  const aside = { text: 'aside', number: 77_777, bytes: Buffer.from('aside') }[kind]
  if (table.unique.has(column)) await setCell(hand, table, one, column, aside)
  await setCell(hand, table, two, column, first)
  await setCell(hand, table, one, column, second)
  return true
}

/** The same row once more, under another key. */
const double: Change = async (hand, random) => {
  const table = random.pick(hand.tables)
  const row = await anyRow(hand, table, random)
  if (!row) return false
  const names = table.columns.map(({ name }) => name)
  const [cells = []] = await hand.all(
    `SELECT ${names.join(', ')} FROM ${table.name} WHERE ${row.where}`,
    ...row.key,
  )
  const values = cells.map((cell, place) => {
    if (!table.unique.has(names[place] ?? '') || cell === null) return cell
    return typeof cell === 'number' ? cell + 1 + random.below(100_000) : flipped(cell, random)
  })
  if (await isNextOfLog(hand, table, Number(values[0]))) return false
  const all = [...names, ...table.loose]
  const places = all.map(() => '?').join(', ')
  const insert = `INSERT INTO ${table.name} (${all.join(', ')}) VALUES (${places})`
  await hand.run(insert, ...values, ...table.loose.map(() => 1))
  return true
}

/**
 * A row at the end of a log, after its last checkpoint, is what any writer may add, and so is a printed
 * card worth nothing: that it is like another one makes it no change of what was. Where numbers may be
 * left out, any row there is next.
 */
async function isNextOfLog(hand: Hand, { name }: Table, id: number): Promise<boolean> {
  if (!['audit', 'change_record', 'card'].includes(name)) return false
  const [[last] = [0]] = await hand.all(`SELECT max(id) FROM ${name}`)
  return hand.engine === 'sqlite' ? id === Number(last) + 1 : id > Number(last)
}

/** The newest groups with their rows, and with or without all that leads to them. */
const truncation: Change = async (hand, random) => {
  const [[last] = [0]] = await hand.all('SELECT max(id) FROM commit_group')
  const from = Number(last) - random.below(Math.min(40, Number(last) - 1))
  const [[first] = [0]] = await hand.all(
    `SELECT first_journal_id FROM commit_group WHERE id = ${from}`,
  )
  await hand.run(`DELETE FROM journal WHERE id >= ${first}`)
  await hand.run(`DELETE FROM commit_group WHERE id >= ${from}`)
  if (random.below(2) === 0) await takeBack(hand, Number(first))
  return true
}

/** Brings cards, claims, reversals and secrets back to where they were before this operation. */
async function takeBack(hand: Hand, first: number): Promise<void> {
  await hand.run(`
    DELETE FROM claim WHERE journal_id >= ${first};
    UPDATE claim SET released_by = NULL WHERE released_by >= ${first};
    DELETE FROM tombstone WHERE journal_id >= ${first};
    DELETE FROM sealed_answer WHERE journal_id >= ${first};
    DELETE FROM change_record WHERE subject = 'sealed_answer' AND CAST(key AS bigint) >= ${first};
    DELETE FROM reversal WHERE NOT EXISTS
      (SELECT 1 FROM journal j WHERE j.original_id = reversal.journal_id AND outcome = 'posted');
    UPDATE reversal SET
      voided_by = (SELECT max(j.id) FROM journal j WHERE j.original_id = reversal.journal_id
        AND j.kind IN ('void', 'import_reversal') AND j.outcome = 'posted'),
      refunded_minor = (SELECT coalesce(sum(j.amount_minor), 0) FROM journal j
        WHERE j.original_id = reversal.journal_id AND j.kind = 'refund' AND j.outcome = 'posted');
    UPDATE card SET
      last_journal_id = (SELECT max(id) FROM journal j WHERE j.card_id = card.id),
      balance_minor = coalesce((SELECT balance_after_minor FROM journal j WHERE j.card_id = card.id
        AND outcome = 'posted' ORDER BY id DESC LIMIT 1), 0)
      WHERE last_journal_id >= ${first};
    DELETE FROM card WHERE last_journal_id IS NULL AND form = 'virtual'`)
  if (hand.engine === 'postgres') await takeHeadBack(hand, first)
}

/** What only the other engine keeps. */
async function takeHeadBack(hand: Hand, first: number): Promise<void> {
  await hand.run(`DELETE FROM request WHERE journal_id >= ${first};
    UPDATE ledger_head SET group_id = (SELECT max(id) FROM commit_group),
      hash = (SELECT hash FROM commit_group ORDER BY id DESC LIMIT 1),
      time_ms = (SELECT max(time_ms) FROM commit_group),
      tombstones = (SELECT count(*) FROM tombstone)`)
}

/** Something in the checkpoints; also signed anew, with a key that is not the server's. */
const checkpoint: Change = async (hand, random) => {
  const table = hand.tables.find(({ name }) => name === 'checkpoint')
  const row = table && (await anyRow(hand, table, random))
  if (!table || !row) return false
  const dice = random.below(4)
  if (dice === 0) return deleteIn(hand, table, random)
  if (dice === 1) return flipIn(hand, table, random)
  const body = String(await cellOf(hand, table, row, 'body'))
  const text = dice === 2 ? body.replace(/"rows":\d+/, '"rows":1') : body
  const { privateKey } = generateKeyPairSync('ed25519')
  const signature = sign(null, Buffer.from(text), privateKey)
  await setCell(hand, table, row, 'body', text)
  await setCell(hand, table, row, 'signature', signature)
  // A careful one changes the record of it too.
  const id = Number(row.key[0])
  const groupId = Number(await cellOf(hand, table, row, 'group_id'))
  const content = JSON.stringify([id, groupId, text, signature.toString('hex')])
  await hand.run(
    "UPDATE change_record SET content = ? WHERE subject = 'checkpoint' AND key = ?",
    ...[content, String(id)],
  )
  return dice === 3 || text !== body
}

/** The amount of one operation and all that follows from it, with the chain made again. */
const rewriting: Change = async (hand, random) => {
  const ids = await hand.all(
    `SELECT j.id, j.card_id FROM journal j LEFT JOIN reversal r ON r.journal_id = j.id
      WHERE j.kind = 'redeem' AND j.outcome = 'posted' AND j.amount_minor > 1
        AND r.journal_id IS NULL ORDER BY j.id`,
  )
  const [id, cardId] = random.pick(ids)
  const later = await hand.all(
    `SELECT id, outcome, answer FROM journal WHERE card_id = ${cardId} AND id >= ${id}`,
  )
  for (const [row, outcome, stored] of later) {
    if (outcome === 'refused' || outcome === 'repeated') continue
    const answer = JSON.parse(String(stored)) as (number | null)[]
    if (row === id) answer[2] = Number(answer[2]) - 1
    for (const place of [5, 6])
      if (answer[place] !== null) answer[place] = Number(answer[place]) + 1
    await hand.run('UPDATE journal SET answer = ? WHERE id = ?', JSON.stringify(answer), row ?? 0)
  }
  await hand.run(`UPDATE journal SET amount_minor = amount_minor - 1 WHERE id = ${id};
    UPDATE journal SET balance_after_minor = balance_after_minor + 1
      WHERE card_id = ${cardId} AND id >= ${id} AND outcome = 'posted';
    UPDATE card SET balance_minor = balance_minor + 1 WHERE id = ${cardId}`)
  await chainAgain(hand)
  return true
}

/** Makes the chain again over what stands in the journal now. */
async function chainAgain(hand: Hand): Promise<void> {
  const columns = JOURNAL_COLUMNS.join(', ')
  const rows = (await hand.all(`SELECT ${columns} FROM journal ORDER BY id`)) as JournalValues[]
  const groups = await hand.all(
    'SELECT id, first_journal_id, last_journal_id, time_ms, hash FROM commit_group ORDER BY id',
  )
  let hash: Uint8Array = CHAIN_START
  for (const group of groups) {
    const [id = 0, first = 0, last = 0, timeMs = 0] = group.slice(0, 4).map(Number)
    const header = { id, firstJournalId: first, lastJournalId: last, timeMs }
    const own = rows.filter((row) => Number(row[0]) >= first && Number(row[0]) <= last)
    const next = groupHash(hash, header, own.map(canonicalRow))
    hash = next
    if (!isSame(group[4] ?? null, next))
      await hand.run('UPDATE commit_group SET hash = ? WHERE id = ?', next, id)
  }
  if (hand.engine === 'postgres')
    await hand.run('UPDATE ledger_head SET hash = ?', Buffer.from(hash))
}

/** Every kind of change inside the database, by what it is called in the count. */
export const CHANGES: Readonly<Record<string, Change>> = {
  ...{ 'bit of a value': bit, value, 'row deleted': deletion, 'values swapped': swap },
  ...{ 'row doubled': double, 'newest cut off': truncation, checkpoint },
  'history rewritten': rewriting,
}
