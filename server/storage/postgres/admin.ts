import type pg from 'pg'
import { nextCardState } from '../../ledger/card-states.ts'
import type { NewCard } from '../../ledger/request.ts'
import type { WriteQuery } from '../database.ts'
import { StorageError } from '../errors.ts'
import { failureOf, sqlState, unavailable } from './failures.ts'
import { hexOf } from './needs.ts'

/** Something that does not fit what is there: nothing was written, and the caller is told so. */
class NotFitting extends Error {}

/** Tables that the ledger keeps in memory; whoever changes them says so to all servers. */
const REMEMBERED = /\b(program|program_rule|location|network|card)\b/i

/** Notes that change all the time and that nobody else has to hear of. */
const UNHEARD = /"last_(seen|used)_at_ms" = \$\d+(?: where|$)/i

/**
 * Runs the statements in one transaction. Locks are taken in one order: first the one among all such
 * changes, then the head when the ledger has to be told. False when they did not fit.
 */
export async function writeQueries(
  pool: pg.Pool,
  queries: readonly WriteQuery[],
): Promise<boolean> {
  const isRemembered = queries.some(({ query }) => REMEMBERED.test(query.sql))
  const head = isRemembered ? '; SELECT 1 FROM ledger_head FOR UPDATE' : ''
  return inTransaction(
    pool,
    `BEGIN; SELECT pg_advisory_xact_lock(7310, 1)${head}`,
    async (client) => {
      for (const { query, changes } of queries) {
        const { rowCount } = await client.query(query.sql, [...query.parameters])
        if (changes !== undefined && rowCount !== changes) throw new NotFitting()
      }
      if (isRemembered)
        await client.query('UPDATE ledger_head SET rules_version = rules_version + 1')
      if (!queries.every(({ query }) => UNHEARD.test(query.sql)))
        await client.query(`SELECT pg_notify('countermark_rules', $1)`, [
          isRemembered ? 'rules' : 'other',
        ])
    },
  )
}

/** Adds printed cards; undefined when they did not fit, else the next number of a card. */
export async function stockCards(
  pool: pg.Pool,
  cards: readonly NewCard[],
  as: 'stock' | 'generate',
  nowMs: number,
): Promise<number | undefined> {
  let nextCard: number | undefined
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
  const isDone = await inTransaction(pool, 'BEGIN', async (client) => {
    const result = await client.query<{ next_card: number }>(
      'SELECT next_card FROM stock_cards($1::jsonb, $2)',
      [JSON.stringify(rows), nowMs],
    )
    nextCard = result.rows[0]?.next_card
  })
  return isDone ? nextCard : undefined
}

async function inTransaction(
  pool: pg.Pool,
  begin: string,
  body: (client: pg.PoolClient) => Promise<void>,
): Promise<boolean> {
  const client = await pool.connect().catch((error: unknown) => {
    throw unavailable(error, 'not_done')
  })
  let isCommitting = false
  try {
    await client.query(begin)
    await body(client)
    isCommitting = true
    await client.query('COMMIT')
    client.release()
    return true
  } catch (error) {
    const isUndone = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
    client.release(!isUndone)
    return notDone(error, isCommitting)
  }
}

/** False for what did not fit; throws for everything else. */
function notDone(error: unknown, isCommitting: boolean): false {
  const state = sqlState(error)
  if (error instanceof NotFitting || state.startsWith('23') || state === 'CM001') return false
  const failure = failureOf(error)
  if (failure.is === 'lost') throw unavailable(error, isCommitting ? 'unknown' : 'not_done')
  if (failure.is === 'unavailable') throw unavailable(error, 'not_done')
  throw error instanceof Error
    ? Object.assign(new StorageError('request_failed', error.message, 'not_done'), { cause: error })
    : error
}
