import pg from 'pg'
import { clientConfig } from '../../../server/storage/postgres/connect.ts'
import { postgresSteps } from '../../../server/storage/postgres/migrate.ts'
import { proveAll } from '../../../server/storage/proof/full-proof.ts'
import { prove } from '../../../server/storage/proof/prove.ts'
import { type Answer, runProofLater } from '../../../server/storage/proof/reader.ts'
import type { Proven } from './engines.ts'

/** The whole proof of a ledger in a PostgreSQL database, on one moment of it. */
export async function proveDatabase(databaseUrl: string): Promise<Proven> {
  const client = new pg.Client(clientConfig(databaseUrl, 'report'))
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const steps = postgresSteps().map(
      ({ number, name, checksum }) => `${number} ${name} ${checksum}`,
    )
    const proof = prove(proveAll({ nowMs: Date.now(), steps, engine: 'postgres' }))
    return await runProofLater(proof, async ({ sql, parameters }) => {
      let place = 0
      const text = sql.replaceAll('?', () => {
        place += 1
        return `$${place}`
      })
      const result = await client.query<unknown[]>({
        text,
        values: [...parameters],
        rowMode: 'array',
      })
      return result.rows as unknown as Answer
    })
  } finally {
    await client.end()
  }
}
