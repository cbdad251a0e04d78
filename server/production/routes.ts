import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { EXPORT_PATH, exportRequestSchema } from '../../src/contract/admin/production.ts'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { refuseForeignPage, requireStaff, sendReply } from '../staff/index.ts'
import { exportBatch } from './exports.ts'

const requestSchema = z.strictObject({ ...exportRequestSchema.shape, batchId: z.uuid() })

/** The file of a batch; `publicUrl` is what card links begin with. */
export function registerExport(
  app: FastifyInstance,
  context: ServerContext,
  publicUrl: () => string,
): void {
  const url = EXPORT_PATH.replace('{batchId}', ':batchId')
  app.post(url, { config: { load: 'reports' } }, async (request, reply) => {
    const foreign = refuseForeignPage(request)
    if (foreign) return sendReply(reply, foreign)
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-printer-file'])
    if (!who.ok) return sendReply(reply, who)
    const body = typeof request.body === 'object' ? request.body : {}
    const input: unknown = { ...body, ...(request.params as object) }
    const asked = parseUnknown(requestSchema, input)
    if (!asked.ok) {
      const { path, message } = asked.problem
      return sendReply(reply, failed('REQUEST_MALFORMED', `${path}: ${message}`))
    }
    const file = await exportBatch(context, who.value, { ...asked.value, serverUrl: publicUrl() })
    if (!file.ok) return sendReply(reply, file)
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename="${file.value.name}"`)
      .send(Readable.fromWeb(file.value.stream as NodeStream<Uint8Array>))
  })
}
