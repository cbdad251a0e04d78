import { type Attempt, openAttempt, type Waiter } from './attempt.ts'
import { type Flight, fly, recover, runLocked, type WriterParts } from './flight.ts'
import { HALVE_AT, OLDER_MAX_MS, REACH_MAX_MS } from './limits.ts'
import { isEmpty, shallowOf } from './needs.ts'
import { readLedger } from './session.ts'
import { runReading } from './strict.ts'

export interface Writer {
  /** Resolves when it is known what became of the group on its way, if there is one. */
  readonly landed: () => Promise<unknown>
  /** Takes nothing new by itself; ends when all that was asked is answered. */
  readonly close: () => Promise<void>
}

interface State {
  /** The group on its way to the database server. */
  flight: Flight | undefined
  /** The group that is being decided on top of it, and which of the parts' epochs it belongs to. */
  attempt: { readonly of: Attempt; readonly epoch: number } | undefined
  /** Tasks of that group from the first one on that needs the journal: read when nothing is on its way. */
  deferred: Waiter[]
  isClosing: boolean
}

/**
 * Gathers what is asked into groups and commits one at a time. While a group is on its way the next
 * one is decided on top of it, and sent as soon as the first is known to be written. Operations that
 * have to be looked up in the journal (voids, retries) wait for that moment and are read then.
 */
export function startWriter(parts: WriterParts): Writer {
  const state: State = { flight: undefined, attempt: undefined, deferred: [], isClosing: false }
  const ended = work(parts, state)
  return {
    landed: () => state.flight ?? Promise.resolve(),
    close: async () => {
      state.isClosing = true
      parts.queue.wake()
      await ended
    },
  }
}

async function work(parts: WriterParts, state: State): Promise<void> {
  const { queue } = parts
  for (;;) {
    if (!state.flight && !hasTasks(parts, state)) {
      if (state.isClosing) return
      await queue.filled()
    }
    await gather(parts, state)
    const settle = await landed(parts, state)
    if (!settle) continue
    // Nobody waits for what another operation has looked up in the journal first.
    const isRead = state.deferred.length > 0
    if (isRead) settle()
    await send(parts, state)
    // Those who hear of the last group now ask for more while the next one is on its way.
    if (!isRead) settle()
  }
}

function hasTasks({ queue }: WriterParts, { attempt, deferred }: State): boolean {
  return queue.size() + deferred.length + (attempt?.of.waiters.length ?? 0) > 0
}

/** Waits for the group on its way, or for more tasks: undefined when those came first. */
async function landed(parts: WriterParts, state: State): Promise<(() => void) | undefined> {
  const { flight } = state
  if (!flight) return () => undefined
  const isFull = roomLeft(parts, state) <= 0
  const more = parts.queue.filled().then(() => undefined)
  const settle = await (isFull ? flight : Promise.race([flight, more]))
  if (settle) state.flight = undefined
  return settle
}

/**
 * Without any ids left nothing fits: the group is then decided under the lock. Nor does anything fit
 * into a group of earlier: nobody is to be answered as of a time before they asked.
 */
function roomLeft(parts: WriterParts, { attempt, deferred }: State): number {
  const { ids, groupMax, time } = parts
  if (attempt && time().timeMs - attempt.of.head().timeMs > OLDER_MAX_MS) return 0
  return ids.capacity(groupMax) - (attempt?.of.waiters.length ?? 0) - deferred.length
}

/** Decides what has queued, as far as it is known without the journal. */
async function gather(parts: WriterParts, state: State): Promise<void> {
  const { queue } = parts
  while (queue.size() > 0) {
    const attempt = attemptNow(parts, state)
    const room = roomLeft(parts, state)
    if (room <= 0) return
    // With nothing on its way one half goes at once, and the other is decided meanwhile.
    const isHalved = !state.flight && queue.size() > HALVE_AT
    const waiters = queue.take(isHalved ? Math.min(room, Math.ceil(queue.size() / 2)) : room)
    if (await readRules(parts, attempt, waiters))
      for (const waiter of waiters) runOrDefer(parts, state, waiter)
    else state.deferred.push(...waiters)
    if (!state.flight) return
  }
}

/** The group that is being decided; made when its first task has come, so that its time is right. */
function attemptNow(parts: WriterParts, state: State): Attempt {
  if (state.attempt && isStale(parts, state)) putBack(parts, state)
  if (!state.attempt) {
    const { memory, ids, time } = parts
    ids.begin(parts.groupMax)
    const start = { memory, nextId: ids.next(), nextCard: ids.nextCard(), time: time() }
    const of = openAttempt({ ...start, lastTimeMs: memory.lastTimeMs, strict: false })
    state.attempt = { of, epoch: parts.epoch() }
  }
  return state.attempt.of
}

/** True when what it was decided on did not come about, or the rules changed meanwhile. */
function isStale({ memory, epoch }: WriterParts, { attempt }: State): boolean {
  if (!attempt) return false
  const version = attempt.of.rulesVersion()
  return attempt.epoch !== epoch() || (version !== undefined && version !== memory.rules.version())
}

function putBack({ queue }: WriterParts, state: State): void {
  queue.putBack([...(state.attempt?.of.waiters ?? []), ...state.deferred])
  state.attempt = undefined
  state.deferred = []
}

/**
 * Reads cards and rules on the second connection: that may be done while a group is on its way. False
 * when it failed there: the connection that commits will read them, or say what is wrong.
 */
async function readRules(
  { beside }: WriterParts,
  attempt: Attempt,
  waiters: readonly Waiter[],
): Promise<boolean> {
  try {
    for (;;) {
      const needs = shallowOf(attempt.needs(waiters, false))
      if (isEmpty(needs)) return true
      const client = await beside.client(performance.now())
      attempt.take(needs, await readLedger(client, needs))
    }
  } catch {
    beside.drop()
    return false
  }
}

function runOrDefer(parts: WriterParts, state: State, waiter: Waiter): void {
  // An earlier task may have undone the group; the ones after it start a new one.
  const attempt = attemptNow(parts, state)
  try {
    // All come in the order in which they were asked, so that the same history has the same answers.
    if (state.deferred.length > 0 || !attempt.run(waiter)) state.deferred.push(waiter)
  } catch (error) {
    waiter.reject(error instanceof Error ? error : new Error(String(error)))
    putBack(parts, state)
  }
}

/** Sends the group, now that nothing is on its way. */
async function send(parts: WriterParts, state: State): Promise<void> {
  if (isStale(parts, state)) putBack(parts, state)
  if (!state.attempt) return
  const attempt = state.attempt.of
  if (parts.ids.capacity(1) === 0) {
    const waiters = parts.queue.take(parts.groupMax)
    state.attempt = undefined
    state.flight = runLocked(parts, waiters, undefined)
    return
  }
  const waiters = [...attempt.waiters, ...state.deferred]
  const { deferred } = state
  state.attempt = undefined
  state.deferred = []
  let wasReached: true | undefined
  try {
    if (deferred.length > 0) {
      const client = await parts.session.client(performance.now() + REACH_MAX_MS)
      wasReached = true
      await runReading(client, attempt, deferred, parts.chain)
    }
    const version = attempt.rulesVersion()
    if (version !== undefined && version !== parts.memory.rules.version())
      parts.queue.putBack(waiters)
    else if (attempt.seal()) state.flight = fly(parts, attempt)
    else attempt.resolve()
  } catch (error) {
    const failed = { waiters, error, sent: undefined, ...(wasReached && { wasReached }) }
    const settle = await recover(parts, failed)
    settle()
  }
}
