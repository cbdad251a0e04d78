import type { TrustedTime } from '../clock-watch.ts'
import type { GroupMeasure } from '../database.ts'
import { StorageError } from '../errors.ts'
import type { GroupTask, TaskResult } from '../group/group.ts'
import { PENDING_MAX } from '../limits.ts'
import { assertUsable } from './boot.ts'
import { type Link, openChain } from './chain.ts'
import { unavailable } from './failures.ts'
import { type Feed, openFeed } from './feed.ts'
import { type Ids, openIds } from './ids.ts'
import type { HeadRow } from './loaded.ts'
import { olderText } from './newest-group.ts'
import type { Memory } from './overlay.ts'
import { openQueue } from './queue.ts'
import { openCardMemory, openRecentKeys, openRuleMemory } from './remembered.ts'
import { openSession, type Session } from './session.ts'
import { startWriter } from './writer.ts'

/** What became of a task, with the time of its group in ms since 1970 UTC. */
export interface TaskDone {
  readonly result: TaskResult
  readonly timeMs: number
}

/** The ledger of one database as this process has it open. */
export interface Engine {
  /** Resolves when what it says is durable; rejects with a StorageError. */
  readonly ask: (task: GroupTask) => Promise<TaskDone>
  readonly feed: Feed
  readonly waiting: () => number
  /** The newest group that is known to be written. */
  readonly newest: () => Link
  /** Rules, cards, staff or devices were changed outside the ledger. */
  readonly forget: () => void
  readonly stocked: (nextCard: number) => void
  /** Anything outside the ledger was changed, here or by another server. */
  readonly onElsewhere: (listener: () => void) => () => void
  readonly onMeasure: (listener: (measure: GroupMeasure) => void) => () => void
  /** Why the database server did not do the last thing it was asked; null when it did. */
  readonly trouble: () => string | null
  readonly broken: Promise<StorageError>
  /** The database is an older state than was seen before: nothing may be done any more. */
  readonly fence: (error: StorageError) => void
  /** Answers all that was asked, then closes. */
  readonly close: () => Promise<void>
}

export interface EngineOptions {
  readonly url: string
  readonly groupMax: number
  readonly time: () => TrustedTime
  /** Where the ledger stands. */
  readonly head: HeadRow
}

export function openEngine({ url, groupMax, time, head }: EngineOptions): Engine {
  const session = openSession(url, assertUsable)
  const beside = openSession(url, assertUsable)
  const queue = openQueue()
  const memory = openMemory(head)
  const ids = openIds(head, () => performance.now())
  const chain = openChain(head)
  const listeners = new Set<(measure: GroupMeasure) => void>()
  const elsewhere = new Set<() => void>()
  const broken = Promise.withResolvers<StorageError>()
  const forget = () => {
    memory.rules.forget()
    memory.cards.forget()
  }
  const fence = (error: StorageError) => {
    stopped = new StorageError('cannot_write', error.message, 'not_done')
    broken.resolve(error)
  }
  let trouble: StorageError | null = null
  const feed = openFeed({
    url,
    lastGroupId: head.groupId,
    onForeign: ({ id, hash, timeMs, cards }) => {
      chain.advance({ id, hash })
      ids.meet()
      memory.lastTimeMs = Math.max(memory.lastTimeMs, timeMs)
      for (const card of cards) memory.cards.drop(card)
    },
    onRules: forget,
    onReached: (fault) => {
      trouble = fault === null ? null : unavailable(fault, 'not_done')
    },
    onElse: () => {
      for (const listener of elsewhere) listener()
    },
    known: chain.known,
    onFenced: () => {
      fence(new StorageError('cannot_write', olderText(chain.known().id), 'not_done'))
    },
    landed: () => writer.landed(),
  })
  let stopped: StorageError | undefined
  let epoch = 0
  const writer = startWriter({
    ...{ queue, memory, ids, chain, session, beside, time, groupMax },
    epoch: () => epoch,
    nextEpoch: () => {
      epoch += 1
    },
    onLanded: feed.mine,
    onWritten: feed.own,
    onMeasure: (measure) => {
      for (const listener of listeners) listener(measure)
    },
    onReached: (error) => {
      trouble = error
    },
    onFenced: fence,
  })
  let waiting = 0
  return {
    ask: (task) => {
      if (stopped) return Promise.reject(stopped)
      if (waiting >= PENDING_MAX) return Promise.reject(overloaded())
      waiting += 1
      return new Promise<TaskDone>((resolve, reject) => {
        queue.add({
          task,
          resolve: (done) => {
            waiting -= 1
            resolve(done)
          },
          reject: (error) => {
            waiting -= 1
            reject(error)
          },
        })
      })
    },
    feed,
    waiting: () => waiting,
    newest: chain.known,
    forget,
    stocked: ids.stocked,
    onElsewhere: (listener) => subscribe(elsewhere, listener),
    onMeasure: (listener) => subscribe(listeners, listener),
    trouble: () => stopped?.message ?? trouble?.message ?? null,
    broken: broken.promise,
    fence,
    close: async () => {
      stopped ??= new StorageError('closed', 'The database is closed.', 'not_done')
      await writer.close()
      await giveBack(session, ids)
      await Promise.all([feed.close(), session.close(), beside.close()])
    },
  }
}

function openMemory(head: HeadRow): Memory {
  return {
    cards: openCardMemory(),
    rules: openRuleMemory(),
    recent: openRecentKeys(),
    tombstones: head.tombstones,
    lastTimeMs: head.timeMs,
  }
}

function subscribe<Listener>(all: Set<Listener>, listener: Listener): () => void {
  all.add(listener)
  return () => all.delete(listener)
}

function overloaded(): StorageError {
  return new StorageError('overloaded', 'Too many requests wait for the database.', 'not_done')
}

/** Ids that were taken ahead go back when nobody took any after them, so that none are left out. */
async function giveBack(session: Session, ids: Ids): Promise<void> {
  const unused = ids.unused()
  if (!unused || !session.isUp()) return
  try {
    const client = await session.client(performance.now())
    await client.query(
      `UPDATE ledger_head SET next_journal_id = $1, next_card_number = $2
       WHERE next_journal_id = $3 AND next_card_number = $4`,
      [unused.next, unused.nextCard, unused.end, unused.endCard],
    )
  } catch {
    // They stay unused: a gap in the ids harms nobody.
  }
}
