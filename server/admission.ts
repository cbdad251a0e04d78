import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { failed } from '../src/contract/refusals.ts'
import { CONNECTIONS_MAX, type Load } from './load/index.ts'
import { sendReply } from './staff/index.ts'

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
      sendReply(reply, failed('UNAVAILABLE', STOPPING, STOPPED_AFTER_MS))
      return
    }
    const answered = async () => {
      done()
      await untilClosed(reply.raw)
    }
    load.run(name, answered).catch(done)
  })
}

const STOPPING =
  'The server is stopping. Nothing was done; send it again with the same id when it is back.'
/** In which a server usually stops and starts again. */
const STOPPED_AFTER_MS = 5_000

/** Resolves when the answer is out, or whoever asked has gone. */
function untilClosed(response: ServerResponse): Promise<void> {
  if (response.closed || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => response.once('close', () => resolve()))
}
