import { join } from 'node:path'

/** The database's file in its folder. */
export function databaseFile(dataDirectory: string): string {
  return join(dataDirectory, 'countermark.db')
}

/** Where a nightly proof of the ledger in this folder notes how far it came, unless told otherwise. */
export function proofStateFile(dataDirectory: string): string {
  return join(dataDirectory, 'proof-state.json')
}
