import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  redirect,
} from '@tanstack/react-router'
import { z } from 'zod'
import { AUDIT_ACTIONS } from '../../../src/contract/admin/audit.ts'
import { ADMIN_PAGES_PATH } from '../../../src/contract/admin/table.ts'
import { CARD_FORMS, CARD_STATES } from '../../../src/contract/operations.ts'
import { ReplyFailure, readOptions } from './api/admin.tsx'
import type { AdminClient } from './api/client.ts'
import { BrokenPage, LostPage } from './rooms/lost.tsx'
import { room } from './rooms.ts'
import { Shell } from './shell/shell.tsx'

export interface RouterContext {
  readonly client: AdminClient
  readonly queries: QueryClient
}

/** What an address may carry: never the text of a search, as that may be a card number. */
const day = z.iso.date().optional().catch(undefined)
const id = z.uuid().optional().catch(undefined)
const returnTo = z
  .string()
  .regex(/^\/(?!\/)/)
  .max(500)
  .optional()
  .catch(undefined)
const signInSearch = z.object({ returnTo })
const cardsSearch = z.object({
  state: z.enum(CARD_STATES).optional().catch(undefined),
  form: z.enum(CARD_FORMS).optional().catch(undefined),
})
const redemptionsSearch = z.object({ locationId: id, from: day, to: day })
const adjustmentsSearch = z.object({ which: z.enum(['open', 'all']).optional().catch(undefined) })
const word = z.string().max(64).optional().catch(undefined)
const requestsSearch = z.object({
  ...{ clientId: id, code: word, operation: word, from: day, to: day },
  requestId: z.string().max(128).optional().catch(undefined),
})
const reference = z
  .string()
  .regex(/^[a-z-]{1,40}(:[\w.-]{1,100})?$/)
  .optional()
  .catch(undefined)
const auditSearch = z.object({
  ...{ actor: reference, subject: reference, from: day, to: day },
  action: z.enum(AUDIT_ACTIONS).optional().catch(undefined),
})
const payablesSearch = z.object({ from: day, to: day })
const booksSearch = payablesSearch.extend({
  file: z
    .string()
    .regex(/^[0-9a-f-]{36}\.[\w-]{20,100}$/)
    .optional()
    .catch(undefined),
})

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: LostPage,
  errorComponent: BrokenPage,
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: room.signIn,
})

/** For developers, who have a key and no sign-in. */
const explorerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explorer',
  component: room.explorer,
})

/** Rooms behind the sign-in share one shell. */
const insideRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    try {
      const { client, queries } = context
      await queries.ensureQueryData(readOptions(client, 'who-am-i', {}))
      await queries.ensureQueryData(readOptions(client, 'read-network', {}))
    } catch (error) {
      const isSignedOut = error instanceof ReplyFailure && error.failure.code === 'NOT_SIGNED_IN'
      if (!isSignedOut) throw error
      throw redirect({ to: '/sign-in', search: comingBackTo(location.href), replace: true })
    }
  },
  component: Shell,
})

