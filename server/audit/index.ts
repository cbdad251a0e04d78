import { sql } from 'kysely'
import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'

/** What was done outside the ledger, by whom, to what. */
export interface AuditEntry {
  /** `staff:<id>`, `device:<id>`, `client:<id>` or `system`. */
  readonly actor: string
  readonly action: AuditAction
  /** What it was done to, as `device:<id>`. */
  readonly subject: string
  /** Facts worth keeping. Never a number, PIN, password or token. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>
  readonly ip?: string | null
}

/** The audit row as a statement, to be written in the transaction of the deed itself. */
export function record(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  entry: AuditEntry,
): WriteQuery {
  const detail = JSON.stringify(entry.detail ?? {})
  const query = sql`
    INSERT INTO audit (time_ms, actor, action, subject, detail, ip)
    VALUES (${context.nowMs()}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${detail}, ${entry.ip ?? null})
  `.compile(context.database.read)
  return { query, changes: 1 }
}

/**
 * Whether such a row is there. Of a deed of the ledger that is asked for once more: the server may have
 * ended between the deed and its row.
 */
export async function isNoted(
  { database }: Pick<ServerContext, 'database'>,
  { actor, action, subject }: Pick<AuditEntry, 'actor' | 'action' | 'subject'>,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('audit')
    .where('action', '=', action)
    .where('subject', '=', subject)
    .where('actor', '=', actor)
    .select('id')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
