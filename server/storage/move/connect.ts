import { Client } from 'pg'
import { errorText, StorageError } from '../errors.ts'
import { assertUsable } from '../postgres/boot.ts'
import { lockTarget } from './landing.ts'
import { CONNECT_TIMEOUT_MS } from './limits.ts'

/** One connection for all of it: with its end the lock on the target is free, however it ended. */
export async function withTarget<Value>(
  databaseUrl: string,
  work: (client: Client) => Promise<Value>,
): Promise<Value> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'countermark move',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await assertUsable(client)
    await client.query("SET client_min_messages = 'warning'")
    await lockTarget(client)
    return await work(client)
  } catch (error) {
    if (error instanceof StorageError) throw error
    throw new StorageError(
      'cannot_write',
      `The move was interrupted: ${errorText(error)}. Nothing is lost: run the same command again.`,
      'not_done',
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}
