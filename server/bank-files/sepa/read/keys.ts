import { createHash } from 'node:crypto'

/** Names a notice by what it says, in few characters, and shows nothing of it. */
export function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)
}
