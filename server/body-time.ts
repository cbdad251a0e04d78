import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failed } from '../src/contract/refusals.ts'
import { REQUEST_TIMEOUT_MS } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for routes that take large files of staff: these may come slowly. */
    readonly takesFiles?: boolean
  }
}

const LATE = failed(
  'UNAVAILABLE',
  'The request did not come in time. Nothing was done; send it again with the same id.',
)

/**
 * Ends requests whose body is not there in time, so that slow senders hold neither sockets nor places.
 * Node's own bound is one for all routes: it is that of files, and this one that of everything else.
 */
export function registerBodyTime(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.takesFiles !== true && hasBody(request)) watch(request, reply)
    done()
  })
}

function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

function watch({ raw }: FastifyRequest, reply: FastifyReply): void {
  const timer = setTimeout(() => {
    // Without what is missing of it the connection cannot be used for another request.
    if (!reply.sent) reply.header('connection', 'close').code(408).send(LATE)
  }, REQUEST_TIMEOUT_MS)
  raw.once('end', () => clearTimeout(timer))
  raw.once('close', () => clearTimeout(timer))
}
