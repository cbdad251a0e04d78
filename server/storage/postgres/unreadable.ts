import { DatabaseError } from 'pg'
import { errorText, StorageError } from '../errors.ts'

/** A lost connection, in the words of the driver, which gives it no code. */
const LOST = /^Connection terminated|not queryable|^Query read timeout/

/**
 * What PostgreSQL or the way to it refused to a reader, as a StorageError that says what to do; anything
 * else as it is.
 */
export function unreadable(error: unknown): unknown {
  if (error instanceof DatabaseError) return said(wordsOf(error.code ?? '', error.message))
  const text = errorText(error)
  const isLost = LOST.test(text) || (error instanceof Error && 'syscall' in error)
  return isLost ? said(ended(text)) : error
}

function said(text: string): StorageError {
  return new StorageError('cannot_write', text, 'not_done')
}

function wordsOf(state: string, text: string): string {
  switch (state) {
    case '42501':
      return (
        `The user of --database-url may not read the whole ledger (${text}). Have the owner of its ` +
        'tables run: GRANT SELECT ON ALL TABLES IN SCHEMA public TO that user. Then run this again.'
      )
    case '42P01':
    case '42703':
      return olderVersion()
    case '40001':
    case '40P01':
      return (
        `The standby ended this, as the primary had cleared away what was being read (${text}). Run it ` +
        'again in a quieter hour, or set max_standby_streaming_delay of the standby to more than it takes ' +
        '(-1 has no limit).'
      )
    case '57014':
    case '25P03':
    case '25P04':
      return (
        `The database server ended this (${text}): somebody cancelled it, or a time-out between it and ` +
        'this command. Run it again, with an address that has no time-out.'
      )
    default:
      return ended(text)
  }
}

function ended(text: string): string {
  return (
    `The database server could not be read to the end (${text}). Check that it runs, can be reached and ` +
    'lets this user in, and run this again.'
  )
}

/** What to do about tables that this program has not brought up to date yet. */
export function olderVersion(): string {
  return 'The database was written by an older version. Start the server once, then run this again.'
}
