import { JOURNAL_COLUMNS, type JournalValues } from '../group/chain.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from '../sqlite/connection.ts'

/** A row of the journal with its values in the order in which the chain hashes them. */
export interface ProvenRow {
  readonly row: Schema['journal']
  readonly values: JournalValues
}

/** Goes through the whole journal in order, in bounded memory. */
export function* readJournal(connection: Connection): Generator<ProvenRow> {
  const rows = connection
    .prepare<[], JournalValues>(
      `SELECT ${JOURNAL_COLUMNS.join(', ')} FROM journal ORDER BY id, line`,
    )
    .raw()
    .iterate()
  for (const values of rows) {
    const named = JOURNAL_COLUMNS.map((name, index) => [name, values[index]])
    yield { row: Object.fromEntries(named) as Schema['journal'], values }
  }
}
