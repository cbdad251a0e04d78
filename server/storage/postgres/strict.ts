import type pg from 'pg'
import type { TrustedTime } from '../clock-watch.ts'
import { StorageError } from '../errors.ts'
import { CHAIN_START, linkHash } from '../group/chain.ts'
import { type Attempt, openAttempt, type Waiter } from './attempt.ts'
import type { Chain } from './chain.ts'
import type { Ids, WrittenGroup } from './ids.ts'
import { HISTORY_AT_FIRST, HISTORY_AT_MOST, READ_ROUNDS_MAX } from './limits.ts'
import { readHead } from './loaded.ts'
import { isEmpty, noNeeds } from './needs.ts'
import type { Memory } from './overlay.ts'
import { type GroupToWrite, readLedger, writeGroup } from './session.ts'

/** What a group under the lock is decided with. */
export interface StrictStart {
  readonly client: pg.Client
  readonly memory: Memory
  readonly ids: Ids
  readonly chain: Chain
  readonly time: TrustedTime
  readonly waiters: readonly Waiter[]
  /** A group whose outcome is open: when it turns out to be written, it is not decided again. */
  readonly open: Attempt | undefined
  /** Told when that group certainly was not. */
  readonly onNotWritten: () => void
  /** Told of the group just before it is sent: from then on its outcome may be open. */
  readonly onSent: (attempt: Attempt) => void
}

export interface StrictResult {
  readonly attempt: Attempt
  /** Undefined when there was nothing to write. */
  readonly written: WrittenGroup | undefined
}

/**
 * Decides a group while it holds the head, on nothing but what it reads meanwhile: takes some round
 * trips more, and always succeeds. So two servers that hammer one card cannot starve each other. The
 * database server ends the transaction of a server that falls silent.
 */
export async function runStrict(start: StrictStart): Promise<StrictResult> {
  const { client, open } = start
  await client.query('BEGIN; SELECT 1 FROM hold_head()')
  try {
    const known = open && (await findWritten(start, open))
    if (open && known) {
      await client.query('COMMIT')
      return { attempt: open, written: known }
    }
    start.onNotWritten()
    const result = await decide(start)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function decide(start: StrictStart): Promise<StrictResult> {
  const { client, memory, ids, chain, time, waiters } = start
  const head = readHead(await readLedger(client, noNeeds()))
  ids.resetTo(head)
  memory.tombstones = head.tombstones
  const attempt = openAttempt({
    ...{ memory, time },
    nextId: head.nextId,
    nextCard: head.nextCard,
    lastTimeMs: head.timeMs,
    strict: true,
  })
  await runReading(client, attempt, waiters, chain)
  const sealed = attempt.seal()
  if (!sealed) return { attempt, written: undefined }
  start.onSent(attempt)
  return { attempt, written: await writeGroup(client, groupToWrite(attempt, ids, chain)) }
}

/**
 * Runs the tasks in their order, reading what is missing until all are done: each time more of the
 * history of a card, as each time all of it is gone through again.
 */
export async function runReading(
  client: pg.Client,
  attempt: Attempt,
  waiters: readonly Waiter[],
  chain: Chain,
): Promise<void> {
  let done = 0
  for (let rounds = 0; done < waiters.length; rounds += 1) {
    if (rounds > READ_ROUNDS_MAX)
      throw new StorageError('request_failed', 'A group asks for ever more.', 'not_done')
    const needs = attempt.needs(waiters.slice(done), true)
    if (!isEmpty(needs)) {
      const depth = Math.min(HISTORY_AT_FIRST * 2 ** rounds, HISTORY_AT_MOST)
      attempt.take(needs, await readLedger(client, needs, { known: chain.known(), depth }))
    }
    for (let next = waiters[done]; next && attempt.run(next); next = waiters[done]) done += 1
  }
}

/** All parameters of `write_group`. */
export function groupToWrite(attempt: Attempt, ids: Ids, chain: Chain): GroupToWrite {
  const sealed = attempt.seal()
  if (!sealed) throw new Error('a group without rows is not written')
  const { firstJournalId: first, lastJournalId: last, timeMs, rowsHash } = sealed
  const hash = Buffer.from(rowsHash).toString('hex')
  const nextCard = attempt.head().cardNumber + 1
  const place = `"first":${first},"last":${last},"time":${timeMs},"rowsHash":"${hash}"`
  const known = `"knownId":${chain.known().id},"knownHash":"${chain.known().hash}"`
  const numbers = ids.asJson(nextCard, attempt.makesCards())
  const head = `${place},${known},"rules":${attempt.rulesVersion() ?? 0},${numbers}`
  const rest = attempt.asJson()
  return {
    json: rest === '' ? `{${head}}` : `{${head},${rest}}`,
    journal: attempt.journalRows(),
    cards: attempt.cardRows(),
  }
}

/** The group's place when it is on record: the hash tells that all of it is. */
async function findWritten(
  { client, chain }: StrictStart,
  open: Attempt,
): Promise<WrittenGroup | undefined> {
  const sealed = open.seal()
  if (!sealed) return undefined
  // An older state of the database would not have it either.
  const { id, hash } = chain.known()
  const check = `SELECT check_known(h, $1::bigint, decode($2, 'hex')) FROM newest_head() h`
  await client.query(check, [id, hash])
  const { rows } = await client.query<WrittenGroup & { readonly before: Uint8Array | null }>(
    `SELECT g.id AS group_id, encode(g.hash, 'hex') AS group_hash, p.hash AS before,
       h.next_journal_id AS next_id, h.next_card_number AS next_card,
       NULL AS block_from, NULL AS card_block_from
     FROM commit_group g LEFT JOIN commit_group p ON p.id = g.id - 1 CROSS JOIN newest_head() h
     WHERE g.id > $1 AND g.first_journal_id = $2 AND g.last_journal_id = $3`,
    [id, sealed.firstJournalId, sealed.lastJournalId],
  )
  return rows.find(({ group_id, group_hash, before }) => {
    const own = linkHash(before ?? CHAIN_START, { ...sealed, id: group_id }, sealed.rowsHash)
    return own.toString('hex') === group_hash
  })
}
