import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerContext } from '../context.ts'
import { FONT_PATH, STYLE_PATH } from './frame.ts'
import { FORM_BYTES_MAX, PAGES_PER_MINUTE } from './limits.ts'

/** Bounds how often one address opens the pages of a route. */
export const PAGE_LIMIT = { rateLimit: { max: PAGES_PER_MINUTE, timeWindow: 60_000 } } as const

/** What a page says when it cannot be shown now. */
export type NotNow = 'tooOften' | 'busy'

/**
 * Pages that anybody may open: forms are read as such, and what goes wrong is a page, too, made and
 * sent by `sayNotNow`.
 */
export async function registerPages(
  app: FastifyInstance,
  { log }: Pick<ServerContext, 'log'>,
  options: {
    readonly sayNotNow: (request: FastifyRequest, reply: FastifyReply, why: NotNow) => FastifyReply
    readonly routes: (scope: FastifyInstance) => void
  },
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
      (_, body, done) => done(null, new URLSearchParams(body.toString())),
    )
    scope.setErrorHandler((error, request, reply) => {
      const status = statusOf(error)
      if (status === 503) log.warn({ err: error }, 'a page could not be shown just now')
      return options.sayNotNow(request, reply.code(status), status === 429 ? 'tooOften' : 'busy')
    })
    options.routes(scope)
  })
}

/** What whoever sends too much, or too often, did stays theirs; all else is ours, and passes. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 503
}

/** Sends a page: kept nowhere, found by no search engine. */
export function sendPage(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex, nofollow')
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(text)
}

const STYLE_FILE = path.join(import.meta.dirname, 'page.css')
const FONT_FILE = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@fontsource-variable/inter/package.json')),
  'files',
  'inter-latin-wght-normal.woff2',
)

/** The style and the typeface of the pages. */
export function registerPageFiles(app: FastifyInstance): void {
  const files = [
    { url: STYLE_PATH, file: STYLE_FILE, type: 'text/css; charset=utf-8', age: 'no-cache' },
    { url: FONT_PATH, file: FONT_FILE, type: 'font/woff2', age: 'public, max-age=604800' },
  ]
  for (const { url, file, type, age } of files)
    app.get(url, (_, reply) =>
      reply.type(type).header('cache-control', age).send(fs.createReadStream(file)),
    )
}
