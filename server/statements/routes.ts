import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import {
  RUN_TABLE_PATH,
  STATEMENT_FILE_PATH,
  STATEMENT_FORMATS,
  STATEMENT_LANGUAGES,
} from '../../src/contract/admin/statements.ts'
import { locationIdSchema } from '../../src/contract/ids.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { findRun } from '../payouts/index.ts'
import { checkDays } from '../settlement/index.ts'
import { requireStaff, type SignedIn, sendReply } from '../staff/index.ts'
import type { StatementDocument } from './document.ts'
import { CONTENT_TYPES, statementFile, statementName } from './files.ts'
import { findRunStatement, languageOf, placeOf } from './finding.ts'
import { statementOfDays } from './of-days.ts'
import { runCsv, runXlsx } from './run-table.ts'

const statementSchema = z.strictObject({
  locationId: locationIdSchema,
  format: z.enum(STATEMENT_FORMATS),
  language: z.enum(STATEMENT_LANGUAGES).optional(),
  runId: z.uuid().optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})

const tableSchema = z.strictObject({
  runId: z.uuid(),
  format: z.enum(['csv', 'xlsx']),
  language: z.enum(STATEMENT_LANGUAGES).default('en'),
})

/** Statements of locations and tables of runs, as files. */
export function registerStatements(app: FastifyInstance, context: ServerContext): void {
  const { database } = context
  app.get(STATEMENT_FILE_PATH, async (request, reply) => {
    const asked = await askedFor(context, request, statementSchema)
    if (!asked.ok) return sendReply(reply, asked)
    const { who, query } = asked.value
    const statement = await statementFor(context, who, query)
    if (!statement.ok) return sendReply(reply, statement)
    const { format } = query
    const name = statementName(statement.value, format)
    return fileHead(reply, name, CONTENT_TYPES[format]).send(
      await statementFile(statement.value, format),
    )
  })
  app.get(RUN_TABLE_PATH, async (request, reply) => {
    const asked = await askedFor(context, request, tableSchema)
    if (!asked.ok) return sendReply(reply, asked)
    const { who, query } = asked.value
    const { runId, format, language } = query
    const run = await findRun(database, who.networkId, runId)
    if (!run) return sendReply(reply, failed('NOT_FOUND', 'There is no such run.'))
    const make = format === 'csv' ? runCsv : runXlsx
    return fileHead(reply, `run-${run.number}.${format}`, CONTENT_TYPES[format]).send(
      Readable.from(make(database, runId, language)),
    )
  })
}

function fileHead(reply: FastifyReply, name: string, type: string): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name}"`)
}

async function askedFor<Query>(
  context: ServerContext,
  request: FastifyRequest,
  schema: z.ZodType<Query>,
): Promise<Reply<{ readonly who: SignedIn; readonly query: Query }>> {
  const who = await requireStaff(context, request, DOOR_ROLES['fetch-statement'])
  if (!who.ok) return who
  const query = parseUnknown(schema, request.query)
  if (query.ok) return success({ who: who.value, query: query.value })
  const { path, message } = query.problem
  return failed('REQUEST_MALFORMED', `${path}: ${message}`)
}

async function statementFor(
  { database }: ServerContext,
  { networkId }: SignedIn,
  wish: z.output<typeof statementSchema>,
): Promise<Reply<StatementDocument>> {
  const { locationId, runId, from, to } = wish
  const language = wish.language ?? (await languageOf(database, locationId))
  if (runId !== undefined) {
    const found = await findRunStatement(database, networkId, { runId, locationId, language })
    return found ? success(found) : failed('NOT_FOUND', 'The run has no such line.')
  }
  if (from === undefined || to === undefined)
    return failed('REQUEST_MALFORMED', 'from: name the days, or a run.')
  const days = checkDays({ from, to })
  if (!days.ok) return days
  const place = await placeOf(database, networkId, locationId)
  if (!place) return failed('NOT_FOUND', 'There is no such location.')
  return success(await statementOfDays(database, { networkId, place, language }, days.value))
}
