import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { STATEMENT_PATH } from '../../src/contract/admin/table.ts'
import { locationIdSchema } from '../../src/contract/ids.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { requireStaff, sendReply } from '../staff/index.ts'
import { plainName } from './cells.ts'
import { checkDays } from './days.ts'
import { placesOf } from './places.ts'
import { statementLines } from './statement.ts'

const querySchema = z.strictObject({
  locationId: locationIdSchema,
  from: z.iso.date(),
  to: z.iso.date(),
})

/** The statement of one location as a file. */
export function registerStatement(app: FastifyInstance, context: ServerContext): void {
  app.get(STATEMENT_PATH, async (request, reply) => {
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-statement'])
    if (!who.ok) return sendReply(reply, who)
    const query = parseUnknown(querySchema, request.query)
    if (!query.ok) {
      const { path, message } = query.problem
      return sendReply(reply, failed('REQUEST_MALFORMED', `${path}: ${message}`))
    }
    const { locationId, ...given } = query.value
    const days = checkDays(given)
    if (!days.ok) return sendReply(reply, days)
    const places = await placesOf(context.database, who.value.networkId)
    const place = places.find((known) => known.locationId === locationId)
    if (!place) return sendReply(reply, failed('NOT_FOUND', 'There is no such location.'))
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', `attachment; filename="${fileName(place.name, given)}"`)
      .send(Readable.from(statementLines(context.database, place, given)))
  })
}

function fileName(name: string, { from, to }: { from: string; to: string }): string {
  return `statement-${plainName(name)}-${from}-${to}.csv`
}
