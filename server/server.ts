import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { ADMIN_PAGES_PATH } from '../src/contract/admin/table.ts'
import { invariant } from '../src/contract/parse.ts'
import { buildApp } from './app.ts'
import { type RegularBackups, startRegularBackups } from './backups/index.ts'
import { startPinUpkeep } from './cards/index.ts'
import { startCheckpoints } from './checkpoints.ts'
import { startGiftUpkeep } from './claims/index.ts'
import type { ServerConfig } from './config.ts'
import type { ServerContext } from './context.ts'
import { openKeyedDatabase } from './fitting-keys.ts'
import { watchHealth } from './health.ts'
import { CLOSE_TIMEOUT_MS } from './limits.ts'
import { createLog } from './log.ts'
import { watchSilentSockets } from './sockets.ts'
import { hasStaff } from './staff/index.ts'
import type { StorageError } from './storage/index.ts'
import {
  createLedgerDesk,
  startActivations,
  startCardExpiry,
  startHoldExpiry,
  startProposalUpkeep,
} from './stored-value/index.ts'
import { assembleServer, type Subjects } from './subjects.ts'

export interface RunningServer {
  /** As this machine reaches it: `http://host:port`. */
  readonly url: string
  readonly adminUrl: string
  readonly port: number
  readonly context: ServerContext
  /**
   * Lets nobody in any more, tells the stations, finishes what was taken, then closes everything.
   * Safe to call twice.
   */
  readonly close: () => Promise<void>
  /** Settles when the ledger cannot go on: the process has to end, with a code that is not 0. */
  readonly broken: Promise<StorageError>
}

export interface ServerOptions {
  readonly log?: Logger
  /** Server time in ms since 1970 UTC. */
  readonly nowMs?: () => number
  /** The time that passes whatever the clock says, in ms. */
  readonly elapsedMs?: () => number
  /** See {@link ServerContext.posOrigin}. */
  readonly posOrigin?: ServerContext['posOrigin']
  /** See {@link ServerContext.bankOrigin}. */
  readonly bankOrigin?: ServerContext['bankOrigin']
  /** See {@link ServerContext.slowHash}. */
  readonly slowHash?: ServerContext['slowHash']
}

/** Opens the data folder and listens. Rejects, with nothing left open, when one of them fails. */
export async function startServer(
  config: ServerConfig,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const context = await openContext(config, options)
  try {
    return await listen(context)
  } catch (error) {
    await context.database.close()
    throw error
  }
}

async function openContext(config: ServerConfig, options: ServerOptions): Promise<ServerContext> {
  const nowMs = options.nowMs ?? Date.now
  const { clockBehind } = config
  const { elapsedMs } = options
  const { database, keys } = await openKeyedDatabase(config, {
    ...{ nowMs, clockBehind, reservesLog: true },
    ...(elapsedMs && { elapsedMs }),
  })
  const log = options.log ?? createLog(config.logLevel)
  const { posOrigin, bankOrigin, slowHash } = options
  const bytes = (count: number) => randomBytes(count)
  const outside = { posOrigin, bankOrigin, slowHash }
  return { config, keys, database, log, nowMs, randomBytes: bytes, ...outside }
}

async function listen(context: ServerContext): Promise<RunningServer> {
  const { config, log } = context
  let url = ''
  let closing: Promise<void> | undefined
  const subjects = assembleServer(context, () => config.publicUrl ?? url)
  const app = await buildApp(context, { ...subjects, isReady: () => closing === undefined })
  subjects.gateway.attach(app.server)
  const endSilentSockets = watchSilentSockets(app.server)
  try {
    // Before anybody is let in: a database that cannot be read is not to be met by the first request.
    const maySignIn = await hasStaff(context)
    await app.listen({ host: config.host, port: config.port })
    url = `http://${hostInUrl(config.host)}:${addressOf(app).port}`
    log.info({ url, publicUrl: config.publicUrl ?? url, mail: config.smtp !== null }, 'listening')
    if (!maySignIn) log.warn(NOBODY_YET)
  } catch (error) {
    subjects.close()
    await app.close()
    await closeWork(subjects)
    throw error
  }
  const { port } = addressOf(app)
  const stopWatching = watchHealth(context)
  const checkpoints = startCheckpoints(context)
  const holds = startHoldExpiry(context)
  const expiry = startCardExpiry(context)
  const proposals = startProposalUpkeep({ context, desk: createLedgerDesk(context) })
  const activations = startActivations(context)
  const gifts = startGiftUpkeep(context)
  const newPins = startPinUpkeep(context)
  const backups = config.backups && startRegularBackups(context, config.backups)
  if (backups) subjects.metrics.watchBackups(backups.figures)
  return {
    url,
    adminUrl: `${url}${ADMIN_PAGES_PATH}`,
    port,
    context,
    close: () => {
      stopWatching()
      closing ??= closeAll(context, {
        app,
        subjects,
        backups,
        checkpoints,
        jobs: [holds, expiry, proposals, activations, gifts, newPins],
        endSilentSockets,
      })
      return closing
    },
    broken: context.database.broken,
  }
}

const NOBODY_YET =
  'Nobody can sign in yet. Stop the server and make your network: npm run countermark -- network create --data DIR ' +
  '(--help tells the rest). For an example to look at, in a folder of its own: seed --data DIR'

interface Closing {
  readonly app: FastifyInstance
  readonly subjects: Subjects
  readonly backups: RegularBackups | null
  readonly checkpoints: ReturnType<typeof startCheckpoints>
  readonly jobs: readonly { readonly close: () => Promise<void> }[]
  readonly endSilentSockets: () => void
}

async function closeAll(
  context: ServerContext,
  { app, subjects, backups, checkpoints, jobs, endSilentSockets }: Closing,
): Promise<void> {
  context.log.info('stopping')
  await subjects.gateway.drain()
  subjects.close()
  await backups?.close()
  // A request that does not end must not keep the process: it is cut after its longest time.
  const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_TIMEOUT_MS)
  const closed = app.close()
  endSilentSockets()
  await closed
  clearTimeout(cut)
  await closeWork(subjects)
  for (const job of jobs) await job.close()
  await checkpoints.close()
  await context.database.close()
  context.log.info('stopped')
}

/** What the subjects do by themselves, from when they were put together. */
async function closeWork(subjects: Subjects): Promise<void> {
  const { production, imports, settings, pos, settling } = subjects
  await production.close()
  await imports.close()
  await settings.close()
  await pos.close()
  await settling.close()
}

function addressOf(app: FastifyInstance): AddressInfo {
  const address = app.server.address()
  invariant(typeof address === 'object' && address !== null, 'the server listens on a port')
  return address
}

/** An address that can be opened: "every address" is none, and IPv6 stands in brackets. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
