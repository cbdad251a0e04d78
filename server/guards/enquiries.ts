import { THROTTLE_REASONS } from '../../src/contract/admin/guards.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import {
  COUNTED_MAX,
  ENQUIRIES_PER_ADDRESS,
  ENQUIRIES_PER_CALLER,
  ENQUIRIES_PER_CARD,
  MISSES_PER_ADDRESS,
  MISSES_PER_NETWORK,
} from './limits.ts'
import { type Bound, createWindows } from './windows.ts'

/** Who names a card by its number. */
export interface Enquirer {
  /** `client:<id>`. */
  readonly caller: string
  readonly networkId: NetworkId
  /** True where anybody may type a number: a web shop. */
  readonly isPublic: boolean
  /** The shopper's address as it is counted; null where it is not known. */
  readonly address: string | null
}

/** What is asked of a card. */
export interface Enquiry extends Enquirer {
  /** Stands for the number, and says nothing of it. */
  readonly card: string
  /** A question only; money that is moved is held up by misses alone. */
  readonly isQuestion: boolean
  readonly hasPin: boolean
}

/** Holds up whoever tries out numbers. Each server process counts for itself. */
export interface Enquiries {
  /**
   * Counts the enquiry before it is answered, whether or not there is such a card. 0 when it may be
   * answered, else how many ms to wait.
   */
  readonly admit: (enquiry: Enquiry) => number
  /** The same for a station, where a clerk watches: only how often it asks is bounded. */
  readonly admitDevice: (caller: string) => number
  /** The answer was: no such card, or a wrong PIN. */
  readonly missed: (enquiry: Enquirer) => void
  /** How a network fares in the day that runs. */
  readonly figures: (networkId: NetworkId) => EnquiryFigures
}

/** Misses, and answers that were held up, by why. */
export interface EnquiryFigures {
  readonly misses: number
  readonly heldUp: Readonly<Record<ThrottleReason, number>>
}
type ThrottleReason = (typeof THROTTLE_REASONS)[number]

/** `scale` multiplies what a caller may ask; `onFlood` hears when a network's misses are too many. */
export function createEnquiries(options: {
  readonly nowMs: () => number
  readonly scale?: number
  readonly onFlood?: (networkId: NetworkId) => void
}): Enquiries {
  const windows = (bound: Bound) =>
    createWindows({ bound, nowMs: options.nowMs, keysMax: COUNTED_MAX })
  const perCaller = windows({
    ...ENQUIRIES_PER_CALLER,
    max: ENQUIRIES_PER_CALLER.max * (options.scale ?? 1),
  })
  const perAddress = windows(ENQUIRIES_PER_ADDRESS)
  const perCard = windows(ENQUIRIES_PER_CARD)
  const missesOfAddress = windows(MISSES_PER_ADDRESS)
  const missesOfNetwork = windows(MISSES_PER_NETWORK)
  const heldUp = windows(MISSES_PER_NETWORK)

  /** While many numbers are tried, only who had no miss today is answered; a PIN guards itself. */
  const floodMs = ({ networkId, address, isQuestion, hasPin }: Enquiry): number => {
    if (!isQuestion && hasPin) return 0
    if (address !== null && missesOfAddress.count(address) === 0) return 0
    return missesOfNetwork.waitMs(networkId)
  }
  /** How long each bound makes this one wait. */
  const waitsOf = (enquiry: Enquiry): Readonly<Record<ThrottleReason, number>> => {
    const { caller, address, card, isQuestion, isPublic } = enquiry
    const isAsked = isPublic && isQuestion
    const ofAddress = isPublic && address !== null ? missesOfAddress.waitMs(address) : 0
    return {
      caller: isQuestion ? perCaller.waitMs(caller) : 0,
      address: isAsked && address !== null ? perAddress.waitMs(address) : 0,
      card: isAsked ? perCard.waitMs(card) : 0,
      misses: isPublic ? Math.max(ofAddress, floodMs(enquiry)) : 0,
    }
  }
  const count = ({ caller, isPublic, address, card }: Enquiry): void => {
    perCaller.add(caller)
    if (!isPublic) return
    perCard.add(card)
    if (address !== null) perAddress.add(address)
  }
  return {
    admit: (enquiry) => {
      const waits = waitsOf(enquiry)
      const waitMs = Math.max(...Object.values(waits))
      if (waitMs === 0 && enquiry.isQuestion) count(enquiry)
      const why = THROTTLE_REASONS.find((reason) => waits[reason] > 0)
      if (why !== undefined) heldUp.add(`${enquiry.networkId} ${why}`)
      return waitMs
    },
    admitDevice: (caller) => {
      const waitMs = perCaller.waitMs(caller)
      if (waitMs === 0) perCaller.add(caller)
      return waitMs
    },
    missed: ({ isPublic, networkId, address }) => {
      if (!isPublic) return
      if (address !== null) missesOfAddress.add(address)
      missesOfNetwork.add(networkId)
      if (missesOfNetwork.count(networkId) === MISSES_PER_NETWORK.max) options.onFlood?.(networkId)
    },
    figures: (networkId) => {
      const counted = THROTTLE_REASONS.map((why) => [why, heldUp.count(`${networkId} ${why}`)])
      return {
        misses: missesOfNetwork.count(networkId),
        heldUp: Object.fromEntries(counted) as EnquiryFigures['heldUp'],
      }
    },
  }
}
