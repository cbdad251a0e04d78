import { randomBytes } from 'node:crypto'
import type { Caller, RedeemRequest } from '../../server/ledger/request.ts'
import type { LocationId, RequestId } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import type { CallersPlan } from './callers.ts'
import { cardIdAt, type World } from './world.ts'

const ONE_CENT = minor(1)

/** The parts of a redemption that are new each time. */
export interface FreshParts {
  readonly requestId: RequestId
  readonly contentHash: Uint8Array
  /** The payment of a till, made only when it is asked for. */
  readonly payment: () => { readonly key: string; readonly json: string }
}

const HASH_BYTES = 32
/** Hashes made at a time: one by one they would take a tenth of the time of the thread that is measured. */
const HASHES_AT_ONCE = 4_096

/** Makes them as a station does: ids that grow with the time. */
export function openFreshParts(): () => FreshParts {
  const run = randomBytes(6).toString('hex')
  let serial = 0
  let hashes = Buffer.alloc(0)
  return () => {
    if (hashes.length === 0) hashes = randomBytes(HASH_BYTES * HASHES_AT_ONCE)
    const contentHash = hashes.subarray(0, HASH_BYTES)
    hashes = hashes.subarray(HASH_BYTES)
    serial += 1
    const nowMs = Date.now()
    const number = String(serial).padStart(9, '0')
    return {
      requestId: `${nowMs.toString(36)}-${run}-${number}` as RequestId,
      // What was hashed is of no matter: it is kept, and compared with nothing here.
      contentHash,
      payment: () => {
        const key = `${run}-${number}`
        const seen = { paymentKey: key, till: 'Till 1', receiptNumber: number }
        const label = `Receipt ${number}`
        return { key, json: JSON.stringify({ ...seen, label, amountMinor: 1, seenAtMs: nowMs }) }
      },
    }
  }
}

/** Makes the next redemption of a caller, as its plan spreads them. */
export function openRedemptions(
  plan: Pick<CallersPlan, 'world' | 'callers' | 'spread' | 'withPayment'>,
): (caller: number) => RedeemRequest {
  const { world, spread, withPayment } = plan
  const fresh = openFreshParts()
  const callers = Array.from({ length: plan.callers }, (_, at) => callerAt(world, spread, at))
  return (at) => {
    const caller = callers[at]
    if (!caller) throw new Error(`there is no caller ${at}`)
    const { requestId, contentHash, payment } = fresh()
    return {
      kind: 'redeem',
      caller,
      requestId,
      contentHash,
      card: { by: 'id', cardId: cardIdAt(pickCard(world, spread.cards)) },
      pin: 'absent',
      amountMinor: ONE_CENT,
      currency: world.currency,
      partial: 'deny',
      order: null,
      payment: withPayment ? payment() : null,
    }
  }
}

/** The caller with this number. */
function callerAt(world: World, { locations }: CallersPlan['spread'], at: number): Caller {
  const place = locations === 'one' ? 0 : at % world.locations.length
  return {
    key: callerKeyAt(at),
    locationId: locationAt(world, place),
    ...{ channel: 'station', clerk: null },
  }
}

/** As long as the key of a device. */
export function callerKeyAt(at: number): string {
  return `device:018f0000-0000-7000-9000-${at.toString(16).padStart(12, '0')}`
}

export function locationAt({ locations }: World, at: number): LocationId {
  const location = locations[at % locations.length]
  if (!location) throw new Error('there is no location')
  return location
}

function pickCard({ cards, programs }: World, which: CallersPlan['spread']['cards']): number {
  if (which === 'one') return 0
  const any = Math.floor(Math.random() * cards)
  return which === 'all' ? any : any - (any % programs.length)
}
