import { z } from 'zod'
import {
  IMPORT_CHECK_PATH,
  IMPORT_STAGE_PATH,
  type ImportReport,
  type ImportView,
  importReportSchema,
  importViewSchema,
} from '../../../../../src/contract/admin/imports.ts'
import { parseJson } from '../../../../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../../../../src/contract/refusals.ts'
import { adminReplySchema } from '../../../../../src/contract/reply-schemas.ts'

/** How a file is to be read, as the query of the two doors takes it. */
export type FileQuery = Readonly<Record<string, string>>

/** Asks what is wrong with a file; nothing is kept of it. */
export function checkFile(file: File, query: FileQuery): Promise<Reply<ImportReport>> {
  return send(IMPORT_CHECK_PATH, file, query, importReportSchema)
}

/** Has a file taken in, to be committed by somebody else. */
export function stageFile(file: File, query: FileQuery): Promise<Reply<ImportView>> {
  return send(IMPORT_STAGE_PATH, file, query, importViewSchema)
}

/** The report as a file for spreadsheets. */
export async function fetchReport(file: File, query: FileQuery): Promise<Reply<Blob>> {
  try {
    const response = await post(IMPORT_CHECK_PATH, file, { ...query, as: 'csv' })
    return response.ok ? success(await response.blob()) : read(await response.text(), z.never())
  } catch {
    return failed('NOT_CONNECTED')
  }
}

async function send<Value>(
  path: string,
  file: File,
  query: FileQuery,
  schema: z.ZodType<Value>,
): Promise<Reply<Value>> {
  try {
    const response = await post(path, file, query)
    return read(await response.text(), schema)
  } catch {
    return failed('NOT_CONNECTED')
  }
}

function post(path: string, file: File, query: FileQuery): Promise<Response> {
  return fetch(`${path}?${new URLSearchParams(query)}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'text/csv', 'x-countermark-admin': '1' },
    body: file,
  })
}

function read<Value>(text: string, schema: z.ZodType<Value>): Reply<Value> {
  const parsed = parseJson(adminReplySchema(schema), text)
  return parsed.ok ? (parsed.value as Reply<Value>) : failed('INTERNAL')
}
