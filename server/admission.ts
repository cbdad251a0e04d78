import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CONNECTIONS_MAX, type Load, StoppingError } from './load/index.ts'

/** Bodies that are read before there is room: those of all connections together fill 200 MB. */
const SMALL_BODY_BYTES = 16_384

/**
 * Lets the requests of every route in by its class, until the answer is out: a small one once its body
 * is there, as whoever sends slowly must not keep the places of others; a larger one before its body
 * is read. Bounds the connections, too. Once the server stops, whoever still comes is told to ask again.
 */
export function registerAdmission(
  app: FastifyInstance,
  { load, isReady }: { readonly load: Load; readonly isReady: () => boolean },
): void {
  app.server.maxConnections = CONNECTIONS_MAX
  type Done = (error?: Error) => void
  const admit = (request: FastifyRequest, reply: FastifyReply, done: Done) => {
    const name = request.routeOptions.config?.load ?? 'reports'
    if (name === 'none') {
      done()
      return
    }
    if (!isReady()) {
      done(new StoppingError())
      return
    }
    const answered = async () => {
      done()
      await untilClosed(reply.raw)
    }
    load.run(name, answered).catch(done)
  }
  app.addHook('onRequest', (request, reply, done) => {
    if (isSmall(request)) done()
    else admit(request, reply, done)
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (isSmall(request)) admit(request, reply, done)
    else done()
  })
}

function isSmall({ routeOptions: { bodyLimit } }: FastifyRequest): boolean {
  return bodyLimit !== undefined && bodyLimit <= SMALL_BODY_BYTES
}

/** Resolves when the answer is out, or whoever asked has gone. */
function untilClosed(response: ServerResponse): Promise<void> {
  if (response.closed || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => response.once('close', () => resolve()))
}
