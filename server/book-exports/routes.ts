import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { BOOK_EXPORT_PATH } from '../../src/contract/admin/book-exports.ts'
import {
  BOOK_FILE_NAMES,
  BOOK_FILE_PATH,
  BOOK_FORMATS,
  EVIDENCE_PATH,
} from '../../src/contract/admin/books.ts'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { cardIdSchema } from '../../src/contract/ids.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { requireStaff, sendReply } from '../staff/index.ts'
import { evidenceOf } from './evidence.ts'
import { type MadeFile, makeFile } from './files.ts'
import { fileOfLink } from './link.ts'

const fileQuery = z.strictObject({
  what: z.enum(BOOK_FILE_NAMES),
  format: z.enum(BOOK_FORMATS),
  from: z.iso.date(),
  to: z.iso.date(),
})
const linkQuery = z.strictObject({ exportId: z.uuid(), key: z.string().min(20).max(100) })
const evidenceQuery = z.strictObject({ cardId: cardIdSchema })

/** Files of the books, and all that is known of a card. Who took what out is in the audit. */
export function registerBookFiles(app: FastifyInstance, context: ServerContext): void {
  app.get(BOOK_FILE_PATH, { config: { load: 'reports' } }, async (request, reply) => {
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-book-file'])
    if (!who.ok) return sendReply(reply, who)
    const query = parseUnknown(fileQuery, request.query)
    if (!query.ok) {
      const { path, message } = query.problem
      return sendReply(reply, failed('REQUEST_MALFORMED', `${path}: ${message}`))
    }
    const { networkId, staffId, ip } = who.value
    const file = await makeFile(context.database, { networkId, ...query.value })
    if (!file.ok) return sendReply(reply, file)
    const audit = record(context, {
      ...{ actor: `staff:${staffId}`, ip, action: 'books-exported' },
      ...{ subject: `network:${networkId}`, detail: { file: file.value.fileName } },
    })
    await context.database.write([audit])
    return sendFile(reply, file.value)
  })
  app.get(EVIDENCE_PATH, { config: { load: 'reports' } }, async (request, reply) => {
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-book-file'])
    if (!who.ok) return sendReply(reply, who)
    const query = parseUnknown(evidenceQuery, request.query)
    if (!query.ok) return sendReply(reply, failed('REQUEST_MALFORMED', 'cardId: not a card'))
    const pack = await evidenceOf(context, who.value.networkId, query.value.cardId)
    if (!pack.ok) return sendReply(reply, pack)
    const audit = record(context, {
      ...{ actor: `staff:${who.value.staffId}`, ip: who.value.ip, action: 'evidence-taken' },
      subject: `card:${query.value.cardId}`,
    })
    await context.database.write([audit])
    const name = `evidence-${query.value.cardId}.json`
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(`${JSON.stringify(pack.value, null, 2)}\n`)
  })
}

/** The file behind a link that was mailed: for people of the network who are signed in. */
export function registerBookLinks(app: FastifyInstance, context: ServerContext): void {
  const url = BOOK_EXPORT_PATH.replace('{exportId}', ':exportId')
  app.get(url, { config: { load: 'reports' } }, async (request, reply) => {
    const who = await requireStaff(context, request, DOOR_ROLES['fetch-book-file'])
    if (!who.ok) return sendReply(reply, who)
    const input: unknown = { ...(request.params as object), ...(request.query as object) }
    const query = parseUnknown(linkQuery, input)
    if (!query.ok) return sendReply(reply, failed('NOT_FOUND', 'The link is not whole.'))
    const file = await fileOfLink({ context }, who.value, query.value)
    if (!file.ok) return sendReply(reply, file)
    const audit = record(context, {
      ...{ actor: `staff:${who.value.staffId}`, ip: who.value.ip, action: 'books-exported' },
      subject: `book-export:${query.value.exportId}`,
      detail: { file: file.value.fileName },
    })
    await context.database.write([audit])
    return sendFile(reply, file.value)
  })
}

/** Sends a file in pieces, as fast as the other end takes them. */
function sendFile(reply: FastifyReply, { fileName, contentType, pieces }: MadeFile) {
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(pieces))
}
