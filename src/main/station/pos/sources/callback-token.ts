import { createHash, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../ports.ts'

/** The secret that callers of the local callback give, in a file for the station's owner only. */
export interface CallbackToken {
  readonly file: string
  readonly isToken: (given: string) => boolean
}

export function callbackTokenFile(directory: string): string {
  return join(directory, 'callback-token')
}

/** Reads the token, making it at the first time. Throws when the file cannot be used. */
export function openCallbackToken(directory: string, random: Random): CallbackToken {
  const file = callbackTokenFile(directory)
  const token = readToken(file) ?? makeToken(file, directory, random)
  return { file, isToken: (given) => timingSafeEqual(hashOf(given), hashOf(token)) }
}

function readToken(file: string): string | undefined {
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (token.length >= 20) return token
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  throw new Error(`${file} holds no token of 20 characters or more. Delete it: a new one is made.`)
}

function makeToken(file: string, directory: string, random: Random): string {
  const token = Buffer.from(random.bytes(32)).toString('base64url')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' })
  return token
}

/** Compared as hashes: how long a comparison takes says nothing about the secret. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
