import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { POS_CALLBACK_PATH } from '../../src/contract/admin/pos.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import { POS_KINDS } from '../../src/contract/wire/pos.ts'
import { sendReply } from '../staff/index.ts'
import { type CallbackOutcome, type CallbackParts, takeCallback } from './callbacks.ts'
import { CALLBACK_BYTES_MAX, CALLBACKS_PER_MINUTE } from './limits.ts'

const placeSchema = z.strictObject({ kind: z.enum(POS_KINDS), locationId: z.uuid() })

/**
 * Where cloud POS call. The body is taken as it comes, byte for byte, as the signature is over that;
 * the answer is out once what it says is kept, and the rest is done after.
 */
export async function registerPosCallbacks(
  app: FastifyInstance,
  parts: CallbackParts,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const options = { parseAs: 'buffer', bodyLimit: CALLBACK_BYTES_MAX } as const
    scope.addContentTypeParser('*', options, (_, body, done) => done(null, body))
    const rateLimit = { max: CALLBACKS_PER_MINUTE, timeWindow: 60_000 }
    scope.post(
      `${POS_CALLBACK_PATH}/:kind/:locationId`,
      { bodyLimit: CALLBACK_BYTES_MAX, config: { load: 'reports', rateLimit } },
      (request, reply) => answer(parts, request, reply),
    )
  })
}

async function answer(
  parts: CallbackParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const place = parseUnknown(placeSchema, request.params)
  if (!place.ok) return sendReply(reply, failed('NOT_FOUND'))
  const outcome = await takeCallback(parts, place.value, {
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    header: (name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : ''
    },
  })
  const { kind } = place.value
  const level = outcome === 'not-signed' || outcome === 'too-old' ? 'warn' : 'debug'
  request.log[level]({ pos: kind, outcome }, 'callback of a till')
  return sendReply(reply, replyOf(outcome))
}

/** A POS goes on trying what is not answered by 200: so is what was here before. */
function replyOf(outcome: CallbackOutcome) {
  switch (outcome) {
    case 'no-connection':
      return failed('NOT_FOUND', 'No till of this kind is connected here. Check the address.')
    case 'not-signed':
      return failed('NOT_SIGNED_IN', 'The signature is not the one of the key that is set here.')
    case 'too-old':
      return failed('NOT_SIGNED_IN', 'This was signed too long ago, or in the future.')
    default:
      return success({ outcome })
  }
}
