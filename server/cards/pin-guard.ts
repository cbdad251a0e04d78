import type { CardNumber } from '../../src/contract/card-number.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { PinFact } from '../ledger/request.ts'
import { OverloadedError } from '../load/index.ts'
import { StorageError } from '../storage/index.ts'
import type { KnownCard } from './find-card.ts'
import { PIN_COUNT_TRIES_MAX, PIN_PRUNE_EVERY, PIN_RETRY_AFTER_MS } from './limits.ts'
import {
  afterWrong,
  forgetWatch,
  NOTHING_WRONG,
  pruneWatches,
  readWatch,
  type Watch,
  watchKey,
  writeWatch,
} from './pin-watch.ts'

/** A PIN that somebody gave for a number. */
export interface AskedPin {
  readonly number: CardNumber
  /** The card of that number, as far as whoever asks may know of it. */
  readonly known: Pick<KnownCard, 'cardId' | 'activatedAtMs'> | undefined
  /** Who asks, for the audit: `client:<id>` or `device:<id>`. */
  readonly by: string
  /**
   * The network of whoever asks, where the number is that of another network's card: what is wrong
   * there is counted apart, as no network may lock the cards of another. Undefined otherwise.
   */
  readonly apart?: NetworkId | undefined
}

/**
 * Counts wrong PINs in the database, so that neither a restart nor a second server gives more
 * guesses. After three in a row a number is locked: for an hour, then for a day, then until support
 * unlocks it; no PIN of it is judged meanwhile, a right one neither. Numbers are counted, with the
 * same work, whether or not there is such a card, so that a lock tells nothing about that.
 */
export interface PinGuard {
  /**
   * The judgement of one PIN, or `locked` without one. Those of one number are judged one after
   * another: many at once are no more guesses than their number. Rejects with an OverloadedError,
   * and nothing was judged in vain, when the count cannot be kept.
   */
  readonly judge: (asked: AskedPin, check: () => Promise<PinFact>) => Promise<PinFact>
}

type Context = Pick<ServerContext, 'database' | 'keys' | 'nowMs' | 'log'>

export function createPinGuard(context: Context): PinGuard {
  const running = new Map<string, Promise<unknown>>()
  let untilPrune = PIN_PRUNE_EVERY

  const count = async (key: Uint8Array, asked: AskedPin, first: Watch): Promise<void> => {
    let before = first
    for (let tries = 0; tries < PIN_COUNT_TRIES_MAX; tries += 1) {
      if (await writeWrong(context, key, asked, before)) return
      // Another server counted one meanwhile.
      before = await watchOf(context, key, asked)
    }
    throw new OverloadedError(PIN_RETRY_AFTER_MS)
  }
  const judge = async (asked: AskedPin, check: () => Promise<PinFact>): Promise<PinFact> => {
    const key = watchKey(context.keys, asked.number, asked.apart)
    const before = await watchOf(context, key, asked)
    if (before.lockedUntilMs > context.nowMs()) return 'locked'
    const fact = await check()
    if (fact === 'right' && before.version > 0) await forgetWatch(context.database, key)
    if (fact !== 'wrong') return fact
    await count(key, asked, before)
    untilPrune -= 1
    if (untilPrune > 0) return fact
    untilPrune = PIN_PRUNE_EVERY
    pruneWatches(context.database).catch((error: unknown) =>
      context.log.warn({ err: error }, 'old counts of wrong PINs were not removed'),
    )
    return fact
  }
  return {
    judge: async (asked, check) => {
      const { number } = asked
      const turn = (running.get(number) ?? Promise.resolve()).then(() => judge(asked, check))
      const settled = turn.catch(() => undefined)
      running.set(number, settled)
      try {
        return await turn
      } catch (error) {
        throw asOverload(error)
      } finally {
        if (running.get(number) === settled) running.delete(number)
      }
    },
  }
}

/** What was counted before the card was sold was not its owner's doing, and is not held against them. */
async function watchOf({ database }: Context, key: Uint8Array, asked: AskedPin): Promise<Watch> {
  const watch = await readWatch(database, key)
  const { known } = asked
  const isOfBefore = known?.activatedAtMs != null && watch.changedAtMs < known.activatedAtMs
  return isOfBefore ? { ...NOTHING_WRONG, version: watch.version } : watch
}

async function writeWrong(
  context: Context,
  key: Uint8Array,
  { known, by }: AskedPin,
  before: Watch,
): Promise<boolean> {
  // The ledger's time may be ahead of a clock that was put back: this was after the sale all the same.
  const changedAtMs = Math.max(context.nowMs(), known?.activatedAtMs ?? 0)
  const after = { ...afterWrong(before, context.nowMs()), changedAtMs }
  const isLocked = after.lockedUntilMs > 0
  const lock = record(context, {
    actor: by,
    action: 'pin-lock',
    subject: `card:${known?.cardId ?? 'none'}`,
    detail: { lock: after.locks },
  })
  return writeWatch(context.database, key, { before, after }, isLocked ? [lock] : [])
}

/** A try that could not be counted was not judged: it may be made again. */
function asOverload(error: unknown): unknown {
  const isNotDone = error instanceof StorageError && error.outcome === 'not_done'
  return isNotDone ? new OverloadedError(PIN_RETRY_AFTER_MS) : error
}
