import pg from 'pg'
import type { CommittedOperation } from '../../ledger/engine.ts'
import type { RecordedOperation } from '../group/group.ts'
import type { Link } from './chain.ts'
import { clientConfig } from './connect.ts'
import { failureOf } from './failures.ts'
import { GROUPS_READ_MAX, POLL_MS, RECONNECT_MS } from './limits.ts'

/** A group that another server committed. */
export interface ForeignGroup {
  readonly id: number
  readonly hash: string
  readonly timeMs: number
  readonly cards: readonly number[]
}

export interface FeedOptions {
  readonly url: string
  /** The newest group when this server started: what came before is no news. */
  readonly lastGroupId: number
  readonly onForeign: (group: ForeignGroup) => void
  /** Rules or cards were changed outside the ledger, or word of that may have been lost. */
  readonly onRules: () => void
  /** So was anything else: staff, sessions, devices. */
  readonly onElse: () => void
  /** Whether the database server could be reached just now: null, or what went wrong. */
  readonly onReached: (fault: unknown) => void
  /** The newest group that this server knows to be written. */
  readonly known: () => Link
  /** The database is an older state, in which that group is not. */
  readonly onFenced: () => void
  /** Resolves when this server knows of the group that it has on its way, if any. */
  readonly landed: () => Promise<unknown>
}

/** Tells of every committed operation once, in the order of the chain, whoever committed it. */
export interface Feed {
  readonly onDidCommit: (
    listener: (operations: readonly CommittedOperation[]) => void,
  ) => () => void
  /** A group is this server's own; {@link Feed.own} follows. */
  readonly mine: (groupId: number) => void
  /** This server's own group is durable. */
  readonly own: (groupId: number, recorded: readonly RecordedOperation[]) => void
  readonly height: () => number
  readonly close: () => Promise<void>
}

interface State {
  last: number
  /** The newest group that somebody told of. */
  target: number
  readonly own: Map<number, readonly RecordedOperation[]>
  /** Own groups that are known to be written, and not told of yet. */
  readonly mine: Set<number>
  readonly listeners: Set<(operations: readonly CommittedOperation[]) => void>
  client: pg.Client | undefined
  isFilling: boolean
  isClosed: boolean
}

/**
 * Listens on a connection of its own. Word of a group may get lost with that connection, so it only
 * says how far the chain has come: gaps are read from the tables, and looked for from time to time.
 */
export function openFeed(options: FeedOptions): Feed {
  const state: State = {
    last: options.lastGroupId,
    target: options.lastGroupId,
    own: new Map(),
    mine: new Set(),
    listeners: new Set(),
    client: undefined,
    isFilling: false,
    isClosed: false,
  }
  const timer = setInterval(() => poll(options, state), POLL_MS)
  timer.unref()
  listen(options, state)
  return {
    onDidCommit: (listener) => {
      state.listeners.add(listener)
      return () => state.listeners.delete(listener)
    },
    mine: (groupId) => {
      state.mine.add(groupId)
    },
    own: (groupId, recorded) => {
      state.mine.delete(groupId)
      state.own.set(groupId, recorded)
      state.target = Math.max(state.target, groupId)
      advance(options, state)
    },
    height: () => state.last,
    close: async () => {
      state.isClosed = true
      clearInterval(timer)
      const { client } = state
      state.client = undefined
      await client?.end().catch(() => undefined)
    },
  }
}

/** Tells of the groups that are at hand; reads those that are not. */
function advance(options: FeedOptions, state: State): void {
  for (let next = state.own.get(state.last + 1); next; next = state.own.get(state.last + 1)) {
    state.last += 1
    state.own.delete(state.last)
    tell(state, next)
  }
  if (state.last < state.target && !state.isFilling && !state.isClosed) {
    state.isFilling = true
    fill(options, state)
      .catch(() => undefined)
      .finally(() => {
        state.isFilling = false
      })
  }
}

function tell({ listeners }: State, operations: readonly CommittedOperation[]): void {
  if (operations.length === 0) return
  for (const listener of listeners) listener(operations)
}

interface FeedRow {
  readonly group_id: number
  readonly hash: string
  readonly time_ms: number
  readonly id: number
  readonly card_id: number | null
  readonly uid: string | null
  readonly location_id: string | null
}

