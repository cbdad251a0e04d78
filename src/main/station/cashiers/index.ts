import { uuidV7 } from '../../../contract/ids.ts'
import { failed, type Reply, success } from '../../../contract/refusals.ts'
import type { Cashier } from '../../../contract/screen/counter.ts'
import type { CashierRecord, CashierRow } from '../journal/cashiers.ts'
import type { Clock, Random } from '../ports.ts'
import { isGoods } from './goods.ts'
import { BADGE_LEARNING_MS, CASHIERS_MAX, WRONG_PIN_WAIT_MS, WRONG_PINS_MAX } from './limits.ts'
import { hashBadge, hashPin, isBadge, isPin } from './pins.ts'

/** Who may stand at this counter, and who does. Without cashiers anybody may, by any name. */
export interface Cashiers {
  readonly list: () => readonly Cashier[]
  readonly save: (wanted: WantedCashier) => Reply<{ cashierId: string }>
  readonly remove: (cashierId: string) => Reply<Nothing>
  readonly signIn: (pin: string) => Reply<{ name: string }>
  /** The next reading, if it comes soon, becomes this cashier's badge; null ends that. */
  readonly learnBadge: (cashierId: string | null) => Reply<Nothing>
  readonly learningBadgeOf: () => string | null
  /**
   * Takes what may stand on a badge: learns it when one is to be learnt, else signs in whoever it
   * belongs to. Undefined when it is nobody's badge.
   */
  readonly takeBadge: (reading: string) => Reply<Nothing> | undefined
  /** A reading that can be nobody's badge ends the learning, too. */
  readonly stopLearning: () => void
  readonly signOut: () => void
  /** True while there are cashiers and none of them is signed in. */
  readonly mustSignIn: () => boolean
}

export interface WantedCashier {
  readonly cashierId: string | null
  readonly name: string
  readonly pin: string | null
}

type Nothing = Record<string, never>

export interface CashierOptions {
  readonly record: CashierRecord
  readonly clock: Clock
  readonly random: Random
  /** The name that stands on each redemption from now on; empty for nobody. */
  readonly setClerk: (name: string) => void
  readonly clerk: () => string
  /** Nobody read a badge in time. */
  readonly onLearningOver: () => void
}

export function createCashiers(options: CashierOptions): Cashiers {
  const { record, clock, random } = options
  const tries = createTries(clock)
  let learning: string | null = null
  let cancelLearning = () => {}
  const learn = (cashierId: string | null) => {
    cancelLearning()
    learning = cashierId
    cancelLearning = cashierId === null ? () => {} : clock.after(BADGE_LEARNING_MS, giveUp)
  }
  const giveUp = () => {
    learn(null)
    options.onLearningOver()
  }
  const listed = () => record.list()
  const enter = (row: CashierRow) => {
    tries.forget()
    options.setClerk(row.name)
    return row.name
  }
  return {
    list: () =>
      listed().map(({ id, name, badge_hash }) => ({
        cashierId: id,
        name,
        hasBadge: badge_hash !== null,
      })),
    save: (wanted) => {
      const others = listed().filter(({ id }) => id !== wanted.cashierId)
      const own = listed().find(({ id }) => id === wanted.cashierId)
      const problem = whyNot(wanted, own, others)
      if (problem !== undefined) return failed('STATE_CONFLICT', problem)
      const id = own?.id ?? uuidV7(clock.nowMs(), random.bytes(10))
      const { pin } = wanted
      const written = record.save({
        id,
        name: wanted.name,
        pin_hash: pin === null ? (own?.pin_hash ?? '') : hashPin(pin, random),
        badge_hash: own?.badge_hash ?? null,
      })
      if (!written.ok) return failed('STORAGE_FULL')
      if (own !== undefined && own.name === options.clerk()) options.setClerk(wanted.name)
      return success({ cashierId: id })
    },
    remove: (cashierId) => {
      const leaving = listed().find(({ id }) => id === cashierId)
      const written = record.remove(cashierId, clock.nowMs())
      if (!written.ok) return failed('STORAGE_FULL')
      if (!written.value) return gone()
      if (leaving?.name === options.clerk()) options.setClerk('')
      return success({})
    },
    signIn: (pin) => {
      const waitMs = tries.waitMs()
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1_000)
        return failed('RATE_LIMITED', `Too many wrong PINs. Try again in ${seconds} s.`)
      }
      const found = listed().find(({ pin_hash }) => isPin(pin, pin_hash))
      if (found !== undefined) return success({ name: enter(found) })
      tries.count()
      return failed('NOT_PERMITTED', 'Nobody at this counter has this PIN. Type it again.')
    },
    learnBadge: (cashierId) => {
      if (cashierId !== null && !listed().some(({ id }) => id === cashierId)) return gone()
      learn(cashierId)
      return success({})
    },
    learningBadgeOf: () => learning,
    takeBadge: (reading) => {
      const badge = reading.trim()
      const owner = listed().find(
        ({ badge_hash }) => badge_hash !== null && isBadge(badge, badge_hash),
      )
      if (learning === null) {
        if (owner === undefined) return undefined
        enter(owner)
        return success({})
      }
      const learner = listed().find(({ id }) => id === learning)
      learn(null)
      if (learner === undefined) return gone()
      if (owner !== undefined && owner.id !== learner.id) {
        return failed('STATE_CONFLICT', 'This badge belongs to somebody else.')
      }
      if (isGoods(badge)) return failed('STATE_CONFLICT', 'This is a code of goods, no badge.')
      const written = record.save({ ...learner, badge_hash: hashBadge(badge, random) })
      return written.ok ? success({}) : failed('STORAGE_FULL')
    },
    stopLearning: () => learn(null),
    signOut: () => {
      learn(null)
      options.setClerk('')
    },
    mustSignIn: () => {
      const names = listed().map(({ name }) => name)
      return names.length > 0 && !names.includes(options.clerk())
    },
  }
}

function gone(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such cashier any more.')
}

/** A sentence about what stands in the way; undefined when nothing does. */
function whyNot(
  wanted: WantedCashier,
  own: CashierRow | undefined,
  others: readonly CashierRow[],
): string | undefined {
  const { cashierId, name, pin } = wanted
  if (cashierId !== null && own === undefined) return 'There is no such cashier any more.'
  if (own === undefined && pin === null) return 'A new cashier needs a PIN of 4 to 8 digits.'
  if (own === undefined && others.length >= CASHIERS_MAX) {
    return `A counter has at most ${CASHIERS_MAX} cashiers. Remove one first.`
  }
  if (others.some((other) => other.name === name)) return 'Somebody else has this name.'
  const isTaken = pin !== null && others.some(({ pin_hash }) => isPin(pin, pin_hash))
  return isTaken ? 'This PIN cannot be used. Choose another one.' : undefined
}

/** Wrong PINs in a row, by the clock that only goes forward. */
function createTries(clock: Clock) {
  let wrong = 0
  let blockedUntilMs = 0
  return {
    waitMs: () => Math.max(0, blockedUntilMs - clock.monotonicMs()),
    count: () => {
      wrong += 1
      if (wrong < WRONG_PINS_MAX) return
      wrong = 0
      blockedUntilMs = clock.monotonicMs() + WRONG_PIN_WAIT_MS
    },
    forget: () => {
      wrong = 0
    },
  }
}
