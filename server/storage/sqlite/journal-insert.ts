import type { Statement } from 'better-sqlite3'
import { JOURNAL_COLUMNS, type JournalValues } from '../group/chain.ts'
import type { Connection } from './connection.ts'

/** Adds a row to the journal. False, with nothing written, when its request is on record already. */
export type JournalInsert = (values: JournalValues) => boolean

/**
 * A row has many columns that are empty in most operations, and binding each costs as much as a
 * value: so there is a statement for each pattern of empty columns that is met, a dozen in practice.
 */
export function openJournalInsert(connection: Connection): JournalInsert {
  const statements = new Map<number, Statement<unknown[]>>()
  return (values) => {
    let pattern = 0
    const bound: unknown[] = []
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]
      if (value === null) pattern |= 1 << index
      else bound.push(value)
    }
    let statement = statements.get(pattern)
    if (!statement) {
      statement = connection.prepare<unknown[]>(insertText(pattern))
      statements.set(pattern, statement)
    }
    return statement.run(bound).changes === 1
  }
}

/** The look for the same request and its entry in the index are one descent. */
function insertText(pattern: number): string {
  const places = JOURNAL_COLUMNS.map((_, index) => (pattern & (1 << index) ? 'NULL' : '?'))
  return `INSERT INTO journal (${JOURNAL_COLUMNS.join(', ')}) VALUES (${places.join(', ')})
    ON CONFLICT (request_id, caller, line) DO NOTHING`
}
