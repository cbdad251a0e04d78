import type { Client, Submittable } from 'pg'
import { COPY_CHUNK_LENGTH } from './limits.ts'
import type { Column } from './tables.ts'

/** A row as SQLite gives it: values in the order of the table's columns. */
export type Row = readonly (string | number | null | Uint8Array)[]

/** What the protocol of COPY needs of a connection, beyond what its types say. */
interface CopyConnection {
  readonly query: (text: string) => void
  readonly sendCopyFromChunk: (chunk: Buffer) => void
  readonly endCopyFrom: () => void
}

/** Adds rows to a table with COPY: the fastest way in. Rejects when one of them does not fit. */
export function copyIn(
  client: Client,
  table: string,
  columns: readonly Column[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return Promise.resolve()
  const names = columns.map(({ name }) => name).join(', ')
  return new Promise((resolve, reject) => {
    const query = {
      // The driver puts its clock around this: it stops with the answer, or calls this when none comes.
      callback: (error?: Error) => (error === undefined ? resolve() : reject(error)),
      submit: (connection: unknown) => {
        const copy = connection as CopyConnection
        copy.query(`COPY ${table} (${names}) FROM STDIN`)
      },
      handleCopyInResponse: (connection: CopyConnection) => {
        for (const chunk of copyChunks(rows)) connection.sendCopyFromChunk(chunk)
        connection.endCopyFrom()
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => query.callback(),
      handleError: (error: Error) => query.callback(error),
    } satisfies Submittable & Record<string, unknown>
    client.query(query)
  })
}

/** One text of all rows of a large table would be longer than a text can be. */
function* copyChunks(rows: readonly Row[]): Generator<Buffer> {
  let text = ''
  for (const row of rows) {
    text += copyLine(row)
    if (text.length < COPY_CHUNK_LENGTH) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

function copyLine(row: Row): string {
  return `${row.map(copyValue).join('\t')}\n`
}

function copyValue(value: Row[number]): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return `\\\\x${Buffer.from(value).toString('hex')}`
  return /[\\\n\r\t]/.test(value) ? value.replace(/[\\\n\r\t]/g, escaped) : value
}

function escaped(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  return character === '\t' ? '\\t' : '\\\\'
}
