import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { parseUnknown } from '../../src/contract/parse.ts'
import { catalogue } from './catalogue.ts'
import { SALES_SHOWN_MAX } from './limits.ts'
import { MESSAGES, statusOf } from './messages.ts'
import { newSaleSchema } from './sales.ts'
import type { Till, TillReply } from './till.ts'

/** The till's pages and its JSON API. `pages`: the folder of the built page. */
export async function createTillApp(till: Till, pages: string): Promise<FastifyInstance> {
  const app = fastify({ logger: false, bodyLimit: 65_536 })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        // The component library writes its sizes as style elements.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'"],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
  })
  await app.register(fastifyStatic, { root: pages })
  routes(app, till)
  return app
}

function routes(app: FastifyInstance, till: Till): void {
  const { names, printer } = till
  app.get('/api/till', () => ({
    shopName: names.shopName,
    tillNumber: names.tillNumber,
    currency: names.currency,
    printer: `${printer.host}:${printer.port}`,
    articles: catalogue(names.currency),
  }))
  app.get('/api/sales', () => ({ sales: till.sales().slice(0, SALES_SHOWN_MAX) }))
  app.post('/api/sales', async (request, reply) => {
    const parsed = parseUnknown(newSaleSchema, request.body)
    if (parsed.ok) return answer(reply, await till.ring(parsed.value), 201)
    const { path, message } = parsed.problem
    return reply.code(400).send({ code: 'REQUEST_INVALID', message: `${path}: ${message}` })
  })
  app.post('/api/sales/:number/print', async (request, reply) =>
    answer(reply, await till.print(numberOf(request.params))),
  )
  app.post('/api/sales/:number/void', async (request, reply) =>
    answer(reply, await till.takeBack(numberOf(request.params), 'void')),
  )
  app.post('/api/sales/:number/refund', async (request, reply) =>
    answer(reply, await till.takeBack(numberOf(request.params), 'refund')),
  )
  app.post('/api/sales/:number/discard', async (request, reply) =>
    answer(reply, till.discard(numberOf(request.params))),
  )
}

function numberOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'number' in params
    ? String(params.number)
    : ''
}

/** The sale itself, or `code` and `message` with the sale beside them. */
function answer(reply: FastifyReply, result: TillReply, status = 200): FastifyReply {
  if (!('problem' in result)) return reply.code(status).send(result.sale)
  const { problem, sale } = result
  return reply.code(statusOf(problem)).send({ code: problem, message: MESSAGES[problem], sale })
}
