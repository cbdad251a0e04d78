import { timingSafeEqual } from 'node:crypto'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { SignedIn } from '../staff/index.ts'
import { type MadeFile, makeFile } from './files.ts'
import { LINK_FETCHES_MAX } from './limits.ts'
import { type ExportParts, emailsOf, hashOfKey, readAll, wishOf } from './making.ts'

/**
 * The file of a mailed link, made again from closed days: the same bytes as were made then. NOT_FOUND
 * for a link that is none, is over or was followed often enough; STATE_CONFLICT when accounts were
 * renamed since, so that the file would be another one.
 */
export async function fileOfLink(
  { context }: Pick<ExportParts, 'context'>,
  { networkId }: SignedIn,
  { exportId, key }: { readonly exportId: string; readonly key: string },
): Promise<Reply<MadeFile>> {
  const { database, nowMs } = context
  const made = await database.read
    .selectFrom('book_export')
    .where('id', '=', exportId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
  const isRight = made?.link_hash && timingSafeEqual(hashOfKey(key), Buffer.from(made.link_hash))
  if (!made || !isRight) return gone()
  if (nowMs() >= (made.link_until_ms ?? 0)) return gone()
  const schedule = await database.read
    .selectFrom('book_schedule')
    .where('id', '=', made.schedule_id)
    .selectAll()
    .executeTakeFirstOrThrow()
  if (made.fetched >= LINK_FETCHES_MAX * emailsOf(schedule).length) return gone()
  const wish = wishOf(schedule, made)
  const first = await makeFile(database, wish)
  if (!first.ok) return first
  const read = await readAll(first.value.pieces, 0)
  if (!read.ok || read.value.sha256 !== made.sha256)
    return failed('STATE_CONFLICT', 'Accounts were renamed since. Take the file out of the books.')
  const query = database.read
    .updateTable('book_export')
    .set({ fetched: made.fetched + 1 })
    .where('id', '=', exportId)
    .compile()
  await database.write([{ query, changes: 1 }])
  const again = await makeFile(database, wish)
  return again.ok ? success(again.value) : again
}

function gone(): Reply<never> {
  return failed('NOT_FOUND', 'The link is over. Take the file out of the books.')
}
