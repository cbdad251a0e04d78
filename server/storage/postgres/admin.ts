import type pg from 'pg'
import { nextCardState } from '../../ledger/card-states.ts'
import type { NewCard } from '../../ledger/request.ts'
import type { WriteQuery } from '../database.ts'
import { StorageError } from '../errors.ts'
import type { Link } from './chain.ts'
import { failureOf, sqlState, unavailable } from './failures.ts'
import { hexOf } from './needs.ts'
import { olderText } from './newest-group.ts'

/** Something that does not fit what is there: nothing was written, and the caller is told so. */
class NotFitting extends Error {}

/** Tables that the ledger keeps in memory; whoever changes them says so to all servers. */
const REMEMBERED = /\b(program|program_rule|location|network|card)\b/i

/** Notes that change all the time and that nobody else has to hear of. */
const UNHEARD = /"last_(seen|used)_at_ms" = \$\d+(?: where|$)/i

/** What is changed outside the ledger. */
export interface Administration {
  /** Runs the statements in one transaction. False when they did not fit. */
  readonly write: (queries: readonly WriteQuery[]) => Promise<boolean>
  /** Adds printed cards; undefined when they did not fit, else the next number of a card. */
  readonly stock: (
    cards: readonly NewCard[],
    as: 'stock' | 'generate',
    nowMs: number,
  ) => Promise<number | undefined>
}

export interface AdministrationParts {
  readonly pool: pg.Pool
  /** The newest group that this server knows to be written: an older state is not written to. */
  readonly known: () => Link
  /** The database is such an older state. */
  readonly onFenced: (error: StorageError) => void
}

export function openAdministration(parts: AdministrationParts): Administration {
  return {
    write: async (queries) => (await transact(parts, writing(parts, queries))) !== undefined,
    stock: async (cards, as, nowMs) => {
      const done = await transact(parts, stocking(parts, cards, as, nowMs))
      return done?.at(-1)?.rows[0]?.['next_card']
    },
  }
}

/** A statement; all are undone unless it changes as many rows, when that is said. */
interface Step {
  readonly text: string
  readonly values: readonly unknown[]
  readonly changes?: number | undefined
}

interface Transaction {
  readonly begin: string
  readonly steps: readonly Step[]
  readonly end: string
}

/**
 * Locks are taken in one order: first the one among all such changes, then the head when the ledger has
 * to be told.
 */
function writing({ known }: AdministrationParts, queries: readonly WriteQuery[]): Transaction {
  const isRemembered = queries.some(({ query }) => REMEMBERED.test(query.sql))
  const isHeard = !queries.every(({ query }) => UNHEARD.test(query.sql))
  const isKnown = isKnownStep(known(), isRemembered ? 'hold_head' : 'newest_head')
  const own = queries.map(({ query, changes }) => {
    return { text: query.sql, values: query.parameters, changes }
  })
  const rules = 'SELECT rules_changed(); '
  const word = `SELECT pg_notify('countermark_rules', '${isRemembered ? 'rules' : 'other'}'); `
  return {
    begin: 'BEGIN; SELECT pg_advisory_xact_lock(7310, 1)',
    steps: [isKnown, ...own],
    end: `${isRemembered ? rules : ''}${isHeard ? word : ''}COMMIT`,
  }
}

function isKnownStep({ id, hash }: Link, by: 'hold_head' | 'newest_head'): Step {
  const text = `SELECT check_known(h, $1::bigint, decode($2, 'hex')) FROM ${by}() h`
  return { text, values: [id, hash] }
}

function stocking(
  { known }: AdministrationParts,
  cards: readonly NewCard[],
  as: 'stock' | 'generate',
  nowMs: number,
): Transaction {
  const rows = cards.map((card) => [
    card.cardId,
    card.programId,
    card.form,
    nextCardState('none', as),
    hexOf(card.lookup),
    hexOf(card.sealed),
    card.keyVersion,
    card.lastFour,
    card.pinHash,
    card.batch,
  ])
  const text = 'SELECT next_card FROM stock_cards($1::jsonb, $2)'
  const steps = [
    isKnownStep(known(), 'newest_head'),
    { text, values: [JSON.stringify(rows), nowMs] },
  ]
  return { begin: 'BEGIN', steps, end: 'COMMIT' }
}

/** What each step came to; undefined when they did not fit. */
async function transact(
  parts: AdministrationParts,
  { begin, steps, end }: Transaction,
): Promise<readonly pg.QueryResult[] | undefined> {
  const client = await parts.pool.connect().catch((error: unknown) => {
    throw unavailable(error, 'not_done')
  })
  let isCommitting = false
  try {
    // Alone: what comes after it is certainly part of the transaction.
    await client.query(begin)
    const done = await allAtOnce(client, steps)
    isCommitting = true
    await client.query(end)
    client.release()
    return done
  } catch (error) {
    const isUndone = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
    client.release(!isUndone)
    return notDone(parts, error, isCommitting)
  }
}

/**
 * Sends all of them and then waits: all ledgers stand still while the head is held, and would for as
 * long as each of them travels. The first that failed or did not fit says why; the rest is undone with it.
 */
async function allAtOnce(
  client: pg.PoolClient,
  steps: readonly Step[],
): Promise<readonly pg.QueryResult[]> {
  const told = await Promise.allSettled(
    steps.map(({ text, values }) => client.query(text, [...values])),
  )
  return told.map((one, at) => {
    if (one.status === 'rejected') throw one.reason
    const changes = steps[at]?.changes
    if (changes !== undefined && one.value.rowCount !== changes) throw new NotFitting()
    return one.value
  })
}

/** Undefined for what did not fit; throws for everything else. */
function notDone(
  { known, onFenced }: AdministrationParts,
  error: unknown,
  isCommitting: boolean,
): undefined {
  const state = sqlState(error)
  if (error instanceof NotFitting || state.startsWith('23') || state === 'CM001') return undefined
  const failure = failureOf(error)
  if (failure.is === 'fenced') {
    const fenced = new StorageError('cannot_write', olderText(known().id), 'not_done')
    onFenced(fenced)
    throw fenced
  }
  if (failure.is === 'lost') throw unavailable(error, isCommitting ? 'unknown' : 'not_done')
  if (failure.is === 'unavailable') throw unavailable(error, 'not_done')
  throw error instanceof Error
    ? Object.assign(new StorageError('request_failed', error.message, 'not_done'), { cause: error })
    : error
}
