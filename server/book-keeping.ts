import type { FastifyInstance } from 'fastify'
import { registerBookFiles } from './book-exports/index.ts'
import { bookHandlers, startCloser } from './books/index.ts'
import type { ServerContext } from './context.ts'
import { insightHandlers } from './insight/index.ts'

/** The books, what is read out of them, and what is sent out of them again and again. */
export function assembleBooks(context: ServerContext) {
  const closer = startCloser(context, () => undefined)
  return {
    admin: { ...bookHandlers(context), ...insightHandlers(context) },
    routes: [(app: FastifyInstance) => registerBookFiles(app, context)],
    close: () => closer.close(),
  }
}
