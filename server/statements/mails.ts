import type { StatementMail } from '../../src/contract/admin/statements.ts'
import type { LocationId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/index.ts'
import { LEASE_MS } from './limits.ts'
import { queue } from './mailing.ts'

function lineRows({ read }: Pick<Database, 'read'>, runId: string) {
  return read
    .selectFrom('settlement_line as line')
    .innerJoin('location', 'location.id', 'line.location_id')
    .leftJoin('statement_mail as mail', (join) =>
      join
        .onRef('mail.run_id', '=', 'line.run_id')
        .onRef('mail.location_id', '=', 'line.location_id'),
    )
    .leftJoin('statement_language as spoken', 'spoken.location_id', 'line.location_id')
    .where('line.run_id', '=', runId)
    .orderBy('location.name')
    .select(['line.run_id', 'line.location_id', 'location.name', 'location.email'])
    .select(['mail.state', 'mail.at_ms', 'spoken.language'])
}

/** How the mails of a run's statements fare, by the names of their locations. */
export async function mailsOf(
  database: Pick<Database, 'read'>,
  runId: string,
): Promise<StatementMail[]> {
  const rows = await lineRows(database, runId).execute()
  return rows.map((row) => ({
    locationId: row.location_id as LocationId,
    locationName: row.name,
    email: row.email,
    language: row.language ?? 'en',
    state: row.email === '' ? 'none' : (row.state ?? 'waiting'),
    atMs: row.at_ms,
  }))
}

/**
 * Puts one statement in the post again, or all that were not sent. Answers how many. One that is being
 * sent just now, or goes out shortly, stays as it is: it would be sent twice.
 */
export async function mailAgain(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  runId: string,
  locationId: LocationId | null,
): Promise<number> {
  const rows = await lineRows(database, runId).execute()
  const wanted = rows
    .filter(({ email }) => email !== '')
    .filter((row) => (locationId === null ? row.state !== 'sent' : row.location_id === locationId))
    .map(({ run_id, location_id }) => ({ run_id, location_id }))
  if (wanted.length === 0) return 0
  await queue({ database }, wanted)
  const again = wanted.map(({ run_id, location_id }) => ({
    query: database.read
      .updateTable('statement_mail')
      .set({ state: 'waiting', tries: 0, try_after_ms: 0 })
      .where('run_id', '=', run_id)
      .where('location_id', '=', location_id)
      .where(({ eb, or }) =>
        or([eb('state', '!=', 'waiting'), eb('try_after_ms', '>', nowMs() + LEASE_MS)]),
      )
      .compile(),
  }))
  await database.write(again)
  return wanted.length
}