/** Reads the groups after the last one told of, in order, until none is missing. */
async function fill(options: FeedOptions, state: State): Promise<void> {
  while (state.last < state.target && !state.isClosed) {
    // Word of a group of this server comes before the answer to its commit: nothing to read then.
    await options.landed()
    const { client } = state
    if (!client || state.mine.has(state.last + 1) || state.last >= state.target) return
    const { rows } = await client.query<FeedRow>(
      `SELECT g.id AS group_id, encode(g.hash, 'hex') AS hash, g.time_ms, j.id, j.card_id, c.uid,
         j.location_id
       FROM commit_group g JOIN journal j ON j.id BETWEEN g.first_journal_id AND g.last_journal_id
       LEFT JOIN card c ON c.id = j.card_id
       WHERE g.id > $1 AND g.id <= $2 ORDER BY g.id, j.id`,
      [state.last, Math.min(state.target, state.last + GROUPS_READ_MAX)],
    )
    if (rows.length === 0) return
    // The tables may tell of a group of this server before the answer to its commit has come.
    await options.landed()
    for (const [groupId, operations] of Map.groupBy(rows, (row) => row.group_id)) {
      if (state.mine.has(groupId)) return
      takeGroup(options, state, groupId, operations)
    }
  }
}

function takeGroup(
  options: FeedOptions,
  state: State,
  groupId: number,
  rows: readonly FeedRow[],
): void {
  const [first] = rows
  // Its own groups may have been told of while this was read.
  if (!first || groupId !== state.last + 1) return
  const own = state.own.get(groupId)
  state.last = groupId
  state.own.delete(groupId)
  if (!own) {
    const cards = rows.flatMap(({ card_id }) => card_id ?? [])
    options.onForeign({ id: groupId, hash: first.hash, timeMs: first.time_ms, cards })
  }
  tell(
    state,
    own ??
      rows.map(({ id, uid, location_id: locationId }) => {
        return { journalId: id, cardUid: uid, locationId }
      }),
  )
}

/**
 * Looks for groups that nobody told of, and for a connection that was lost; and whether the database is
 * still the one that is known, also while nobody asks anything of it.
 */
async function poll(options: FeedOptions, state: State): Promise<void> {
  const { client } = state
  if (!client || state.isClosed) return
  try {
    const { id, hash } = options.known()
    const { rows } = await client.query<{ id: number }>(
      `SELECT h.group_id AS id, check_known(h, $1::bigint, decode($2, 'hex')) FROM newest_head() h`,
      [id, hash],
    )
    state.target = Math.max(state.target, rows[0]?.id ?? 0)
    options.onReached(null)
    advance(options, state)
  } catch (error) {
    if (!state.isClosed) {
      if (failureOf(error).is === 'fenced') options.onFenced()
      else options.onReached(error)
    }
    client.end().catch(() => undefined)
  }
}

/** A few groups out of a large journal: all cards would be read for a plan that reads them in bulk. */
const EVENTS_SESSION = `LISTEN countermark_group; LISTEN countermark_rules;
  SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;
  SET max_parallel_workers_per_gather = 0; SET jit = off`

/** Listens, and again when the connection was lost; then everything may have changed meanwhile. */
function listen(options: FeedOptions, state: State): void {
  const client = new pg.Client(clientConfig(options.url, 'events'))
  const again = () => {
    if (state.client === client) state.client = undefined
    if (!state.isClosed) setTimeout(() => listen(options, state), RECONNECT_MS).unref()
  }
  client.on('error', () => undefined)
  client.once('end', again)
  client.on('notification', ({ channel, payload }) => {
    if (channel === 'countermark_rules') {
      if (payload !== 'other') options.onRules()
      options.onElse()
      return
    }
    state.target = Math.max(state.target, Number(payload))
    advance(options, state)
  })
  client
    .connect()
    .then(() => client.query(EVENTS_SESSION))
    .then(() => {
      if (state.isClosed) return client.end()
      state.client = client
      options.onRules()
      options.onElse()
      return poll(options, state)
    })
    .catch((error: unknown) => {
      if (!state.isClosed) options.onReached(error)
      client.end().catch(() => undefined)
    })
}
