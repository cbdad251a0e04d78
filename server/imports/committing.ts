import type { ImportView } from '../../src/contract/admin/imports.ts'
import type { CardId, NetworkId, ProgramId, RequestId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { lookupsOf, makeImportedCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { decodeOperationId } from '../ledger/operation-id.ts'
import type { Caller, ImportRequest } from '../ledger/request.ts'
import type { WriteQuery } from '../storage/database.ts'
import { contentHash, secretDigest } from '../stored-value/index.ts'
import { changeImport, findImport, type Import, itemKey, serialOf } from './import-rows.ts'
import { type Item, openItem } from './items.ts'
import { PIECE_ROWS } from './limits.ts'
import { type Control, type Importer, importView, noImport } from './staging.ts'

/**
 * Begins to put a staged import into the ledger. STATE_CONFLICT when it is not staged any more;
 * NOT_PERMITTED to the one who staged it; REQUEST_MALFORMED when the figures are not those of the file.
 */
export async function commitImport(
  context: ServerContext,
  who: Importer,
  importId: string,
  control: Control,
): Promise<Reply<ImportView>> {
  const found = await findImport(context.database, who.networkId, importId)
  if (found === undefined) return noImport()
  if (found.state !== 'staged') return failed('STATE_CONFLICT', NOT_STAGED)
  if (found.staged_by === who.actor && who.actor !== 'system')
    return failedBecause(
      'NOT_PERMITTED',
      'OWN_DECISION',
      'Another person has to commit what you staged. Ask one to do it.',
    )
  if (found.row_count !== control.rows || found.amount_minor !== control.remainingMinor)
    return failedBecause('REQUEST_MALFORMED', 'FIGURES_DIFFER', NOT_THE_FILE)
  const change = changeImport(context, found, '', {
    ...{ state: 'committing', done_rows: 0, committed_by: who.actor },
    ...{ committed_at_ms: context.nowMs(), worker: null, lease_until_ms: 0 },
  })
  const audit = record(context, {
    ...{ actor: who.actor, ip: who.ip, action: 'import-commit', subject: `import:${importId}` },
    detail: { rows: control.rows, remainingMinor: control.remainingMinor },
  })
  const isBegun = await context.database.write([change, audit])
  return isBegun
    ? importView(context, who.networkId, importId)
    : failed('STATE_CONFLICT', NOT_STAGED)
}

const NOT_STAGED = 'Only an import that is staged can be committed. Look at its state.'
const NOT_THE_FILE =
  'The count and the total are not those of the staged file. Compare them with the report of the system that the cards come from.'

/**
 * Puts the next rows into the ledger. Each row has an id made of the import and its place, so that
 * whoever goes on after a kill is answered from the record. `ended` when there is no more to do here.
 */
export async function commitPiece(
  context: ServerContext,
  found: Import,
  worker: string,
): Promise<'more' | 'ended'> {
  const { database } = context
  const items = await pieceOf(context, found)
  if (items.length === 0) {
    await finish(context, found, worker)
    return 'ended'
  }
  if (!(await database.write([changeImport(context, found, worker, {})]))) return 'ended'
  const replies = await Promise.all(
    items.map((item) => database.ledger.execute(requestOf(context, found, item))),
  )
  const marks = items.flatMap((item, at) => markOf(context, item, replies[at]?.reply))
  const done_rows = found.done_rows + items.length
  const isKept = await database.write([
    changeImport(context, found, worker, { done_rows }),
    ...marks,
    forgetSealed(context, items),
  ])
  return isKept ? 'more' : 'ended'
}

function pieceOf({ database }: ServerContext, { number, done_rows }: Import): Promise<Item[]> {
  return database.read
    .selectFrom('card_import_item')
    .where('id', '>', itemKey(number, done_rows))
    .where('id', '<', itemKey(number + 1, 0))
    .orderBy('id')
    .limit(PIECE_ROWS)
    .selectAll()
    .execute()
}

/** Who asks the ledger: always the same, whoever goes on with it. */
export function callerOf({ id, network_id, committed_by }: Import): Caller {
  return {
    key: `import:${id}`,
    locationId: null,
    networkId: network_id as NetworkId,
    channel: 'admin',
    clerk: committed_by,
  }
}

/** The id of the request that imports a row. */
export function importRequestId({ id }: Import, key: number): RequestId {
  return `import:${id}:${serialOf(key)}` as RequestId
}

function requestOf(context: ServerContext, found: Import, item: Item): ImportRequest {
  const { number, form, expiresAtMs, ...rest } = openItem(context, item)
  const content = { ...rest, form, expiresAtMs, programId: found.program_id, uid: item.uid }
  const named = { ...content, number: secretDigest(context.keys, number) }
  return {
    ...{ kind: 'import', caller: callerOf(found), requestId: importRequestId(found, item.id) },
    contentHash: contentHash('import', named),
    currency: currency(found.currency),
    ...rest,
    lookups: lookupsOf(context.keys, number),
    newCard: makeImportedCard(context, {
      ...{ cardId: item.uid as CardId, programId: found.program_id as ProgramId },
      ...{ form, number, hasPin: item.pin_hash !== null, expiresAtMs, batch: found.source },
    }),
  }
}

/** Keeps which operation it became, or why the ledger refused it. */
function markOf(
  { database }: ServerContext,
  { id }: Item,
  reply: Reply<OperationAnswer> | undefined,
): WriteQuery[] {
  invariant(reply !== undefined, 'every row has an answer')
  if (reply.ok) {
    const journalId = decodeOperationId(reply.value.operationId)?.journalId ?? null
    return [mark(database.read, id, { journal_id: journalId })]
  }
  invariant('refusal' in reply, 'the ledger answers or refuses')
  return [mark(database.read, id, { code: reply.refusal.code, pin_hash: null, is_quick: 0 })]
}

function mark(
  read: ServerContext['database']['read'],
  id: number,
  change: Partial<Item>,
): WriteQuery {
  return { query: read.updateTable('card_import_item').set(change).where('id', '=', id).compile() }
}

function forgetSealed({ database }: ServerContext, items: readonly Item[]): WriteQuery {
  const keys = items.map(({ id }) => id)
  const query = database.read
    .updateTable('card_import_item')
    .set({ sealed: null })
    .where('id', 'in', keys)
    .compile()
  return { query }
}

async function finish(context: ServerContext, found: Import, worker: string): Promise<void> {
  const audit = record(context, {
    actor: 'system',
    action: 'import-committed',
    subject: `import:${found.id}`,
    detail: { rows: found.done_rows },
  })
  const change = { state: 'committed' as const, worker: null, lease_until_ms: 0 }
  await context.database.write([changeImport(context, found, worker, change), audit])
}
