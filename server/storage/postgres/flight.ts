import type { TrustedTime } from '../clock-watch.ts'
import type { GroupMeasure } from '../database.ts'
import { errorText, StorageError } from '../errors.ts'
import type { RecordedOperation } from '../group/group.ts'
import type { Attempt, Waiter } from './attempt.ts'
import type { Chain } from './chain.ts'
import { failureOf, unavailable } from './failures.ts'
import type { Ids, WrittenGroup } from './ids.ts'
import { REACH_MAX_MS, RECOVER_MAX_MS } from './limits.ts'
import { olderText } from './newest-group.ts'
import type { Memory } from './overlay.ts'
import type { Queue } from './queue.ts'
import { type Session, writeGroup } from './session.ts'
import { groupToWrite, runStrict } from './strict.ts'

/** What the writer works with. */
export interface WriterParts {
  readonly queue: Queue
  readonly memory: Memory
  readonly ids: Ids
  readonly chain: Chain
  /** The connection that commits. */
  readonly session: Session
  /** Another one, for reading cards and rules beside a running commit. */
  readonly beside: Session
  readonly time: () => TrustedTime
  readonly groupMax: number
  /** Grows when a group failed: what was decided on top of it is decided again. */
  readonly epoch: () => number
  readonly nextEpoch: () => void
  /** The group is this server's own: called as soon as that is known. */
  readonly onLanded: (groupId: number) => void
  readonly onWritten: (groupId: number, recorded: readonly RecordedOperation[]) => void
  readonly onMeasure: (measure: GroupMeasure) => void
  /** Whether the database server did the last thing it was asked. */
  readonly onReached: (error: StorageError | null) => void
  /** The database is an older state than was seen before: nothing may be done any more. */
  readonly onFenced: (error: StorageError) => void
}

/** A group on its way: resolves to telling those who wait, when it is known what became of it. */
export type Flight = Promise<() => void>

/** Sends a decided group. Never rejects: whatever fails is looked into, and done the slow way. */
export function fly(parts: WriterParts, attempt: Attempt): Flight {
  const { ids, memory, session } = parts
  const group = groupToWrite(attempt, ids, parts.chain)
  const head = attempt.head()
  attempt.adopt()
  ids.use(head.journalId + 1, head.cardNumber + 1)
  memory.lastTimeMs = head.timeMs
  const beganMs = performance.now()
  let isSent = false
  return session
    .client(beganMs + REACH_MAX_MS)
    .then((client) => {
      isSent = true
      return writeGroup(client, group)
    })
    .then(
      (written) => {
        if (ids.written(written)) parts.nextEpoch()
        return landing(parts, attempt, written, beganMs)
      },
      (error: unknown) => {
        attempt.retract()
        const { waiters } = attempt
        return recover(parts, { waiters, error, sent: isSent ? attempt : undefined })
      },
    )
}

function landing(
  parts: WriterParts,
  attempt: Attempt,
  written: WrittenGroup | undefined,
  beganMs: number,
): () => void {
  parts.onReached(null)
  if (written) {
    parts.chain.advance({ id: written.group_id, hash: written.group_hash })
    parts.onLanded(written.group_id)
  }
  const tookMs = performance.now() - beganMs
  return () => {
    attempt.resolve()
    if (!written) return
    parts.onWritten(written.group_id, attempt.recorded)
    parts.onMeasure({ operations: attempt.recorded.length, commitMs: tookMs, syncMs: tookMs })
  }
}

interface Failed {
  readonly waiters: readonly Waiter[]
  readonly error: unknown
  /** The group that may have been written; undefined when none was sent. */
  readonly sent: Attempt | undefined
  /** The database server was there a moment ago: a connection that was lost is made anew. */
  readonly wasReached?: true
}

/**
 * After a group failed: finds out whether it was written, and if not decides it under the lock. Waits
 * for the database server to come back, for a bounded time; never rejects.
 */
