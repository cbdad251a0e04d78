import type { Connection } from '../sqlite/connection.ts'

export type ColumnKind = 'integer' | 'text' | 'blob'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
}

/** How the rows of a table are cut into pieces that are compared and copied one by one. */
export type Cut =
  /** By ranges of a whole number. */
  | { readonly by: 'number'; readonly column: string }
  /** By the first byte of a key that looks like chance. */
  | { readonly by: 'byte'; readonly column: string }
  /** Not at all: the table is small. */
  | { readonly by: 'whole' }

/** A table as it is moved. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly keys: readonly string[]
  readonly cut: Cut
  /** True when rows are only ever added, in the order of their numbers. */
  readonly isAppended: boolean
  /** Tables that its rows refer to. */
  readonly parents: readonly string[]
}

/** Rows are only added. Everything that is not named here or below is small, and moved whole. */
const APPENDED = ['journal', 'commit_group', 'audit', 'checkpoint', 'card_segment', 'change_record']
const CUTS: Readonly<Record<string, Cut>> = {
  card: { by: 'number', column: 'id' },
  reversal: { by: 'number', column: 'journal_id' },
  sealed_answer: { by: 'number', column: 'journal_id' },
  claim: { by: 'byte', column: 'key' },
  tombstone: { by: 'byte', column: 'key' },
  batch_item: { by: 'number', column: 'id' },
  card_import_item: { by: 'number', column: 'id' },
}
/** What belongs to the file and not to the ledger. */
const STAYS = ['migration', 'moved', 'request_log']

/** The tables of a ledger, each after those that it refers to. */
export function readTables(connection: Connection): Table[] {
  const names = connection
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all()
    .filter((name) => !STAYS.includes(name))
  const parents = new Map(names.map((name) => [name, parentsOf(connection, name)]))
  return inOrder(names, parents).map((name) =>
    describeTable(connection, name, parents.get(name) ?? []),
  )
}

/**
 * The small tables that large ones refer to, such as programs: they have to be there before those, and
 * stay while everything else that is small is written anew.
 */
export function heldTables(tables: readonly Table[]): Table[] {
  const held = new Set<string>()
  for (const table of [...tables].reverse()) {
    const isHolding = table.cut.by !== 'whole' || held.has(table.name)
    if (isHolding) for (const parent of table.parents) held.add(parent)
  }
  return tables.filter(({ name, cut }) => held.has(name) && cut.by === 'whole')
}

function describeTable(connection: Connection, name: string, parents: readonly string[]): Table {
  const rows = connection.pragma(`table_info(${name})`) as ColumnRow[]
  const columns = rows.map((row) => ({ name: row.name, kind: kindOf(row.type) }))
  const keyRows = rows.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
  const isAppended = APPENDED.includes(name)
  const cut: Cut = isAppended ? { by: 'number', column: 'id' } : (CUTS[name] ?? { by: 'whole' })
  return { name, columns, keys: keyRows.map((row) => row.name), cut, isAppended, parents }
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  /** Place in the primary key, from 1; 0 when it is not in it. */
  readonly pk: number
}

function kindOf(type: string): ColumnKind {
  if (type === 'INTEGER') return 'integer'
  return type === 'BLOB' ? 'blob' : 'text'
}

function parentsOf(connection: Connection, name: string): readonly string[] {
  const keys = connection.pragma(`foreign_key_list(${name})`) as { readonly table: string }[]
  return keys.map(({ table }) => table).filter((parent) => parent !== name)
}

function inOrder(names: readonly string[], parents: ReadonlyMap<string, readonly string[]>) {
  const ordered: string[] = []
  const visit = (name: string) => {
    if (ordered.includes(name)) return
    for (const parent of parents.get(name) ?? []) visit(parent)
    ordered.push(name)
  }
  for (const name of names) visit(name)
  return ordered
}
