import {
  databaseFile,
  describeDifference,
  openDatabase,
  verifyLedger,
} from '../../../server/storage/index.ts'
import { openWriteConnection } from '../../../server/storage/sqlite/connection.ts'
import type { RequestId } from '../../../src/contract/ids.ts'
import { digestOf } from './digest.ts'
import type { Promised } from './record.ts'

/**
 * Opens the ledger as its engine opens it, recovery included, and looks whether all that was promised
 * is there. Throws when it cannot be opened, or when the file or the ledger does not verify.
 */
export async function look(folder: string, promised: readonly Promised[]): Promise<string[]> {
  const { hasLedger, missing } = readMissing(folder, promised)
  if (hasLedger) await prove(folder)
  return missing
}

function readMissing(folder: string, promised: readonly Promised[]) {
  const connection = openWriteConnection(databaseFile(folder))
  try {
    // The ledger is made in one transaction: before it there is nothing to prove.
    const table = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'journal'")
    if (table.get() === undefined) {
      const found = connection.pragma('integrity_check', { simple: true })
      if (found !== 'ok') throw new Error(`integrity: ${String(found)}`)
      return { hasLedger: false, missing: promised.map(nameOf) }
    }
    const operation = connection.prepare(
      'SELECT 1 FROM journal WHERE request_id = ? AND caller = ?',
    )
    const location = connection.prepare('SELECT 1 FROM location WHERE id = ?')
    const isMissing = (one: Promised) =>
      one.is === 'operation'
        ? operation.get(one.requestId, one.caller) === undefined
        : location.get(one.locationId) === undefined
    return { hasLedger: true, missing: promised.filter(isMissing).map(nameOf) }
  } finally {
    connection.close()
  }
}

/**
 * Opens the whole engine and asks for the answer of each promised operation: the same as was given.
 * Then writes to it, as the next customer would, and proves it again.
 */
export async function work(folder: string, promised: readonly Promised[]): Promise<string[]> {
  const database = await openDatabase({ dataDirectory: folder, clockBehind: 'hold' })
  const missing: string[] = []
  try {
    for (const one of promised) if (!(await isKept(one))) missing.push(nameOf(one))
    const row = { id: 'after', name: 'After the cut', created_at_ms: 1 }
    const query = database.read.insertInto('network').values(row).compile()
    if (!(await database.write([{ query, changes: 1 }]))) throw new Error('it takes no writes')
  } finally {
    await database.close()
  }
  await prove(folder)
  return missing

  async function isKept(one: Promised): Promise<boolean> {
    if (one.is === 'location') {
      const rows = database.read
        .selectFrom('location')
        .select('id')
        .where('id', '=', one.locationId)
      return (await rows.executeTakeFirst()) !== undefined
    }
    const stored = await database.ledger.outcome(one.caller, one.requestId as RequestId)
    return stored !== undefined && digestOf(stored.reply) === one.digest
  }
}

async function prove(folder: string): Promise<void> {
  const proof = verifyLedger(folder)
  if (!proof.ok) throw new Error(describeDifference(proof.difference))
}

function nameOf(promised: Promised): string {
  return promised.is === 'location'
    ? `location ${promised.locationId}`
    : `request ${promised.requestId}`
}