export async function recover(parts: WriterParts, failed: Failed): Flight {
  parts.nextEpoch()
  const { waiters, error } = failed
  const failure = failureOf(error)
  switch (failure.is) {
    case 'conflict':
      if (failure.what.endsWith('next id')) parts.ids.meet()
      return runLocked(parts, waiters, undefined)
    case 'lost':
      parts.session.drop()
      return failed.sent || failed.wasReached
        ? runLocked(parts, waiters, failed.sent)
        : unreachable(parts, failed)
    case 'refused':
      return runLocked(parts, waiters, undefined)
    case 'unavailable':
      return rejectAll(parts, waiters, unavailable(error, 'not_done'))
    case 'fenced':
      return fenced(parts, waiters, failed.sent ? 'unknown' : 'not_done')
  }
}

/** Decides under the lock, again and again until it is known what became of it. */
export async function runLocked(
  parts: WriterParts,
  waiters: readonly Waiter[],
  open: Attempt | undefined,
): Flight {
  const { session, memory, ids, chain, time } = parts
  const beganMs = performance.now()
  const deadlineMs = beganMs + (open ? RECOVER_MAX_MS : REACH_MAX_MS)
  let sent = open
  for (;;) {
    let isJustSent = false
    try {
      const client = await session.client(deadlineMs)
      const { attempt, written } = await runStrict({
        ...{ client, memory, ids, chain, time: time(), waiters, open: sent },
        onNotWritten: () => {
          sent = undefined
        },
        onSent: (attempt) => {
          sent = attempt
          isJustSent = true
        },
      })
      attempt.adopt()
      memory.lastTimeMs = attempt.head().timeMs
      if (written) ids.reset(written)
      // What was decided meanwhile has the same ids, and cards from before and after this group.
      parts.nextEpoch()
      return landing(parts, attempt, written, beganMs)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.is === 'fenced') return fenced(parts, waiters, sent ? 'unknown' : 'not_done')
      // A server that answers has not done what it was just asked. What was sent over a connection
      // before this one stays open, whatever keeps the new one from being of use.
      if (failure.is !== 'lost' && isJustSent) sent = undefined
      const outcome = sent ? 'unknown' : 'not_done'
      if (failure.is === 'lost') {
        session.drop()
        if (performance.now() < deadlineMs) continue
        if (!sent) return unreachable(parts, { waiters, error, sent })
        return rejectAll(parts, waiters, unavailable(error, outcome))
      }
      if (failure.is === 'unavailable' || sent)
        return rejectAll(parts, waiters, unavailable(error, outcome))
      return oneByOne(parts, waiters, error)
    }
  }
}

/** A group that one bad request undid is run again one by one, so that only that one fails. */
async function oneByOne(parts: WriterParts, waiters: readonly Waiter[], error: unknown): Flight {
  if (waiters.length === 1)
    return rejectAll(
      parts,
      waiters,
      new StorageError('request_failed', errorText(error), 'not_done'),
    )
  const settles: (() => void)[] = []
  for (const [at, waiter] of waiters.entries()) {
    settles.push(await runLocked(parts, [waiter], undefined))
    const rest = waiters.slice(at + 1)
    try {
      if (rest.length > 0) await parts.session.client(performance.now())
    } catch (gone) {
      // The database server went away meanwhile: each of the others would wait for it as long again.
      settles.push(unreachable(parts, { waiters: rest, error: gone, sent: undefined }))
      break
    }
  }
  return () => {
    for (const settle of settles) settle()
  }
}

/** Nobody waits in line for a database server that cannot be reached: all hear of it now. */
function unreachable(parts: WriterParts, { waiters, error }: Failed): () => void {
  const all = [...waiters, ...parts.queue.take(Number.POSITIVE_INFINITY)]
  return rejectAll(parts, all, unavailable(error, 'not_done'))
}

function rejectAll(
  parts: WriterParts,
  waiters: readonly Waiter[],
  error: StorageError,
): () => void {
  if (error.code === 'cannot_write') parts.onReached(error)
  return () => {
    for (const waiter of waiters) waiter.reject(error)
  }
}

function fenced(
  parts: WriterParts,
  waiters: readonly Waiter[],
  outcome: 'not_done' | 'unknown',
): () => void {
  const { id } = parts.chain.known()
  const error = new StorageError('cannot_write', olderText(id), outcome)
  parts.onFenced(error)
  return rejectAll(parts, waiters, error)
}
