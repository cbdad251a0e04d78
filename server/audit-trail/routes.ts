import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  AUDIT_FILE_PATH,
  type AuditFilter,
  type AuditLine,
  type AuditParty,
  auditFilter,
} from '../../src/contract/admin/audit.ts'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { networkZone } from '../network/index.ts'
import { csvRecord, harmlessCell, localTime } from '../settlement/index.ts'
import { requireStaff, sendReply } from '../staff/index.ts'
import type { Database } from '../storage/database.ts'
import { AUDIT_FILE_ROWS } from './limits.ts'
import { readLines } from './reading.ts'

const COLUMNS = ['entry', 'time', 'zone', 'who', 'who id', 'from', 'action', 'what', 'what id']

/** The audit as a file, narrowed as on the page. Who took it out is in it. */
export function registerAuditFile(app: FastifyInstance, context: ServerContext): void {
  app.get(AUDIT_FILE_PATH, async (request, reply) => {
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-audit'])
    if (!who.ok) return sendReply(reply, who)
    const query = parseUnknown(z.strictObject(auditFilter), request.query)
    if (!query.ok) {
      const { path, message } = query.problem
      return sendReply(reply, failed('REQUEST_MALFORMED', `${path}: ${message}`))
    }
    const { networkId, staffId, ip } = who.value
    const audit = record(context, {
      ...{ actor: `staff:${staffId}`, ip, action: 'audit-exported' },
      ...{ subject: `network:${networkId}`, detail: givenIn(query.value) },
    })
    await context.database.write([audit])
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', 'attachment; filename="audit.csv"')
      .send(Readable.from(records(context.database, networkId, query.value)))
  })
}

function givenIn(filter: AuditFilter): Record<string, string> {
  const given = Object.entries(filter).filter((one): one is [string, string] => Boolean(one[1]))
  return Object.fromEntries(given)
}

/** Newest first, in pieces. */
async function* records(
  database: Database,
  networkId: NetworkId,
  filter: AuditFilter,
): AsyncGenerator<string> {
  const zone = await networkZone(database.reports, networkId)
  yield csvRecord([...COLUMNS, 'detail'])
  let before: number | undefined
  for (;;) {
    const asked = { ...filter, before, limit: AUDIT_FILE_ROWS }
    const lines = await readLines(database, networkId, asked)
    if (lines.length > 0) yield lines.map((line) => csvRecord(cellsOf(line, zone))).join('')
    if (lines.length < AUDIT_FILE_ROWS) return
    before = lines.at(-1)?.entryId
  }
}

function cellsOf({ entryId, atMs, actor, ip, action, subject, detail }: AuditLine, zone: string) {
  return [
    String(entryId),
    localTime(atMs, zone),
    zone,
    harmlessCell(nameOf(actor)),
    actor.reference,
    ip ?? '',
    action,
    harmlessCell(nameOf(subject)),
    subject.reference,
    harmlessCell(JSON.stringify(detail)),
  ]
}

function nameOf({ kind, name }: AuditParty): string {
  return name ?? kind
}
