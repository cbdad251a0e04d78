import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { connectLedger } from './connect.ts'
import type { WrittenGroup } from './ids.ts'
import { RECONNECT_MS } from './limits.ts'
import type { ReadAnswer } from './loaded.ts'
import { type Needs, needsAsJson, type Reading } from './needs.ts'
import { ofType } from './typed-rows.ts'

/** One connection that is made anew when it was lost. */
export interface Session {
  /** The connection; tries again until the deadline (by `performance.now()`), then throws. */
  readonly client: (deadlineMs: number) => Promise<pg.Client>
  readonly isUp: () => boolean
  /** The connection cannot be trusted any more. */
  readonly drop: () => void
  readonly close: () => Promise<void>
}

/** `assertUsable` looks at every new connection and throws when it must not be used. */
export function openSession(
  url: string,
  assertUsable: (client: pg.Client) => Promise<void>,
): Session {
  let current: pg.Client | undefined
  const drop = () => {
    const lost = current
    current = undefined
    lost?.end().catch(() => undefined)
  }
  const connect = async (): Promise<pg.Client> => {
    let made: pg.Client | undefined
    made = await connectLedger(url, () => {
      // It may end before it is ours.
      if (made && current === made) current = undefined
    })
    try {
      await assertUsable(made)
    } catch (error) {
      made.end().catch(() => undefined)
      throw error
    }
    current = made
    return made
  }
  return {
    client: async (deadlineMs) => {
      for (;;) {
        if (current) return current
        try {
          return await connect()
        } catch (error) {
          if (performance.now() + RECONNECT_MS > deadlineMs) throw error
          await delay(RECONNECT_MS)
        }
      }
    },
    isUp: () => current !== undefined,
    drop,
    close: async () => {
      const closing = current
      current = undefined
      await closing?.end().catch(() => undefined)
    },
  }
}

/** Reads what is needed, all of it as of one moment. */
export async function readLedger(
  client: pg.Client,
  needs: Needs,
  reading: Reading = {},
): Promise<ReadAnswer> {
  const { rows } = await client.query<{ answer: ReadAnswer }>({
    name: 'read_ledger',
    text: 'SELECT read_ledger($1::jsonb) AS answer',
    values: [needsAsJson(needs, reading)],
  })
  const [row] = rows
  if (!row) throw new Error('the ledger has no head')
  return row.answer
}

/** A group as `write_group` takes it. */
export interface GroupToWrite {
  readonly json: string
  readonly journal: Buffer
  readonly cards: Buffer
}

interface RowTypes {
  readonly line: number
  readonly change: number
}

/** The ids of the types of rows, by connection: each database has its own. */
const rowTypes = new WeakMap<pg.Client, RowTypes>()

async function rowTypesOf(client: pg.Client): Promise<RowTypes> {
  const known = rowTypes.get(client)
  if (known) return known
  const { rows } = await client.query<RowTypes>(
    `SELECT 'journal_line'::regtype::oid::int AS line, 'card_change'::regtype::oid::int AS change`,
  )
  const [row] = rows
  if (!row) throw new Error('a database without the types of its rows')
  rowTypes.set(client, row)
  return row
}

/** Commits a group; one round trip. */
export async function writeGroup(client: pg.Client, group: GroupToWrite): Promise<WrittenGroup> {
  const types = await rowTypesOf(client)
  const { rows } = await client.query<WrittenGroup>({
    name: 'write_group',
    text: 'SELECT * FROM write_group($1::jsonb, $2::journal_line[], $3::card_change[])',
    values: [group.json, ofType(group.journal, types.line), ofType(group.cards, types.change)],
  })
  const [row] = rows
  if (!row) throw new Error('a written group has no place')
  return row
}
