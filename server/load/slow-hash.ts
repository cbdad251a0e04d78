import { hash, type Options, verify } from '@node-rs/argon2'
import { SLOW_HASHES_AT_ONCE, SLOW_HASHES_WAITING_MAX } from './limits.ts'
import { createTurns } from './turns.ts'

/** The slow hash, as a port so that its work can be counted. */
export interface SlowHash {
  readonly hash: (secret: string) => Promise<string>
  readonly verify: (hashed: string, secret: string) => Promise<boolean>
}

/**
 * The slow hash takes a core for tens of ms, in threads that the whole process shares: so few run at
 * a time, whoever asks. Somebody at a counter or a door comes before cards that are being made.
 */
const turns = createTurns({ atOnce: SLOW_HASHES_AT_ONCE, waitingMax: SLOW_HASHES_WAITING_MAX })

/** argon2id of a secret, with its salt and parameters, as text. Waits its turn. */
export function hashSlowly(secret: string, options: Options): Promise<string> {
  return turns.last(() => hash(secret, options))
}

/** True when the secret is the one hashed. Rejects with an OverloadedError when too many wait. */
export function verifySlowly(hashed: string, secret: string): Promise<boolean> {
  return turns.first(() => verify(hashed, secret))
}
