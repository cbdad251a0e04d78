import type { FastifyInstance } from 'fastify'
import type { AppParts } from './app.ts'
import { auditHandlers, registerAuditFile } from './audit-trail/index.ts'
import { cardHandlers, startRekeying } from './cards/index.ts'
import { registerClaimPage } from './claims/index.ts'
import type { ServerContext } from './context.ts'
import { createDelivery } from './delivery/index.ts'
import { registerErrorPages, requestLogHandlers } from './developer/index.ts'
import {
  createPresence,
  deviceHandlers,
  registerDeviceRoutes,
  watchSettings,
} from './devices/index.ts'
import { exceptionHandlers, exceptionStationHandlers } from './exceptions/index.ts'
import { createGuards, type Guards, guardHandlers } from './guards/index.ts'
import { registerHolderPage } from './holders/index.ts'
import { importHandlers, registerImports, startImports } from './imports/index.ts'
import { watchKeys } from './key-watch.ts'
import { type Background, createLoad } from './load/index.ts'
import { networkHandlers } from './network/index.ts'
import { registerPageFiles } from './pages/index.ts'
import { createPos, type Pos } from './pos/index.ts'
import { productionHandlers, registerExport, startProduction } from './production/index.ts'
import { programHandlers } from './programs/index.ts'
import { registerRadial } from './radial/index.ts'
import {
  redemptionHandlers,
  stationHandlers,
  watchOperations,
  watchPayments,
  watchShownCards,
} from './redemptions/index.ts'
import { overviewHandlers } from './reports/index.ts'
import { registerStatement } from './settlement/index.ts'
import { assembleSettling } from './settling.ts'
import {
  type AdminEvents,
  type AdminHandlers,
  afterEachChange,
  createAdminEvents,
  staffHandlers,
} from './staff/index.ts'
import { createGateway, type Gateway } from './stations/index.ts'
import { registerStoredValue, storedValueHandlers, waitingHandlers } from './stored-value/index.ts'
import { termsObjection } from './terms/index.ts'
import { createMetrics } from './watch/index.ts'

/** Every subject of the server, put together over one context. */
export interface Subjects
  extends Pick<AppParts, 'adminHandlers' | 'adminEvents' | 'routes' | 'load' | 'metrics'> {
  readonly gateway: Gateway
  readonly production: Background
  readonly imports: Background
  readonly settings: Background
  readonly pos: Pick<Pos, 'close'>
  readonly settling: Pick<ReturnType<typeof assembleSettling>, 'close'>
  /** Ends what would keep the process alive; after the gateway was drained. */
  readonly close: () => void
}

/** The one place where the subjects meet. `publicUrl` is asked when a link is made. */
export function assembleServer(context: ServerContext, publicUrl: () => string): Subjects {
  const presence = createPresence()
  // One for all doors: a guess is a guess wherever it is made.
  const stopKeys = watchKeys(context)
  const rekeying = startRekeying(context)
  const guards = createGuards(context)
  const load = createLoad()
  const adminEvents = createAdminEvents(context)
  const delivery = createDelivery(context.config.smtp, context.log)
  const production = startProduction(context)
  const imports = startImports(context)
  const pos = createPos(context, presence, publicUrl)
  const settling = assembleSettling(context, { publicUrl, delivery })
  const adminHandlers: AdminHandlers = {
    ...staffHandlers(context),
    ...networkHandlers(context),
    ...deviceHandlers(context, {
      presence,
      post: { delivery, publicUrl },
      onDidChange: ({ networkId }) => adminEvents.publishDevices(networkId),
    }),
    ...auditHandlers(context),
    ...programHandlers(context, (networkId, changed) =>
      termsObjection(context.database, networkId, changed),
    ),
    ...cardHandlers(context),
    ...productionHandlers(context, production),
    ...importHandlers(context, imports),
    ...exceptionHandlers(context),
    ...guardHandlers(context, guards),
    ...storedValueHandlers(context, guards.velocity),
    ...waitingHandlers(context, publicUrl),
    ...requestLogHandlers(context),
    ...redemptionHandlers(context),
    ...settling.adminHandlers,
    ...overviewHandlers(context, presence),
    ...pos.admin,
  }
  const metrics = createMetrics({
    database: context.database,
    load,
    stations: () => gateway.figures(),
  })
  const shownCards = watchShownCards(context, presence)
  const gateway = createGateway({
    ...{ context, presence, load, metrics },
    handlers: {
      ...stationHandlers(context, guards, shownCards),
      ...exceptionStationHandlers(context),
      ...pos.stations,
    },
  })
  const stopWatching = watchOperations(context, adminEvents)
  const stopPayments = watchPayments(context, presence)
  const settings = watchSettings(context, presence)
  presence.onDidChange((networkId) => adminEvents.publishDevices(networkId))
  return {
    adminHandlers: afterEachChange(adminHandlers, settings.wake),
    adminEvents,
    ...{ load, metrics },
    routes: [
      ...routesOf(context, adminEvents, guards, publicUrl),
      (app) => registerExport(app, context, publicUrl),
      pos.register,
      ...settling.routes,
    ],
    gateway,
    production,
    imports,
    settings,
    pos,
    settling,
    close: () => {
      stopWatching()
      stopPayments()
      shownCards.close()
      stopKeys()
      rekeying.close().catch(() => undefined)
      guards.alarms.close()
      guards.velocity.close()
      metrics.close()
      adminEvents.close()
      delivery?.close()
    },
  }
}

function routesOf(
  context: ServerContext,
  adminEvents: AdminEvents,
  guards: Guards,
  publicUrl: () => string,
): ReadonlyArray<(app: FastifyInstance) => void | Promise<void>> {
  return [
    (app) =>
      registerDeviceRoutes(app, context, (networkId) => adminEvents.publishDevices(networkId)),
    (app) => registerStoredValue(app, context, guards, { publicUrl }),
    registerErrorPages,
    (app) => registerRadial(app, context, guards, { publicUrl }),
    registerPageFiles,
    (app) => registerClaimPage(app, context, publicUrl),
    (app) => registerHolderPage(app, context, guards),
    (app) => registerStatement(app, context),
    (app) => registerImports(app, context),
    (app) => registerAuditFile(app, context),
  ]
}
