import { hash, verify } from '@node-rs/argon2'
import type { SlowHash } from '../../../server/load/index.ts'

/** argon2id that takes no time: for tests that make hundreds of cards and do not ask how slow it is. */
export const QUICK_HASH: SlowHash = {
  hash: (secret) => hash(secret, { memoryCost: 64, timeCost: 1, parallelism: 1 }),
  verify,
}
