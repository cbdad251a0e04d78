import { createHash } from 'node:crypto'
import { invariant } from '../../../src/contract/parse.ts'
import type { Row } from './copy-in.ts'
import type { Digest } from './digest.ts'
import { RANGE_ROWS } from './limits.ts'
import { type Piece, pieceOf, piecesOf } from './pieces.ts'
import type { Source } from './source.ts'
import { heldTables, type Table } from './tables.ts'
import type { Target } from './target.ts'

/** Brings the rows of a ledger over. What is there already is seen in the target itself. */
export interface Copying {
  /** The number of the newest operation in the source. */
  readonly newest: () => number
  /** Adds what the target does not have of the tables that only grow, and of the cards. */
  readonly addNew: () => Promise<void>
  /** Brings what operations after this one changed. */
  readonly putTouched: (afterJournalId: number) => Promise<void>
  /** Compares the tables that change with what an earlier run left, and makes them equal. */
  readonly mendChanging: () => Promise<void>
  /** Compares the whole pieces of the tables that only grow; what is equal now is not looked at again. */
  readonly proveGrown: () => Promise<void>
  /** Writes the small tables as they are. */
  readonly writeSmall: () => Promise<void>
  /** Compares everything that was not proven, makes it equal, and compares that again. */
  readonly proveAll: () => Promise<TableProof[]>
}

/** What the comparison of one table came to: both sides are the same. */
export interface TableProof {
  readonly table: string
  readonly rows: number
  /** SHA-256 over the digests of its pieces that have rows, hex. */
  readonly hash: string
}

export interface Sides {
  readonly source: Source
  readonly target: Target
  readonly tables: readonly Table[]
}

export function openCopying(sides: Sides): Copying {
  const { source, target, tables } = sides
  const held = heldTables(tables)
  const journal = named(tables, 'journal')
  const changing = tables.filter(({ cut, isAppended }) => cut.by !== 'whole' && !isAppended)
  const appended = tables.filter(({ isAppended }) => isAppended)
  const pieces = openPieces(sides)
  /** Tables that were empty when this process began: it knows what it put there. */
  const fresh = new Set<Table>()
  const addFrom = async (table: Table) => {
    const until = source.extent(table)
    let low = (await target.extent(table)) + 1
    if (low === 1) fresh.add(table)
    while (low <= until) {
      const piece = partOf(table, low, until)
      const { rows, parents } = source.atOnce(() => ({
        rows: source.rows(table, piece),
        parents: table.parents.length > 0 ? held.map((parent) => source.all(parent)) : [],
      }))
      await target.together(async () => {
        for (const [index, parent] of held.entries())
          await addParents(target, parent, parents[index] ?? [])
        await target.add(table, rows)
      })
      low = Number(piece.high)
    }
  }
  return {
    newest: () => source.extent(journal),
    addNew: async () => {
      for (const table of appended) await addFrom(table)
      await addFrom(named(tables, 'card'))
    },
    putTouched: async (afterJournalId) => {
      for (const table of changing) await target.put(table, source.touched(table, afterJournalId))
    },
    mendChanging: async () => {
      for (const table of changing) if (!fresh.has(table)) await pieces.mend(table)
    },
    proveGrown: async () => {
      for (const table of appended) await pieces.proveWhole(table)
    },
    writeSmall: () => writeSmall(sides, held),
    proveAll: async () => {
      const proofs: TableProof[] = []
      for (const table of tables) proofs.push(await pieces.prove(table))
      return proofs
    },
  }
}

function named(tables: readonly Table[], name: string): Table {
  const table = tables.find((one) => one.name === name)
  invariant(table, `a ledger has the table ${name}`)
  return table
}

/** From `low` to the end of its piece, or to the end of what is there. */
function partOf({ cut }: Table, low: number, until: number): Piece {
  const number = pieceOf(low)
  const high = Math.min((number + 1) * RANGE_ROWS, until) + 1
  return { number, column: cut.by === 'number' ? cut.column : null, low, high }
}

/**
 * Rows that large tables refer to, under names that cannot be in each other's way: what they are
 * really called is written when nothing changes any more.
 */
async function addParents(target: Target, table: Table, rows: readonly Row[]): Promise<void> {
  const name = table.columns.findIndex((column) => column.name === 'name')
  const id = table.columns.findIndex((column) => column.name === 'id')
  const unnamed = rows.map((row) => row.map((value, place) => (place === name ? row[id] : value)))
  await target.addMissing(table, unnamed as Row[])
}

async function writeSmall({ source, target, tables }: Sides, held: readonly Table[]) {
  const small = tables.filter(({ cut }) => cut.by === 'whole')
  const others = small.filter((table) => !held.includes(table))
  const rows = source.atOnce(() => new Map(small.map((table) => [table, source.all(table)])))
  await target.together(async () => {
    for (const table of [...others].reverse()) await target.empty(table)
    for (const table of held) {
      await addParents(target, table, rows.get(table) ?? [])
      await target.unname(table)
      await target.put(table, rows.get(table) ?? [])
    }
    for (const table of others) await target.add(table, rows.get(table) ?? [])
  })
}

/** The pieces of tables on both sides, and which of them are known to be equal for good. */
function openPieces({ source, target }: Sides) {
  const proven = new Map<string, Digest>()
  const keyOf = (table: Table, piece: Piece) => `${table.name} ${piece.number}`
  const compare = async (table: Table, piece: Piece) => {
    // The target works on its digest while this process makes the other one.
    const asked = target.digest(table, piece)
    const mine = source.digest(table, piece)
    const theirs = await asked
    return { mine, isEqual: mine.rows === theirs.rows && mine.hash === theirs.hash }
  }
  const replace = (table: Table, piece: Piece) =>
    target.replace(table, piece, source.rows(table, piece))
  const all = async (table: Table) => {
    const [extent, filled] = [await target.extent(table), await target.filled(table)]
    return piecesOf(table, Math.max(source.extent(table), extent), [
      ...source.filled(table),
      ...filled,
    ])
  }
  const settle = async (table: Table, piece: Piece): Promise<Digest> => {
    const first = await compare(table, piece)
    if (first.isEqual) return first.mine
    await replace(table, piece)
    const second = await compare(table, piece)
    if (second.isEqual) return second.mine
    throw new Error(`the rows of ${keyOf(table, piece)} do not become equal`)
  }
  return {
    mend: async (table: Table) => {
      for (const piece of await all(table)) {
        const { isEqual } = await compare(table, piece)
        if (!isEqual) await replace(table, piece)
      }
    },
    proveWhole: async (table: Table) => {
      const lastWhole = pieceOf(source.extent(table)) - 1
      for (const piece of await all(table)) {
        const key = keyOf(table, piece)
        if (piece.number > lastWhole || proven.has(key)) continue
        proven.set(key, await settle(table, piece))
      }
    },
    prove: async (table: Table): Promise<TableProof> => {
      const hash = createHash('sha256')
      let rows = 0
      for (const piece of await all(table)) {
        const digest = proven.get(keyOf(table, piece)) ?? (await settle(table, piece))
        rows += digest.rows
        // A piece that only the target had rows in is empty now: the next run does not see it at all.
        if (digest.rows > 0) hash.update(digest.hash)
      }
      return { table: table.name, rows, hash: hash.digest('hex') }
    },
  }
}
