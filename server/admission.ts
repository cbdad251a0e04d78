import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { CONNECTIONS_MAX, type Load, StoppingError } from './load/index.ts'

/**
 * Lets the requests of every route in by its class, from before the body is read until the answer is
 * out; a refused one costs little more than its head. Bounds the connections, too. Once the server
 * stops, whoever still comes is told to ask again.
 */
export function registerAdmission(
  app: FastifyInstance,
  { load, isReady }: { readonly load: Load; readonly isReady: () => boolean },
): void {
  app.server.maxConnections = CONNECTIONS_MAX
  app.addHook('onRequest', (request, reply, done) => {
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
  })
}

/** Resolves when the answer is out, or whoever asked has gone. */
function untilClosed(response: ServerResponse): Promise<void> {
  if (response.closed || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => response.once('close', () => resolve()))
}
