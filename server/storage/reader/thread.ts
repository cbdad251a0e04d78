import { parentPort, workerData } from 'node:worker_threads'
import { assertNever, invariant } from '../../../src/contract/parse.ts'
import { errorText } from '../errors.ts'
import { yieldThread } from '../priority.ts'
import { openReadConnection } from '../sqlite/connection.ts'
import { ROWS_AT_ONCE } from './limits.ts'
import type { FromReader, ReaderAnswer, ToReader } from './messages.ts'

/** A reader thread: runs one query after another on a read-only connection of its own. */
invariant(parentPort, 'a reader runs as a worker thread')
const port = parentPort
const { file } = workerData as { readonly file: string }
const connection = openReadConnection(file)
// Lists and reports wait for redemptions, never the other way round.
yieldThread()
/** What is left of the query under way. */
let rest: Iterator<unknown> | undefined

function answer(message: ToReader): ReaderAnswer | undefined {
  switch (message.is) {
    case 'query':
      return begin(message.sql, message.parameters)
    case 'more':
      return nextPiece()
    case 'stop':
      rest?.return?.()
      rest = undefined
      return undefined
    default:
      return assertNever(message)
  }
}

function begin(sql: string, parameters: readonly unknown[]): ReaderAnswer {
  const statement = connection.prepare<unknown[]>(sql)
  if (statement.reader) {
    rest = statement.iterate(...parameters)
    return nextPiece()
  }
  statement.run(...parameters)
  return { is: 'rows', rows: [], isLast: true }
}

function nextPiece(): ReaderAnswer {
  const rows: unknown[] = []
  while (rest !== undefined && rows.length < ROWS_AT_ONCE) {
    const row = rest.next()
    if (row.done) rest = undefined
    else rows.push(row.value)
  }
  return { is: 'rows', rows, isLast: rest === undefined }
}

port.on('message', (message: ToReader) => {
  let said: ReaderAnswer | undefined
  try {
    said = answer(message)
  } catch (error) {
    rest = undefined
    said = { is: 'failed', message: errorText(error) }
  }
  if (said) port.postMessage(said)
})
port.postMessage({ is: 'ready' } satisfies FromReader)
