import type { KyselyPlugin } from 'kysely'
import { ARGON2ID } from '../../../server/cards/pin.ts'
import type { ServerContext } from '../../../server/context.ts'

/** What an answer cost: how often each thing was done. */
export interface Work {
  readonly queries: number
  readonly writes: number
  readonly operations: number
  readonly hashes: number
  readonly verifications: number
}

/** The same context, whose work is counted. */
export function countWork(context: ServerContext): {
  readonly context: ServerContext
  /** What was done since it was last asked. */
  readonly done: () => Work
} {
  const none = { queries: 0, writes: 0, operations: 0, hashes: 0, verifications: 0 }
  let work = { ...none }
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      work.queries += 1
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const { database, slowHash = ARGON2ID } = context
  return {
    context: {
      ...context,
      database: {
        ...database,
        read: database.read.withPlugin(plugin),
        write: (queries) => {
          work.writes += 1
          return database.write(queries)
        },
        ledger: {
          ...database.ledger,
          execute: (request) => {
            work.operations += 1
            return database.ledger.execute(request)
          },
        },
      },
      slowHash: {
        hash: (secret) => {
          work.hashes += 1
          return slowHash.hash(secret)
        },
        verify: (hashed, secret) => {
          work.verifications += 1
          return slowHash.verify(hashed, secret)
        },
      },
    },
    done: () => {
      const since = work
      work = { ...none }
      return since
    },
  }
}
