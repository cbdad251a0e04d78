import { timingSafeEqual } from 'node:crypto'
import type { Pin } from '../../src/contract/card-number.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { hmacOf } from '../keys.ts'
import type { PinFact } from '../ledger/request.ts'
import { hashSlowly, type SlowHash, verifySlowly } from '../load/index.ts'
import { PIN_HASH_MEMORY_KIB, PIN_HASH_PASSES } from './limits.ts'

export interface Pins {
  /** What is stored of a PIN. */
  readonly hashPin: (cardId: CardId, pin: Pin) => Promise<string>
  /**
   * What is stored of a printed card's PIN until {@link Pins.harden} had its time: the peppered MAC
   * alone. Worth nothing without the pepper, and little work with it: for cards that are worth
   * nothing only.
   */
  readonly quickPin: (cardId: CardId, pin: Pin) => string
  /** The slow hash of what {@link Pins.quickPin} gave; the PIN itself is not needed. */
  readonly harden: (quick: string) => Promise<string>
  /**
   * Judges a PIN. An unknown card costs the same work as a wrong PIN, so that neither the answer
   * nor its time tells them apart. Without a PIN there is nothing to judge: `absent`.
   */
  readonly checkPin: (card: PinOwner | undefined, pin: Pin | undefined) => Promise<PinFact>
}

export interface PinOwner {
  readonly cardId: CardId
  readonly pinHash: string | null
}

/**
 * In place of a hash in the row of a card that was printed or imported, which never changes: the PIN
 * stands with its batch or import, and whoever reads the card to judge a PIN brings it along.
 */
export const PIN_STANDS_WITH_BATCH = 'with its batch'

/** argon2id with the parameters of limits.ts. */
export const ARGON2ID: SlowHash = {
  hash: (secret) =>
    hashSlowly(secret, {
      memoryCost: PIN_HASH_MEMORY_KIB,
      timeCost: PIN_HASH_PASSES,
      parallelism: 1,
    }),
  verify: verifySlowly,
}

const QUICK = 'quick$'

/** A stand-in for the id of a card that does not exist. */
const NO_CARD: CardId = '00000000-0000-7000-8000-000000000000' as CardId

/**
 * PINs under a pepper that is not in the database: eight digits alone could be tried out by anyone
 * who stole the hashes, however slow the hash is.
 */
export function createPins(pepper: Uint8Array, slow: SlowHash = ARGON2ID): Pins {
  const peppered = (cardId: CardId, pin: string): string =>
    hmacOf(pepper, `${cardId}${pin}`).toString('base64url')
  let standIn: Promise<string> | undefined

  return {
    hashPin: (cardId, pin) => slow.hash(peppered(cardId, pin)),
    quickPin: (cardId, pin) => `${QUICK}${peppered(cardId, pin)}`,
    harden: (quick) => slow.hash(quick.slice(QUICK.length)),
    checkPin: async (card, pin) => {
      if (pin === undefined) return 'absent'
      standIn ??= slow.hash(peppered(NO_CARD, 'no PIN'))
      const stored = card?.pinHash ?? null
      const quick = stored?.startsWith(QUICK) ? stored.slice(QUICK.length) : undefined
      const isSlow = stored !== null && quick === undefined && stored !== PIN_STANDS_WITH_BATCH
      const asked = peppered(card?.cardId ?? NO_CARD, pin)
      // Always the same work, also where the quick comparison decides.
      const isSlowRight = await slow.verify(isSlow ? stored : await standIn, asked)
      if (card !== undefined && stored === null) return 'absent'
      const isRight = quick === undefined ? isSlowRight : isSameText(quick, asked)
      return isRight ? 'right' : 'wrong'
    },
  }
}

function isSameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
