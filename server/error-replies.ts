import type { FastifyError, FastifyInstance } from 'fastify'
import { failed, type Reply } from '../src/contract/refusals.ts'
import { OverloadedError, overloaded, StoppingError, stopping } from './load/index.ts'
import { sendReply } from './staff/index.ts'
import { StorageError } from './storage/index.ts'

/**
 * One way out for everything that no route answered: a Reply. What went wrong on our side is
 * logged in full and told to nobody.
 */
export function registerErrorReplies(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const answer = replyOf(error)
    if ('error' in answer && answer.error.code === 'INTERNAL') {
      request.log.error({ err: error, route: request.routeOptions.url ?? 'none' }, 'request failed')
    }
    return sendReply(reply, answer)
  })
  app.setNotFoundHandler((_, reply) => sendReply(reply, failed('NOT_FOUND')))
}

/** How long to wait when the database has too much to do: a report takes seconds. */
const STORAGE_RETRY_AFTER_MS = 5_000

/** What an error is to whoever asked; INTERNAL where it is ours. */
export function replyOf(error: Error): Reply<never> {
  if (error instanceof OverloadedError) return overloaded(error.retryAfterMs)
  if (error instanceof StoppingError) return stopping()
  if (error instanceof StorageError && error.code === 'overloaded')
    return overloaded(STORAGE_RETRY_AFTER_MS)
  const status = statusOf(error)
  if (status === 413) return failed('FRAME_TOO_LARGE')
  if (status === 429) return failed('RATE_LIMITED', undefined, waitOf(error))
  if (status === 404) return failed('NOT_FOUND')
  if (status === 415) return failed('REQUEST_MALFORMED', 'The body must be application/json.')
  // The texts of parsers quote what was sent, which may be a card number: never passed on.
  if (status >= 400 && status < 500) {
    return failed('REQUEST_MALFORMED', 'The request cannot be read. Send well-formed JSON.')
  }
  return failed('INTERNAL')
}

function statusOf(error: Error): number {
  const status = 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : 500
}

function waitOf(error: Error): number | undefined {
  const wait = 'ttl' in error ? error.ttl : undefined
  return typeof wait === 'number' ? wait : undefined
}
