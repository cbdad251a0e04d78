import fs from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { ADMIN_PAGES_PATH } from '../src/contract/admin/table.ts'

/**
 * The built pages under /admin. An address inside that is no file is a room of the pages: it gets
 * their first page, which knows the way. Without a build, a plain sentence says what to run.
 */
export async function registerAdminPages(app: FastifyInstance, folder: string): Promise<void> {
  app.get('/', async (_, reply) => reply.redirect(`${ADMIN_PAGES_PATH}/`))
  app.get(ADMIN_PAGES_PATH, async (_, reply) => reply.redirect(`${ADMIN_PAGES_PATH}/`))
  if (!(await isFile(folder, 'index.html'))) {
    app.get(`${ADMIN_PAGES_PATH}/*`, (_, reply) => reply.code(503).send(NOT_BUILT))
    return
  }
  await app.register(fastifyStatic, {
    root: folder,
    prefix: `${ADMIN_PAGES_PATH}/`,
    serve: false,
    index: false,
    cacheControl: false,
    dotfiles: 'ignore',
  })
  app.get(`${ADMIN_PAGES_PATH}/*`, async (request, reply) => {
    const name = (request.params as { '*': string })['*']
    if (await isFile(folder, name)) return reply.headers(cacheOf(name)).sendFile(name)
    // A missing script or picture is missing; only rooms get the page.
    if (path.extname(name) !== '') return reply.callNotFound()
    return reply.header('cache-control', 'no-cache').sendFile('index.html')
  })
}

const NOT_BUILT = 'The admin pages are not built yet. Run: npm run build\n'

/** The build names files in assets/ by their content, so they never change under one name. */
function cacheOf(name: string): Record<string, string> {
  const lasting = name.startsWith('assets/')
  return { 'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache' }
}

async function isFile(folder: string, name: string): Promise<boolean> {
  const file = path.join(folder, name)
  if (!file.startsWith(folder + path.sep)) return false
  const stat = await fs.promises.stat(file).catch(() => undefined)
  return stat?.isFile() ?? false
}
