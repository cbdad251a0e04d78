import { type Client, DatabaseError } from 'pg'

/** Runs this as one transaction. */
export async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN')
  try {
    await work()
    await client.query('COMMIT')
  } catch (error) {
    // Anything but a refusal of PostgreSQL ends the move, and its transaction with its connection. A
    // network that is dead would only be waited for once more.
    if (error instanceof DatabaseError) await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
