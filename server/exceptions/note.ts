import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { ExceptionView } from '../../src/contract/admin/exceptions.ts'
import type { AdminInput } from '../../src/contract/admin/table.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import type { Schema } from '../storage/index.ts'
import { findException } from './list.ts'

/** Keeps what the operator found out about it. NOT_FOUND when the network has no such one. */
export async function noteException(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  who: SignedIn,
  { exceptionId, note }: AdminInput<'note-exception'>,
): Promise<Reply<ExceptionView>> {
  return change(context, who, exceptionId, { owner_note: note }, { action: 'exception-note', note })
}

/** Takes it, gives it back or settles it. NOT_FOUND when the network has no such one. */
export async function decideException(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  who: SignedIn,
  { exceptionId, state, note }: AdminInput<'decide-exception'>,
): Promise<Reply<ExceptionView>> {
  const set = {
    owner_state: state === 'open' ? null : state,
    ...(note !== null && { owner_note: note }),
  }
  return change(context, who, exceptionId, set, { action: `exception-${state}`, note })
}

async function change(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  who: SignedIn,
  exceptionId: string,
  set: Partial<Pick<Schema['exception'], 'owner_note' | 'owner_state'>>,
  { action, note }: { readonly action: AuditAction; readonly note: string | null },
): Promise<Reply<ExceptionView>> {
  const { database, nowMs } = context
  const query = database.read
    .updateTable('exception')
    .set({ ...set, owner_id: who.staffId, owner_at_ms: nowMs() })
    .where('id', '=', exceptionId)
    .where('network_id', '=', who.networkId)
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, subject: `exception:${exceptionId}` },
    ...{ action, detail: { note } },
  })
  const isWritten = await database.write([{ query, changes: 1 }, audit])
  const noted = isWritten && (await findException(database, who.networkId, exceptionId))
  return noted ? success(noted) : failed('NOT_FOUND', 'There is no such exception.')
}