// Each route is its own constant: written inside the list, its type would be lost.
const getParentRoute = () => insideRoute
const overviewRoute = createRoute({ getParentRoute, path: '/', component: room.overview })
const cardsRoute = createRoute({
  getParentRoute,
  path: '/cards',
  validateSearch: cardsSearch,
  component: room.cards,
})
const cardRoute = createRoute({ getParentRoute, path: '/cards/$cardId', component: room.card })
const redemptionsRoute = createRoute({
  getParentRoute,
  path: '/redemptions',
  validateSearch: redemptionsSearch,
  component: room.redemptions,
})
const productionRoute = createRoute({
  getParentRoute,
  path: '/production',
  component: room.production,
})
const batchRoute = createRoute({
  getParentRoute,
  path: '/production/$batchId',
  component: room.batch,
})
const importsRoute = createRoute({ getParentRoute, path: '/imports', component: room.imports })
const programsRoute = createRoute({ getParentRoute, path: '/programs', component: room.programs })
const programRoute = createRoute({
  getParentRoute,
  path: '/programs/$programId',
  component: room.program,
})
const locationsRoute = createRoute({
  getParentRoute,
  path: '/locations',
  component: room.locations,
})
const devicesRoute = createRoute({ getParentRoute, path: '/devices', component: room.devices })
const payablesRoute = createRoute({
  getParentRoute,
  path: '/payables',
  validateSearch: payablesSearch,
  component: room.payables,
})
const bankDeliveryRoute = createRoute({
  getParentRoute,
  path: '/bank-delivery',
  component: room.bankDelivery,
})
const termsRoute = createRoute({ getParentRoute, path: '/terms', component: room.terms })
const locationTermsRoute = createRoute({
  getParentRoute,
  path: '/terms/$locationId',
  component: room.locationTerms,
})
const scheduleRoute = createRoute({ getParentRoute, path: '/schedule', component: room.schedule })
const runsRoute = createRoute({ getParentRoute, path: '/runs', component: room.runs })
const runRoute = createRoute({ getParentRoute, path: '/runs/$runId', component: room.run })
const bankProfilesRoute = createRoute({
  getParentRoute,
  path: '/bank-profiles',
  component: room.bankProfiles,
})
const booksRoute = createRoute({
  getParentRoute,
  path: '/books',
  validateSearch: booksSearch,
  component: room.books,
})
const insightRoute = createRoute({
  getParentRoute,
  path: '/insight',
  validateSearch: payablesSearch,
  component: room.insight,
})
const bankAccountsRoute = createRoute({
  getParentRoute,
  path: '/bank-accounts',
  component: room.bankAccounts,
})
const locationAccountsRoute = createRoute({
  getParentRoute,
  path: '/bank-accounts/$locationId',
  component: room.locationAccounts,
})
const bankAnswersRoute = createRoute({
  getParentRoute,
  path: '/bank-answers',
  component: room.bankAnswers,
})
const answerFileRoute = createRoute({
  getParentRoute,
  path: '/bank-answers/$fileId',
  component: room.answerFile,
})
const apiKeysRoute = createRoute({ getParentRoute, path: '/api-keys', component: room.apiKeys })
const adjustmentsRoute = createRoute({
  getParentRoute,
  path: '/adjustments',
  validateSearch: adjustmentsSearch,
  component: room.adjustments,
})
const guardsRoute = createRoute({ getParentRoute, path: '/guards', component: room.guards })
const exceptionsRoute = createRoute({
  getParentRoute,
  path: '/exceptions',
  component: room.exceptions,
})
const reconciliationRoute = createRoute({
  getParentRoute,
  path: '/reconciliation',
  component: room.reconciliation,
})
const posRoute = createRoute({ getParentRoute, path: '/pos', component: room.pos })
const requestsRoute = createRoute({
  getParentRoute,
  path: '/requests',
  validateSearch: requestsSearch,
  component: room.requests,
})
const auditRoute = createRoute({
  getParentRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: room.audit,
})
const sessionsRoute = createRoute({ getParentRoute, path: '/sessions', component: room.sessions })

const routeTree = rootRoute.addChildren([
  signInRoute,
  explorerRoute,
  insideRoute.addChildren([
    overviewRoute,
    cardsRoute,
    cardRoute,
    redemptionsRoute,
    productionRoute,
    batchRoute,
    importsRoute,
    programsRoute,
    programRoute,
    locationsRoute,
    devicesRoute,
    payablesRoute,
    booksRoute,
    insightRoute,
    runsRoute,
    runRoute,
    bankProfilesRoute,
    bankDeliveryRoute,
    termsRoute,
    locationTermsRoute,
    scheduleRoute,
    bankAccountsRoute,
    locationAccountsRoute,
    bankAnswersRoute,
    answerFileRoute,
    apiKeysRoute,
    adjustmentsRoute,
    guardsRoute,
    exceptionsRoute,
    reconciliationRoute,
    posRoute,
    requestsRoute,
    auditRoute,
    sessionsRoute,
  ]),
])

/** The rooms and their addresses under `/admin`. */
export function createAdminRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    basepath: ADMIN_PAGES_PATH,
    defaultPreload: false,
    scrollRestoration: true,
  })
}

export type AdminRouter = ReturnType<typeof createAdminRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: AdminRouter
  }
}

/** The sign-in's search for a room to come back to; none for the first page. */
export function comingBackTo(href: string | undefined): { returnTo?: string } {
  return href === undefined || href === '/' ? {} : { returnTo: href }
}
