import type { ExceptionView } from '../../src/contract/admin/exceptions.ts'
import type { AdminInput } from '../../src/contract/admin/table.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import { findException } from './list.ts'

/** Keeps what the operator found out about it. NOT_FOUND when the network has no such one. */
export async function noteException(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  who: SignedIn,
  { exceptionId, note }: AdminInput<'note-exception'>,
): Promise<Reply<ExceptionView>> {
  const { database, nowMs } = context
  const query = database.read
    .updateTable('exception')
    .set({ owner_note: note, owner_id: who.staffId, owner_at_ms: nowMs() })
    .where('id', '=', exceptionId)
    .where('network_id', '=', who.networkId)
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, subject: `exception:${exceptionId}` },
    ...{ action: 'exception-note', detail: { note } },
  })
  const isWritten = await database.write([{ query, changes: 1 }, audit])
  const noted = isWritten && (await findException(database, who.networkId, exceptionId))
  return noted ? success(noted) : failed('NOT_FOUND', 'There is no such exception.')
}
