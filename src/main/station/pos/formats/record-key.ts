import { createHash } from 'node:crypto'
import { KEY_PART_CHARS_MAX } from './limits.ts'

/** What makes a transaction the same whenever it is read. */
export interface KeyParts {
  readonly store: string | null
  readonly till: string | null
  readonly businessDate: string | null
  readonly sequence: string | null
}

/**
 * The lasting id of a transaction. Without a sequence it is made of `content`, so that reading a
 * file twice finds nothing new.
 */
export function recordKey(parts: KeyParts, content: () => string): string {
  const { store, till, businessDate, sequence } = parts
  const last = sequence ?? createHash('sha256').update(content()).digest('hex').slice(0, 24)
  return [store, till, businessDate, last].map(keyPart).join('|')
}

function keyPart(text: string | null): string {
  return (text ?? '')
    .replaceAll(/[\s|]+/g, ' ')
    .trim()
    .slice(0, KEY_PART_CHARS_MAX)
}

/** The date of a moment as written: `2016-08-22T15:21:54.44+01:00` is of 2016-08-22. */
export function dateOf(text: string | null): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(text?.trim() ?? '')?.[0] ?? text
}
