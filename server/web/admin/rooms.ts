import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'

type RoomName =
  | 'signIn'
  | 'overview'
  | 'cards'
  | 'card'
  | 'redemptions'
  | 'production'
  | 'batch'
  | 'imports'
  | 'programs'
  | 'program'
  | 'locations'
  | 'devices'
  | 'payables'
  | 'books'
  | 'insight'
  | 'runs'
  | 'run'
  | 'bankProfiles'
  | 'bankDelivery'
  | 'terms'
  | 'locationTerms'
  | 'schedule'
  | 'bankAccounts'
  | 'locationAccounts'
  | 'bankAnswers'
  | 'answerFile'
  | 'apiKeys'
  | 'adjustments'
  | 'guards'
  | 'exceptions'
  | 'reconciliation'
  | 'pos'
  | 'requests'
  | 'audit'
  | 'explorer'
  | 'sessions'

/**
 * Rooms are loaded when they are entered, so that the sign-in page is there at once. The type is
 * written out because rooms link to each other: inferred, it would depend on itself.
 */
export const room: Readonly<Record<RoomName, RouteComponent>> = {
  signIn: lazyRouteComponent(() => import('./rooms/sign-in.tsx'), 'SignIn'),
  overview: lazyRouteComponent(() => import('./rooms/overview/overview.tsx'), 'OverviewRoom'),
  cards: lazyRouteComponent(() => import('./rooms/cards/cards.tsx'), 'CardsRoom'),
  card: lazyRouteComponent(() => import('./rooms/cards/card.tsx'), 'CardRoom'),
  redemptions: lazyRouteComponent(() => import('./rooms/redemptions.tsx'), 'RedemptionsRoom'),
  production: lazyRouteComponent(
    () => import('./rooms/production/production.tsx'),
    'ProductionRoom',
  ),
  imports: lazyRouteComponent(() => import('./rooms/imports/imports.tsx'), 'ImportsRoom'),
  batch: lazyRouteComponent(() => import('./rooms/production/batch.tsx'), 'BatchRoom'),
  programs: lazyRouteComponent(() => import('./rooms/programs/programs.tsx'), 'ProgramsRoom'),
  program: lazyRouteComponent(() => import('./rooms/programs/program.tsx'), 'ProgramRoom'),
  locations: lazyRouteComponent(() => import('./rooms/locations/locations.tsx'), 'LocationsRoom'),
  devices: lazyRouteComponent(() => import('./rooms/devices/devices.tsx'), 'DevicesRoom'),
  payables: lazyRouteComponent(() => import('./rooms/payables/payables.tsx'), 'PayablesRoom'),
  books: lazyRouteComponent(() => import('./rooms/books/books.tsx'), 'BooksRoom'),
  insight: lazyRouteComponent(() => import('./rooms/insight/insight.tsx'), 'InsightRoom'),
  terms: lazyRouteComponent(() => import('./rooms/terms/terms.tsx'), 'TermsRoom'),
  locationTerms: lazyRouteComponent(
    () => import('./rooms/terms/location-terms.tsx'),
    'LocationTermsRoom',
  ),
  schedule: lazyRouteComponent(() => import('./rooms/schedule/schedule.tsx'), 'ScheduleRoom'),
  reconciliation: lazyRouteComponent(
    () => import('./rooms/reconciliation/reconciliation.tsx'),
    'ReconciliationRoom',
  ),
  runs: lazyRouteComponent(() => import('./rooms/runs/runs.tsx'), 'RunsRoom'),
  run: lazyRouteComponent(() => import('./rooms/runs/run.tsx'), 'RunRoom'),
  bankProfiles: lazyRouteComponent(
    () => import('./rooms/bank-profiles/bank-profiles.tsx'),
    'BankProfilesRoom',
  ),
  bankAccounts: lazyRouteComponent(
    () => import('./rooms/bank-accounts/bank-accounts.tsx'),
    'BankAccountsRoom',
  ),
  locationAccounts: lazyRouteComponent(
    () => import('./rooms/bank-accounts/location-accounts.tsx'),
    'LocationAccountsRoom',
  ),
  bankAnswers: lazyRouteComponent(
    () => import('./rooms/bank-answers/bank-answers.tsx'),
    'BankAnswersRoom',
  ),
  answerFile: lazyRouteComponent(
    () => import('./rooms/bank-answers/answer-file.tsx'),
    'AnswerFileRoom',
  ),
  bankDelivery: lazyRouteComponent(
    () => import('./rooms/bank-delivery/bank-delivery.tsx'),
    'BankDeliveryRoom',
  ),
  apiKeys: lazyRouteComponent(() => import('./rooms/api-keys/api-keys.tsx'), 'ApiKeysRoom'),
  adjustments: lazyRouteComponent(
    () => import('./rooms/adjustments/adjustments.tsx'),
    'AdjustmentsRoom',
  ),
  guards: lazyRouteComponent(() => import('./rooms/guards/guards.tsx'), 'GuardsRoom'),
  exceptions: lazyRouteComponent(
    () => import('./rooms/exceptions/exceptions.tsx'),
    'ExceptionsRoom',
  ),
  pos: lazyRouteComponent(() => import('./rooms/pos/pos.tsx'), 'PosRoom'),
  requests: lazyRouteComponent(() => import('./rooms/requests/requests.tsx'), 'RequestsRoom'),
  audit: lazyRouteComponent(() => import('./rooms/audit/audit.tsx'), 'AuditRoom'),
  explorer: lazyRouteComponent(() => import('./rooms/explorer/explorer.tsx'), 'ExplorerRoom'),
  sessions: lazyRouteComponent(() => import('./rooms/sessions.tsx'), 'SessionsRoom'),
}
