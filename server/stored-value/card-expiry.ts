import type { CardId, RequestId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { Caller, ExpireRequest } from '../ledger/request.ts'
import { rulesColumn, rulesOf } from '../programs/index.ts'
import { contentHash } from './content-hash.ts'
import { type JobLease, openJobLease } from './job-lease.ts'
import { EXPIRED_AT_ONCE, EXPIRY_LEASE_MS, EXPIRY_LOOK_EVERY_MS } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'log' | 'nowMs' | 'randomBytes'>

/** The server itself, which ends what is over. */
const CALLER: Caller = {
  key: 'system:expiry',
  locationId: null,
  channel: 'admin',
  clerk: null,
  wholeNetwork: true,
}

/**
 * Ends the cards whose last day is over, soon after midnight wherever that is: their value goes where
 * their program says. Whether a card may still be used does not depend on it. Of several servers one
 * does it, in pieces, and another one goes on where it stopped.
 */
export function startCardExpiry(context: Parts): { readonly close: () => Promise<void> } {
  const lease = leaseOf(context)
  let running: Promise<unknown> | undefined
  const stop = new AbortController()
  const look = () => {
    if (running || context.database.trouble() !== null) return
    running = expireCards(context, lease, { stop: stop.signal })
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'cards that are over could not be ended')
      })
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, EXPIRY_LOOK_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      stop.abort()
      await running
    },
  }
}

/** The lease of this job, for one server. */
export function leaseOf({ database, randomBytes }: Parts): JobLease {
  const holder = Buffer.from(randomBytes(12)).toString('hex')
  return openJobLease(database, { name: 'card-expiry', holder, leaseMs: EXPIRY_LEASE_MS })
}

/** What one look came to. */
export interface Expired {
  /** False: another server is at it. */
  readonly isOurs: boolean
  readonly ended: number
  /** Those that have to wait, such as cards of which something is held. */
  readonly left: number
}

/** Ends all cards that are over now, piece by piece; stops after the piece in which it is told to. */
export async function expireCards(
  context: Parts,
  lease: JobLease,
  { stop, atOnce = EXPIRED_AT_ONCE }: { stop?: AbortSignal; atOnce?: number } = {},
): Promise<Expired> {
  let [ended, left] = [0, 0]
  let after: Due | undefined
  for (;;) {
    const due = await dueCards(context, atOnce, after)
    if (due.length === 0) break
    // Before each piece: who was too slow has lost it, and a card is ended once in any case.
    if (!(await lease.take())) return { isOurs: false, ended, left }
    const done = await Promise.all(due.map((card) => expire(context, card)))
    ended += done.filter(Boolean).length
    left += done.filter((isDone) => !isDone).length
    after = due.at(-1)
    if (stop?.aborted || due.length < atOnce) break
  }
  if (ended + left > 0) {
    await lease.giveBack()
    context.log.info({ ended, left }, 'cards whose last day is over were ended')
  }
  return { isOurs: true, ended, left }
}

/** A card whose last day is over, with the rules of its program. */
interface Due {
  readonly id: number
  readonly uid: string
  readonly expires_at_ms: number | null
  readonly rules: string
}

function dueCards(
  { database, nowMs }: Parts,
  atOnce: number,
  after: Due | undefined,
): Promise<Due[]> {
  let query = database.read
    .selectFrom('card')
    .innerJoin('program', 'program.id', 'card.program_id')
    .where('card.expires_at_ms', '<=', nowMs())
    .where('card.state', 'in', ['active', 'pin_locked', 'blocked'])
    .select(['card.id', 'card.uid', 'card.expires_at_ms'])
    .select(rulesColumn(database))
    .orderBy('card.expires_at_ms')
    .orderBy('card.id')
    .limit(atOnce)
  if (after !== undefined) {
    const { expires_at_ms: atMs, id } = after
    query = query.where(({ eb, or, and }) =>
      or([
        eb('card.expires_at_ms', '>', atMs),
        and([eb('card.expires_at_ms', '=', atMs), eb('card.id', '>', id)]),
      ]),
    )
  }
  return query.execute()
}

/** The id follows from the card, its date and the hour: two servers ask for the same, once. */
async function expire({ database, nowMs }: Parts, card: Due): Promise<boolean> {
  const cardId = card.uid as CardId
  const valueTo = rulesOf(card).expiry?.valueTo ?? 'suspense'
  const hour = Math.floor(nowMs() / HOUR_MS)
  const request: ExpireRequest = {
    kind: 'expire',
    caller: CALLER,
    requestId: `card-over-${cardId}-${card.expires_at_ms}-${hour}` as RequestId,
    contentHash: contentHash('expire', { cardId, valueTo }),
    card: { by: 'id', cardId },
    ...{ valueTo, reason: 'Its last day is over.' },
  }
  const { reply } = await database.ledger.execute(request)
  return reply.ok
}

const HOUR_MS = 3_600_000
