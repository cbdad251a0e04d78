import { hashSlowly, verifySlowly } from '../load/index.ts'
import { PASSWORD_HASH_MEMORY_KIB, PASSWORD_HASH_PASSES } from './limits.ts'

/** What is stored of a password: argon2id with its salt and parameters, as text. */
export function hashPassword(password: string): Promise<string> {
  return hashSlowly(password.normalize('NFKC'), {
    memoryCost: PASSWORD_HASH_MEMORY_KIB,
    timeCost: PASSWORD_HASH_PASSES,
    parallelism: 1,
  })
}

/** The hash of a password that nobody knows: what an unknown e-mail address is judged by. */
let standIn: Promise<string> | undefined

/** True when the password is the one hashed. Without a hash the same work is done, and it is false. */
export async function isPassword(hashed: string | undefined, password: string): Promise<boolean> {
  standIn ??= hashPassword(crypto.randomUUID())
  const right = await verifySlowly(hashed ?? (await standIn), password.normalize('NFKC'))
  return right && hashed !== undefined
}
