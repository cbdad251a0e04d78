import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { PAYOUT_FILE_PATH } from '../../src/contract/admin/payouts.ts'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { requireStaff, sendReply } from '../staff/index.ts'
import { makeFile } from './files.ts'
import { findFile } from './sending.ts'

const querySchema = z.strictObject({ fileId: z.uuid() })

/** The bank files of runs, to be brought to a bank by hand. Who took one is kept. */
export function registerPayoutFiles(app: FastifyInstance, context: ServerContext): void {
  app.get(PAYOUT_FILE_PATH, async (request, reply) => {
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-payout-file'])
    if (!who.ok) return sendReply(reply, who)
    const query = parseUnknown(querySchema, request.query)
    if (!query.ok) {
      const { path, message } = query.problem
      return sendReply(reply, failed('REQUEST_MALFORMED', `${path}: ${message}`))
    }
    const file = await findFile(context, who.value.networkId, query.value.fileId)
    if (file === undefined || file.sha256 === null)
      return sendReply(reply, failed('NOT_FOUND', 'There is no such file, or it is not made yet.'))
    const { bytes, sha256 } = await makeFile(context, file)
    const { staffId, ip } = who.value
    await context.database.write([
      record(context, {
        ...{ actor: `staff:${staffId}`, ip, action: 'payout-file-read' },
        ...{ subject: `file:${file.id}`, detail: { name: file.name, sha256 } },
      }),
    ])
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('x-content-sha256', sha256)
      .send(bytes)
  })
}
