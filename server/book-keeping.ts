import type { FastifyInstance } from 'fastify'
import {
  exportHandlers,
  registerBookFiles,
  registerBookLinks,
  startExports,
} from './book-exports/index.ts'
import { bookHandlers, startCloser } from './books/index.ts'
import type { ServerContext } from './context.ts'
import type { Delivery } from './delivery/index.ts'
import { insightHandlers } from './insight/index.ts'

/** The books, what is read out of them, and what is sent out of them again and again. */
export function assembleBooks(
  context: ServerContext,
  post: { readonly delivery: Delivery | null; readonly publicUrl: () => string },
) {
  const parts = { context, ...post }
  const exports = startExports(parts)
  const closer = startCloser(context, exports.wake)
  return {
    admin: {
      ...bookHandlers(context),
      ...insightHandlers(context),
      ...exportHandlers(parts, exports),
    },
    routes: [
      (app: FastifyInstance) => registerBookFiles(app, context),
      (app: FastifyInstance) => registerBookLinks(app, context),
    ],
    close: async () => {
      await Promise.all([closer.close(), exports.close()])
    },
  }
}
