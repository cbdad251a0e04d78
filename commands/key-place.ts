import { join } from 'node:path'
import { variableOf } from '../server/settings.ts'

/**
 * The key file of a command: named by its flag, else where the server looks. `isNamed` tells that
 * somebody named it, and that it is not only where it would be.
 */
export function keyPlace(
  dataDirectory: string,
  given: string | undefined,
): { readonly keyFile: string; readonly isNamed: boolean } {
  const named = given ?? (process.env[variableOf('key-file')] || undefined)
  return { keyFile: named ?? join(dataDirectory, 'keys.json'), isNamed: named !== undefined }
}
