import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Client, DatabaseError } from 'pg'
import { databaseFile } from '../files.ts'
import { migrate, postgresSteps } from '../postgres/migrate.ts'
import type { Connection } from '../sqlite/connection.ts'
import { readMoved } from '../sqlite/moved.ts'
import { withTarget } from './connect.ts'
import { type Copying, openCopying, type TableProof } from './copying.ts'
import { notFitting, withoutPassword } from './failures.ts'
import { type MovedBooks, readSourceBooks, readTargetBooks } from './figures.ts'
import {
  assertEmpty,
  assertSameShape,
  completeTarget,
  emptyTarget,
  openForRows,
} from './landing.ts'
import { PASSES_MAX, SEAL_WITHIN } from './limits.ts'
import { createMark, endMark, type MoveMark, readMark } from './mark.ts'
import { assertSameMove, sealFile, unsealFile } from './seal.ts'
import { openSource } from './source.ts'
import { holdLedger, nameOfLedger, openMovable, proveSource } from './source-file.ts'
import { readTables, type Table } from './tables.ts'
import { openTarget } from './target.ts'

/** A move that came to its end: both sides are the same, and the target is the ledger. */
export interface Moved {
  readonly target: string
  readonly tables: readonly TableProof[]
  readonly books: MovedBooks
  /** From the seal of this run to the end, in ms: as long the ledger took no operations. */
  readonly sealedMs: number
}

export interface MoveOptions {
  readonly dataDirectory: string
  /** Address of an empty PostgreSQL database, or of one that a move into was interrupted. */
  readonly databaseUrl: string
  /** Told what is being done. */
  readonly onProgress: (text: string) => void
}

/**
 * Carries the ledger of a folder over to PostgreSQL while its server runs. Everything is copied and
 * compared before and after the moment when the file is sealed; only then is the target a ledger. It
 * may be cut short at any moment and run again: how far it came is seen in the target's own rows.
 */
export async function moveLedger(options: MoveOptions): Promise<Moved> {
  const letGo = holdLedger(options.dataDirectory)
  try {
    return await moveHeld(options)
  } finally {
    letGo()
  }
}

async function moveHeld(options: MoveOptions): Promise<Moved> {
  const connection = openMovable(options.dataDirectory)
  try {
    return await withTarget(options.databaseUrl, async (client) => {
      const tables = readTables(connection)
      const mark = await beginMark(client, connection)
      if (mark.state === 'complete') return alreadyMoved(client, connection, options)
      await migrate(options.databaseUrl, postgresSteps(), Date.now())
      await assertSameShape(client, tables)
      return carry({ client, connection, tables, mark, options })
    })
  } finally {
    connection.close()
  }
}

/**
 * Gives an interrupted move up: the target can never become the ledger any more, and the file is the
 * ledger again. Without the target, when that is lost for good, only by `isTargetLost`.
 */
export async function giveUpMove(
  options: Omit<MoveOptions, 'onProgress'> & { readonly isTargetLost: boolean },
): Promise<void> {
  const letGo = holdLedger(options.dataDirectory)
  try {
    await giveUpHeld(options)
  } finally {
    letGo()
  }
}

async function giveUpHeld(options: Parameters<typeof giveUpMove>[0]): Promise<void> {
  const file = databaseFile(options.dataDirectory)
  if (options.isTargetLost) return unsealFile(file, null)
  await withTarget(options.databaseUrl, async (client) => {
    const mark = await readMark((sql) => client.query(sql))
    if (mark === undefined) throw notFitting('No move into this database was begun.')
    if (mark.state === 'complete')
      throw notFitting('The move is complete: the ledger lives in this database now.')
    if (mark.state === 'running') await endMark(client, 'given_up', Date.now())
    await unsealFile(file, mark.moveId)
  })
}

/** A move that is under way in this process. */
interface Carrying {
  readonly client: Client
  readonly connection: Connection
  readonly tables: readonly Table[]
  readonly mark: MoveMark
  readonly options: MoveOptions
}

async function carry(carrying: Carrying): Promise<Moved> {
  const { client, connection, tables } = carrying
  // What a power cut takes from the copy is copied again; its mark and its end wait for the disk.
  await client.query('SET synchronous_commit = off')
  await openForRows(client, openSource(connection).extent(journalOf(tables)))
  if (!(await isSameHistory(client, connection))) await emptyTarget(client, tables)
  try {
    return await copyAll(carrying)
  } catch (error) {
    // Rows that are in each other's way: of a history that the source lost. All of it is copied anew.
    if (!(error instanceof DatabaseError) || error.code !== '23505') throw error
    carrying.options.onProgress('what was copied before is not of this history: copying it anew')
    await emptyTarget(client, tables)
    return copyAll(carrying)
  }
}

