import type { SignedInName } from '../../../src/contract/admin/roles.ts'

/** What each room reads first: whoever may not read that has nothing to look for there. */
export const ROOM_CALLS = {
  '/': 'overview',
  '/cards': 'search-cards',
  '/cards/$cardId': 'read-card',
  '/redemptions': 'list-redemptions',
  '/production': 'list-batches',
  '/production/$batchId': 'read-batch',
  '/imports': 'list-imports',
  '/programs': 'list-programs',
  '/programs/$programId': 'read-program',
  '/locations': 'list-locations',
  '/devices': 'list-devices',
  '/pos': 'list-pos-connections',
  '/payables': 'list-payables',
  '/runs': 'list-runs',
  '/runs/$runId': 'read-run',
  '/bank-answers': 'list-bank-answers',
  '/bank-answers/$fileId': 'list-bank-answers',
  '/bank-accounts': 'list-bank-accounts',
  '/bank-accounts/$locationId': 'read-bank-accounts',
  '/bank-profiles': 'list-bank-profiles',
  '/bank-delivery': 'list-bank-deliveries',
  '/terms': 'list-terms',
  '/terms/$locationId': 'read-location-terms',
  '/schedule': 'read-schedule',
  '/books': 'read-books',
  '/insight': 'read-sales',
  '/adjustments': 'list-proposals',
  '/reconciliation': 'reconcile-days',
  '/exceptions': 'list-exceptions',
  '/guards': 'list-alarms',
  '/api-keys': 'list-api-clients',
  '/requests': 'search-request-log',
  '/audit': 'list-audit',
  '/sessions': 'list-sessions',
} as const satisfies Readonly<Record<string, SignedInName>>

export type RoomPath = keyof typeof ROOM_CALLS
/** A room that is entered without naming anything. */
export type PlainRoomPath = Exclude<RoomPath, `${string}$${string}`>

/** The call that a room needs, of a route's full path; undefined where everybody may be. */
export function callOfRoom(path: string | undefined): SignedInName | undefined {
  return Object.entries(ROOM_CALLS).find(([room]) => room === path)?.[1]
}
