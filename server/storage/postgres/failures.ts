import { DatabaseError } from 'pg'
import { errorText, StorageError } from '../errors.ts'

/** What is to be made of a failed statement of the ledger. */
export type Failure =
  /** Something is not as it was when the group was decided: decide again. */
  | { readonly is: 'conflict'; readonly what: string }
  /** This is an older state of the database than the one that was seen before. */
  | { readonly is: 'fenced' }
  /** The connection was lost in the middle: nobody can say yet. */
  | { readonly is: 'lost' }
  /** Certainly not done, whoever asked: the server is full, stopping, or too slow. */
  | { readonly is: 'unavailable' }
  /** Certainly not done because of what was asked. */
  | { readonly is: 'refused' }

/** The code of an error that the database server sent; empty for other errors. */
export function sqlState(error: unknown): string {
  return error instanceof DatabaseError ? (error.code ?? '') : ''
}

/** Sorts what a statement of the ledger threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StorageError)
    return { is: error.code === 'request_failed' ? 'refused' : 'unavailable' }
  const state = sqlState(error)
  if (state === 'CM001' || state === '23505') return { is: 'conflict', what: errorText(error) }
  if (state === 'CM002') return { is: 'fenced' }
  // 57P0x: the server ends the connection; everything without a state never came from it.
  if (state === '' || state.startsWith('57P') || state.startsWith('08') || state === '25P03')
    return { is: 'lost' }
  if (/^(53|54|55|57|58|25|XX)/.test(state)) return { is: 'unavailable' }
  return { is: 'refused' }
}

/** An error for people, of a database server that could not do it now. */
export function unavailable(error: unknown, outcome: 'not_done' | 'unknown'): StorageError {
  const text = `The database server could not do it: ${errorText(error)}. Check that it runs, can be reached and has space.`
  return new StorageError('cannot_write', text, outcome)
}