async function copyAll(carrying: Carrying): Promise<Moved> {
  const { client, connection, tables, mark, options } = carrying
  const { onProgress, dataDirectory } = options
  const copying = openCopying({
    source: openSource(connection),
    target: openTarget(client),
    tables,
  })
  const wasSealed = assertOwnSeal(connection, mark)
  if (wasSealed) onProgress('the ledger is sealed already: copying what is missing')
  const copied = wasSealed ? undefined : await copyRunning(copying, options)
  if (!wasSealed) {
    await client.query('ANALYZE')
    onProgress('sealing the ledger: from now on it takes no operations')
  }
  const sealedAtMs = performance.now()
  const target = withoutPassword(options.databaseUrl)
  if (!wasSealed)
    await sealFile(databaseFile(dataDirectory), {
      ...{ moveId: mark.moveId, target, sealedAtMs: Date.now() },
    })
  assertStillSealed(connection, mark)
  await copying.addNew()
  if (copied !== undefined) await copying.putTouched(copied)
  await copying.writeSmall()
  onProgress('comparing both sides')
  const proofs = await copying.proveAll()
  const books = await compareBooks(client, connection)
  assertStillSealed(connection, mark)
  await completeTarget(client, tables, Date.now())
  const sealedMs = Math.round(performance.now() - sealedAtMs)
  return { target, tables: proofs, books, sealedMs }
}

/** While the server goes on: until little is left. Returns up to which operation nothing is missing. */
async function copyRunning(copying: Copying, options: MoveOptions): Promise<number> {
  const { onProgress } = options
  let copied = copying.newest()
  onProgress(`copying ${copied} operations and the cards`)
  await copying.addNew()
  await copying.mendChanging()
  copied = await catchUp(copying, copied)
  onProgress('proving the ledger')
  await proveSource(options.dataDirectory)
  copied = await catchUp(copying, copied)
  onProgress('comparing what does not change any more')
  await copying.proveGrown()
  for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
    copied = await catchUp(copying, copied)
    const behind = copying.newest() - copied
    onProgress(`${behind} operations behind`)
    if (behind < SEAL_WITHIN) break
  }
  return copied
}

async function catchUp(copying: Copying, from: number): Promise<number> {
  const until = copying.newest()
  await copying.addNew()
  await copying.putTouched(from)
  return until
}

async function compareBooks(client: Client, connection: Connection): Promise<MovedBooks> {
  const asked = readTargetBooks(client)
  const books = readSourceBooks(connection)
  if (isDeepStrictEqual(books, await asked)) return books
  throw new Error('the books of both sides are not the same')
}

async function alreadyMoved(
  client: Client,
  connection: Connection,
  { databaseUrl }: MoveOptions,
): Promise<Moved> {
  const books = await readTargetBooks(client)
  if (readMoved(connection) === undefined)
    throw notFitting('This database holds a ledger already. Make a new one with createdb.')
  return { target: withoutPassword(databaseUrl), tables: [], books, sealedMs: 0 }
}

async function beginMark(client: Client, connection: Connection): Promise<MoveMark> {
  const ledger = nameOfLedger(connection)
  const found = await readMark((sql) => client.query(sql))
  const moved = readMoved(connection)
  if (found === undefined) {
    if (moved) assertSameMove(moved, '')
    await assertEmpty(client)
    const mark = { moveId: randomUUID(), ledger }
    await createMark(client, mark, Date.now())
    return { ...mark, state: 'running' }
  }
  if (found.ledger !== ledger)
    throw notFitting('Another ledger is being moved into this database. Make a new one.')
  if (found.state === 'given_up')
    throw notFitting('A move into this database was given up. Make a new one with createdb.')
  if (moved) assertSameMove(moved, found.moveId)
  return found
}

function assertOwnSeal(connection: Connection, { moveId }: MoveMark): boolean {
  const moved = readMoved(connection)
  if (moved) assertSameMove(moved, moveId)
  return moved !== undefined
}

/** What is read here has to be what was sealed: nobody may have put another file in its place. */
function assertStillSealed(connection: Connection, mark: MoveMark): void {
  if (assertOwnSeal(connection, mark)) return
  throw notFitting(
    'The file of the ledger was replaced or unsealed while it was moved. Nothing was moved: give this ' +
      'move up with --give-up, see which ledger is the right one, and move that into a new database.',
  )
}

function journalOf(tables: readonly Table[]): Table {
  const journal = tables.find(({ name }) => name === 'journal')
  if (journal === undefined) throw notFitting('This is no ledger.')
  return journal
}

/** Whether the end of the chain in the target is a place in the chain of the file. */
async function isSameHistory(client: Client, connection: Connection): Promise<boolean> {
  const { rows } = await client.query<{ id: string; hash: Uint8Array }>(
    'SELECT id, hash FROM commit_group ORDER BY id DESC LIMIT 1',
  )
  const [last] = rows
  if (last === undefined) return true
  const hash = connection
    .prepare<[number], Uint8Array>('SELECT hash FROM commit_group WHERE id = ?')
    .pluck()
    .get(Number(last.id))
  return hash !== undefined && Buffer.compare(hash, last.hash) === 0
}
