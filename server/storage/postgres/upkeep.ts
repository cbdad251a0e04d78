import type pg from 'pg'
import type { TrustedTime } from '../clock-watch.ts'
import { compareClocks } from './boot.ts'
import { CLOCK_COMPARE_MS, PARTITION_AHEAD_IDS } from './limits.ts'

export interface UpkeepOptions {
  readonly pool: pg.Pool
  readonly time: () => TrustedTime
  readonly eraseEveryMs: number
  /** The machine's clock, to be compared with the database server's; undefined when it is a test's. */
  readonly clock: (() => number) | undefined
  readonly onClock: (fault: string | null) => void
}

/** What is done from time to time; all of it once before this resolves. */
export interface Upkeep {
  readonly stop: () => void
}

/** Erases old secrets, makes partitions ahead of need and compares the clocks, again and again. */
export async function startUpkeep(options: UpkeepOptions): Promise<Upkeep> {
  const { pool, eraseEveryMs } = options
  await compare(options)
  await makePartitions(pool)
  await erase(options)
  // What failed is tried again the next time: nothing else waits for it.
  const again = (work: () => Promise<void>, everyMs: number) =>
    setInterval(() => work().catch(() => undefined), everyMs).unref()
  const timers = [
    again(() => erase(options), eraseEveryMs),
    again(() => compare(options), CLOCK_COMPARE_MS),
    again(() => makePartitions(pool), CLOCK_COMPARE_MS),
  ]
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** Old versions of the rows go when the table is vacuumed: it is told to, as they are secrets. */
async function erase({ pool, time }: UpkeepOptions): Promise<void> {
  const { timeMs, fault } = time()
  if (fault !== null) return
  const { rowCount } = await pool.query('DELETE FROM sealed_answer WHERE expires_at_ms <= $1', [
    timeMs,
  ])
  if ((rowCount ?? 0) > 0) await pool.query('VACUUM sealed_answer')
}

async function compare({ pool, clock, onClock }: UpkeepOptions): Promise<void> {
  if (!clock) return
  const client = await pool.connect()
  try {
    onClock(await compareClocks(client, clock))
  } finally {
    client.release()
  }
}

async function makePartitions(pool: pg.Pool): Promise<void> {
  await pool.query('SELECT make_partitions(next_journal_id + $1) FROM newest_head()', [
    PARTITION_AHEAD_IDS,
  ])
}
