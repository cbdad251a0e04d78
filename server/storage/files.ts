import { join } from 'node:path'

/** The database's file in its folder. */
export function databaseFile(dataDirectory: string): string {
  return join(dataDirectory, 'countermark.db')
}
