import type { NoticeKind } from '../../src/contract/admin/bank-accounts.ts'
import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'

/** What is told beside the location and the account. No account number but the masked one. */
export interface NoticeDetail {
  readonly account?: string
  readonly before?: string
  /** First day on which it may be paid to, or the day of a test. */
  readonly valueOn?: string
  readonly amountMinor?: number
  readonly currency?: string
  readonly code?: string
  readonly words?: string
}

export interface Notice extends NoticeDetail {
  readonly networkId: NetworkId
  readonly locationId: LocationId
  readonly accountId: string | null
  readonly kind: NoticeKind
  /** Addresses; one that is there twice is written to once. */
  readonly sendTo: readonly string[]
  /** What it is told for, once: a second notice for it does not fit beside the first. */
  readonly onceFor?: string
}

/** The statements that put mails in the post, for the write of the deed that they tell. */
export function noticeQueries(
  { database, nowMs, randomBytes }: Pick<ServerContext, 'database' | 'nowMs' | 'randomBytes'>,
  { networkId, locationId, accountId, kind, sendTo, onceFor, ...detail }: Notice,
): readonly WriteQuery[] {
  const unique = new Map(sendTo.map((address) => [address.toLowerCase(), address]))
  return [...unique.values()].map((address, at) => {
    const made = uuidV7(nowMs(), randomBytes(10))
    const query = database.read.insertInto('bank_notice').values({
      ...{ id: onceFor === undefined ? made : noticeId(onceFor, at), network_id: networkId },
      location_id: locationId,
      ...{ account_id: accountId, kind, send_to: address, detail: JSON.stringify(detail) },
      ...{ made_at_ms: nowMs(), sent_at_ms: null, tries: 0, try_after_ms: 0 },
    })
    return { query: query.compile(), changes: 1 }
  })
}

/** Names a notice that is given once. */
export function noticeId(onceFor: string, at: number): string {
  return `${onceFor}-${at}`
}
