import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseJson } from '../../contract/parse.ts'
import type { Random } from '../station/ports.ts'
import { SESSIONS_MAX } from './limits.ts'
import { writeOwn } from './own-file.ts'

/** Who may see the station's page: a key that works once, and the sessions that keys opened. */
export interface Access {
  /** The key that the next browser comes with. */
  readonly key: () => string
  /** Takes the key out of use and opens a session. Undefined when it is not the present key. */
  readonly openSession: (key: string) => string | undefined
  /** True for an open session, which then is the last to make room for others. */
  readonly visit: (session: string) => boolean
}

/**
 * Keys and sessions are 256 random bits. Sessions outlive a restart of the station, so that the
 * clerk's page simply comes back: the file holds their hashes, the last visited last, for its owner
 * only.
 */
export function createAccess(options: {
  readonly random: Random
  readonly sessionsFile: string
  /** The key was used: the next browser needs the new one. */
  readonly onNewKey: (key: string) => void
}): Access {
  const secret = () => Buffer.from(options.random.bytes(32)).toString('base64url')
  const sessions = new Set(readHashes(options.sessionsFile))
  let key = secret()
  const setLast = (session: string) => {
    const hash = hashOf(session)
    if ([...sessions].at(-1) === hash) return
    sessions.delete(hash)
    sessions.add(hash)
    for (const oldest of [...sessions].slice(0, -SESSIONS_MAX)) sessions.delete(oldest)
    try {
      writeOwn(options.sessionsFile, JSON.stringify([...sessions]))
    } catch {
      // A full disk keeps nobody from the page: the session then lasts as long as this process.
    }
  }
  return {
    key: () => key,
    openSession: (given) => {
      if (hashOf(given) !== hashOf(key)) return undefined
      const session = secret()
      setLast(session)
      key = secret()
      options.onNewKey(key)
      return session
    },
    visit: (session) => {
      if (!sessions.has(hashOf(session))) return false
      setLast(session)
      return true
    },
  }
}

/** Compared as hashes: how long a comparison takes says nothing about the secret. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

const hashesSchema = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(SESSIONS_MAX)

/** A file that is not ours or damaged means that browsers open the new address once more. */
function readHashes(path: string): readonly string[] {
  try {
    const parsed = parseJson(hashesSchema, readFileSync(path, 'utf8'))
    return parsed.ok ? parsed.value : []
  } catch {
    return []
  }
}
