import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { connectLedger } from './connect.ts'
import type { WrittenGroup } from './ids.ts'
import { RECONNECT_MS } from './limits.ts'
import type { ReadAnswer } from './loaded.ts'
import { type Needs, needsAsJson } from './needs.ts'

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
export async function readLedger(client: pg.Client, needs: Needs): Promise<ReadAnswer> {
  const { rows } = await client.query<{ answer: ReadAnswer }>({
    name: 'read_ledger',
    text: 'SELECT read_ledger($1::jsonb) AS answer',
    values: [needsAsJson(needs)],
  })
  const [row] = rows
  if (!row) throw new Error('the ledger has no head')
  return row.answer
}

/** Commits a group; one round trip. */
export async function writeGroup(client: pg.Client, json: string): Promise<WrittenGroup> {
  const { rows } = await client.query<WrittenGroup>({
    name: 'write_group',
    text: 'SELECT * FROM write_group($1::jsonb)',
    values: [json],
  })
  const [row] = rows
  if (!row) throw new Error('a written group has no place')
  return row
}
