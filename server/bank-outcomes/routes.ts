import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { BANK_ANSWERS_PATH } from '../../src/contract/admin/bank-outcomes.ts'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { TEXT_LENGTH_MAX } from '../../src/contract/limits.ts'
import { invariant, parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import { refuseForeignPage, requireStaff, sendReply } from '../staff/index.ts'
import { ANSWER_FILE_BYTES_MAX } from './limits.ts'
import { takeFile } from './taking.ts'

const querySchema = z.strictObject({ name: z.string().trim().min(1).max(TEXT_LENGTH_MAX) })

/** The door for what a bank sent, as it is. `onDidTake`: there are answers to work on. */
export function registerBankAnswers(
  app: FastifyInstance,
  context: ServerContext,
  onDidTake: () => void,
): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: ANSWER_FILE_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    const config = { load: 'reports', takesFiles: true } as const
    const senders = new WeakMap<FastifyRequest, SignedIn>()
    // Before any of the body is read: files may come slowly, and strangers are not waited for.
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      const who = await staffOf(context, request)
      if (!who.ok) return sendReply(reply, who)
      senders.set(request, who.value)
    }
    const options = { bodyLimit: ANSWER_FILE_BYTES_MAX, config, onRequest }
    scope.post(BANK_ANSWERS_PATH, options, (request, reply) => {
      const who = senders.get(request)
      invariant(who !== undefined, 'whoever is not signed in is refused before')
      return take(context, { request, reply, who, onDidTake })
    })
  })
}

async function staffOf(context: ServerContext, request: FastifyRequest): Promise<Reply<SignedIn>> {
  return (
    refuseForeignPage(request) ??
    (await requireStaff(context, request, DOOR_ROLES['send-bank-answers']))
  )
}

async function take(
  context: ServerContext,
  {
    request,
    reply,
    who,
    onDidTake,
  }: {
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly who: SignedIn
    readonly onDidTake: () => void
  },
): Promise<FastifyReply> {
  const query = parseUnknown(querySchema, request.query)
  if (!query.ok)
    return sendReply(reply, failed('REQUEST_MALFORMED', 'name: say what the file is called.'))
  if (!Buffer.isBuffer(request.body))
    return sendReply(
      reply,
      failed(
        'REQUEST_MALFORMED',
        'Send the file as it is, with content-type application/octet-stream.',
      ),
    )
  const { networkId, staffId, ip } = who
  const { name } = query.value
  const sent = { networkId, name, bytes: request.body, actor: `staff:${staffId}`, ip }
  const taken = await takeFile(context, sent)
  onDidTake()
  return sendReply(reply, success(taken))
}
