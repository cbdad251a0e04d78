import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { failed } from '../src/contract/refusals.ts'
import { registerAdminPages } from './admin-pages.ts'
import { registerAdmission } from './admission.ts'
import { registerBodyTime } from './body-time.ts'
import type { ServerContext } from './context.ts'
import { registerErrorReplies } from './error-replies.ts'
import {
  BODY_BYTES_MAX,
  FILE_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  PATH_PART_LENGTH_MAX,
  REQUEST_TIMEOUT_MS,
} from './limits.ts'
import type { Load } from './load/index.ts'
import {
  type AdminEvents,
  type AdminHandlers,
  registerAdminRoutes,
  sendReply,
} from './staff/index.ts'
import { registerWatch, type WatchParts } from './watch/index.ts'

/** What the application is put together from. */
export interface AppParts extends WatchParts {
  readonly adminHandlers: AdminHandlers
  readonly adminEvents: AdminEvents
  readonly load: Load
  /** The routes of the subjects, besides the admin's table. */
  readonly routes: ReadonlyArray<(app: FastifyInstance) => void | Promise<void>>
}

/**
 * The HTTP side of the server, listening nowhere yet. Every answer that is not a page or a file is
 * a Reply; nothing of an unexpected error goes out.
 */
export async function buildApp(context: ServerContext, parts: AppParts): Promise<FastifyInstance> {
  const app = createFastify(context)
  registerErrorReplies(app)
  acceptEmptyJson(app)
  await app.register(helmet, SECURITY_HEADERS)
  await app.register(cookie)
  // Only where a route asks for it: tills and web shops come in bursts from one address.
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { ttl }) =>
      Object.assign(new Error('limit'), { statusCode: 429, ttl }),
  })
  registerBodyTime(app)
  registerAdmission(app, parts)
  logRequests(app)
  registerWatch(app, context, parts)
  registerAdminRoutes(app, context, parts.adminHandlers)
  parts.adminEvents.register(app)
  for (const register of parts.routes) await register(app)
  await registerAdminPages(app, context.config.adminPages)
  return app
}

function createFastify(context: ServerContext): FastifyInstance {
  const { trustedProxies } = context.config
  return Fastify({
    loggerInstance: context.log as FastifyBaseLogger,
    // Addresses may hold what a person pasted into them; our own line has the route instead.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PATH_PART_LENGTH_MAX },
    requestTimeout: FILE_TIMEOUT_MS,
    // Node looks every 30 s unless told: 15 s would be up to 45.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // Our own refusal says what to do next.
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => sendReply(reply, failed('REQUEST_MALFORMED')),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  })
}

/**
 * Everything from ourselves. Inline styles are allowed because the pages' components set sizes and
 * positions that way; scripts never are. Whether to demand TLS is for the proxy that ends it.
 */
const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: false,
} as const

/** A changing call without content may say that it is JSON all the same. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body.toString(), done)
  })
}

function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })
}
