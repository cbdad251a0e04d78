import type { ImportView } from '../../src/contract/admin/imports.ts'
import type { RequestId } from '../../src/contract/ids.ts'
import { failed, type Reply } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { releaseNumber } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { ImportReversalRequest } from '../ledger/request.ts'
import type { WriteQuery } from '../storage/database.ts'
import { STAYED } from '../storage/index.ts'
import { contentHash } from '../stored-value/index.ts'
import { callerOf, importRequestId } from './committing.ts'
import { changeImport, findImport, type Import, itemKey, serialOf } from './import-rows.ts'
import { PIECE_ROWS } from './limits.ts'
import { type Importer, importView, noImport } from './staging.ts'
import { usedCards } from './used-cards.ts'

/** What is to become of an import. */
export interface Reversal {
  readonly importId: string
  /** Whether cards that were used stay, in place of keeping all where they are. */
  readonly exceptUsed: boolean
  readonly reason: string
}

/**
 * Begins to take the cards of an import out again. STATE_CONFLICT, with some of them named, when any was
 * used and those are not to stay.
 */
export async function reverseImport(
  context: ServerContext,
  who: Importer,
  { importId, exceptUsed, reason }: Reversal,
): Promise<Reply<ImportView>> {
  const found = await findImport(context.database, who.networkId, importId)
  if (found === undefined) return noImport()
  if (found.state !== 'committed' && found.state !== 'reversed')
    return failed('STATE_CONFLICT', 'Only an import that is committed can be reversed.')
  const used = await usedCards(context.database.reports, found)
  if (used.length > 0 && !exceptUsed) return failed('STATE_CONFLICT', usedText(used))
  const change = changeImport(context, found, '', {
    ...{ state: 'reversing', done_rows: 0, attempts: found.attempts + 1, reason },
    ...{ reversed_by: who.actor, reversed_at_ms: context.nowMs() },
    ...{ worker: null, lease_until_ms: 0 },
  })
  const audit = record(context, {
    ...{ actor: who.actor, ip: who.ip, action: 'import-reverse', subject: `import:${importId}` },
    detail: { reason, exceptUsed, used: used.length },
  })
  const isBegun = await context.database.write([change, audit])
  return isBegun ? importView(context, who.networkId, importId) : failed('STATE_CONFLICT')
}

function usedText(used: Awaited<ReturnType<typeof usedCards>>): string {
  const named = used.slice(0, NAMED_MAX).map(({ card }) => card)
  const more = used.length > named.length ? ` and ${used.length - named.length} more` : ''
  return `${used.length} of the cards were used: ${named.join(', ')}${more}. Nothing was reversed; undo their use first, or reverse all but those.`
}

/** Cards that a message names; the rest are in the list of used ones. */
const NAMED_MAX = 10

/** A row that is in the ledger, with the number of its card. */
interface ImportedRow {
  readonly id: number
  readonly card_id: number
  readonly uid: string
  readonly number_lookup: Uint8Array
  readonly number_sealed: Uint8Array
  readonly key_version: number
}

/**
 * Takes the next rows out of the ledger, and gives their numbers free. Goes on after a kill as
 * committing does. `ended` when there is no more to do here.
 */
export async function reversePiece(
  context: ServerContext,
  found: Import,
  worker: string,
): Promise<'more' | 'ended'> {
  const { database } = context
  const last = found.done_rows + PIECE_ROWS
  if (found.done_rows >= found.row_count) {
    await finish(context, found, worker)
    return 'ended'
  }
  if (!(await database.write([changeImport(context, found, worker, {})]))) return 'ended'
  const rows = await importedRows(context, found, last)
  const replies = await Promise.all(
    rows.map((row) => database.ledger.execute(reversalOf(found, row.id))),
  )
  const marks = rows.flatMap((row, at) =>
    replies[at]?.reply.ok ? takenOut(context, row) : [stays(context, row.id)],
  )
  const isKept = await database.write([
    changeImport(context, found, worker, { done_rows: Math.min(last, found.row_count) }),
    ...marks,
  ])
  return isKept ? 'more' : 'ended'
}

function importedRows(
  { database }: ServerContext,
  { number, done_rows }: Import,
  last: number,
): Promise<ImportedRow[]> {
  return database.read
    .selectFrom('card_import_item as item')
    .innerJoin('card', 'card.uid', 'item.uid')
    .where('item.id', '>', itemKey(number, done_rows))
    .where('item.id', '<=', itemKey(number, last))
    .where('item.journal_id', 'is not', null)
    .where(({ eb, or }) => or([eb('item.code', 'is', null), eb('item.code', '<>', 'reversed')]))
    .select(['item.id', 'item.uid', 'card.id as card_id', 'card.number_lookup'])
    .select(['card.number_sealed', 'card.key_version'])
    .execute()
}

/** A later try has ids of its own: what was refused once stays refused under its id. */
function reversalOf(found: Import, key: number): ImportReversalRequest {
  const requestId = `reversal:${found.id}:${found.attempts}:${serialOf(key)}` as RequestId
  const original = { by: 'request', requestId: importRequestId(found, key) } as const
  return {
    ...{ kind: 'import_reversal', caller: callerOf(found), requestId, original },
    contentHash: contentHash('import_reversal', { of: original.requestId }),
  }
}

function takenOut(context: ServerContext, row: ImportedRow): WriteQuery[] {
  const gone = { code: 'reversed', pin_hash: null, is_quick: 0 as const }
  return [...releaseNumber(context, { ...row, id: row.card_id }), markOf(context, row.id, gone)]
}

function stays(context: ServerContext, key: number): WriteQuery {
  return markOf(context, key, { code: STAYED })
}

function markOf({ database }: ServerContext, key: number, change: object): WriteQuery {
  const query = database.read.updateTable('card_import_item').set(change).where('id', '=', key)
  return { query: query.compile() }
}

async function finish(context: ServerContext, found: Import, worker: string): Promise<void> {
  const audit = record(context, {
    actor: 'system',
    action: 'import-reversed',
    subject: `import:${found.id}`,
    detail: { attempt: found.attempts },
  })
  const change = { state: 'reversed' as const, worker: null, lease_until_ms: 0 }
  await context.database.write([changeImport(context, found, worker, change), audit])
}
