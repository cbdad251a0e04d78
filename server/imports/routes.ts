import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  IMPORT_CHECK_PATH,
  IMPORT_COLUMNS,
  IMPORT_STAGE_PATH,
  importQuerySchema,
  stagingQuerySchema,
} from '../../src/contract/admin/imports.ts'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { minor } from '../../src/contract/money.ts'
import { parseJson, parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import { refuseForeignPage, requireStaff, sendReply } from '../staff/index.ts'
import { importerOf } from './admin.ts'
import type { FileRules } from './check-file.ts'
import { IMPORT_BYTES_MAX } from './limits.ts'
import { reportCsv } from './report-csv.ts'
import { checkImport, stageImport } from './staging.ts'

/** The two doors that take a file. */
export function registerImports(app: FastifyInstance, context: ServerContext): void {
  app.register(async (scope) => {
    // The file is read as it comes: nothing of it is kept whole.
    scope.addContentTypeParser('text/csv', (_request, body, done) => done(null, body))
    const config = { load: 'reports', takesFiles: true } as const
    const options = { bodyLimit: IMPORT_BYTES_MAX, config }
    scope.post(IMPORT_CHECK_PATH, options, (request, reply) => check(context, request, reply))
    scope.post(IMPORT_STAGE_PATH, options, (request, reply) => stage(context, request, reply))
  })
}

const checkQuery = z.strictObject({ ...importQuerySchema.shape, as: z.literal('csv').optional() })

async function check(
  context: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = await read(context, request, checkQuery)
  if (!asked.ok) return sendReply(reply, asked)
  const { who, query, columns, file } = asked.value
  const reading = { programId: query.programId, columns, dates: query.dates ?? 'iso' } as const
  const report = await checkImport(context, who, reading, file)
  if (!report.ok || query.as === undefined) return sendReply(reply, report)
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', 'attachment; filename="import-report.csv"')
    .send(reportCsv(report.value))
}

async function stage(
  context: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = await read(context, request, stagingQuerySchema)
  if (!asked.ok) return sendReply(reply, asked)
  const { who, query, columns, file } = asked.value
  const { programId, source, rows, form = 'physical', dates = 'iso' } = query
  const staging = { programId, source, rows, form, dates, columns }
  const remainingMinor = minor(query.remainingMinor)
  const taken = await stageImport(context, importerOf(who), { ...staging, remainingMinor }, file)
  return sendReply(reply, taken)
}

interface Read<Query> {
  readonly who: SignedIn
  readonly query: Query
  readonly columns: FileRules['columns']
  readonly file: AsyncIterable<Uint8Array>
}

async function read<Query extends { readonly columns?: string | undefined }>(
  context: ServerContext,
  request: FastifyRequest,
  schema: z.ZodType<Query>,
): Promise<Reply<Read<Query>>> {
  const foreign = refuseForeignPage(request)
  if (foreign) return foreign
  const who = await requireStaff(context, request, DOOR_ROLES['send-import-file'])
  if (!who.ok) return who
  const query = parseUnknown(schema, request.query)
  if (!query.ok) return malformed(query.problem)
  const columns = parseJson(columnsSchema, query.value.columns ?? '{}')
  if (!columns.ok) return malformed({ ...columns.problem, path: 'columns' })
  const file = fileIn(request.body)
  if (file === undefined) {
    return failed('REQUEST_MALFORMED', 'Send the file as it is, with content-type text/csv.')
  }
  return success({ who: who.value, query: query.value, columns: columns.value, file })
}

/** What columns are called in the file, where that is none of the names that are known. */
export const columnsSchema = z.partialRecord(z.enum(IMPORT_COLUMNS), z.string().min(1).max(100))

function fileIn(body: unknown): AsyncIterable<Uint8Array> | undefined {
  const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body
  return isStream ? (body as AsyncIterable<Uint8Array>) : undefined
}

function malformed({ path, message }: { path: string; message: string }): Reply<never> {
  return failed('REQUEST_MALFORMED', `${path}: ${message}`)
}
