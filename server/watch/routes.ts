import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { failed } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { sendReply } from '../staff/index.ts'
import type { Metrics } from './metrics.ts'

export interface WatchParts {
  readonly metrics: Metrics
  /** False once the server is stopping: then a balancer sends nothing more. */
  readonly isReady: () => boolean
}

const QUIET = { logLevel: 'warn', config: { load: 'none' } } as const

/** What supervisors, balancers and monitoring ask; never held up by load. */
export function registerWatch(
  app: FastifyInstance,
  context: ServerContext,
  { metrics, isReady }: WatchParts,
): void {
  app.addHook('onResponse', async (_, reply) =>
    metrics.countReply('http', reply.outcome ?? `http_${reply.statusCode}`),
  )
  app.get('/healthz', QUIET, async () => ({ ok: true }))
  app.get('/readyz', QUIET, async (_, reply) => {
    const reasons = await reasonsAgainst(context, isReady)
    const ok = reasons.length === 0
    if (!ok) reply.header('retry-after', '5')
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, reasons })
  })
  app.get('/metrics', QUIET, async (request, reply) => {
    if (!mayRead(request, context.config.metricsToken)) {
      return sendReply(reply, failed('NOT_PERMITTED', NOT_FROM_HERE))
    }
    return reply.header('content-type', metrics.contentType).send(await metrics.text())
  })
}

const NOT_FROM_HERE =
  'Only from this machine and past no proxy, or with the token that the server was started with (--metrics-token).'

/** Why no money is taken right now, in sentences that say what to do. */
async function reasonsAgainst(
  { database, log }: ServerContext,
  isReady: () => boolean,
): Promise<string[]> {
  if (!isReady()) return ['The server is stopping.']
  const trouble = database.trouble()
  if (trouble !== null) return [trouble]
  try {
    await database.read.selectFrom('network').select('id').limit(1).execute()
    return []
  } catch (error) {
    log.error({ err: error }, 'the database cannot be read')
    return ['The database cannot be read; the log says why.']
  }
}

/**
 * With a token, whoever has it. Without one, this machine only, and not a proxy on it, behind which
 * everybody would come from this machine.
 */
function mayRead({ headers, raw }: FastifyRequest, token: string | null): boolean {
  if (token !== null) return isSame(headers.authorization ?? '', `Bearer ${token}`)
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'via'].some((name) => name in headers)
  return !isPassedOn && LOOPBACK.test(raw.socket.remoteAddress ?? '')
}

const LOOPBACK = /^(::ffff:)?127\.|^::1$/

function isSame(given: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'))
}
