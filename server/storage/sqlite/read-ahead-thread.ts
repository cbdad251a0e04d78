import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { invariant } from '../../../src/contract/parse.ts'
import { openReadConnection } from './connection.ts'
import { CARDS_READ, type CardKey, OPEN, type ReadAheadData } from './read-ahead.ts'

/** A thread that reads cards so that their pages are in the system's memory when the writer comes to them. */
invariant(parentPort, 'what reads ahead runs as a worker thread')
const port = parentPort
const { file, board } = workerData as ReadAheadData

function leave(): void {
  Atomics.sub(board, OPEN, 1)
  Atomics.notify(board, OPEN)
  port.close()
}

try {
  const connection = openReadConnection(file)
  const byUid = connection.prepare<[string], number>('SELECT balance_minor FROM card WHERE uid = ?')
  const byLookup = connection.prepare<[Uint8Array], number>(
    'SELECT balance_minor FROM card WHERE number_lookup = ?',
  )
  const read = (key: CardKey): void => {
    if ('uid' in key) byUid.get(key.uid)
    else byLookup.get(Buffer.from(key.lookup, 'hex'))
    Atomics.add(board, CARDS_READ, 1)
  }
  port.on('message', (message: string | null) => {
    // The writer is past what it asked for before that.
    let newest = message
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
      newest = next.message as string | null
    if (newest === null) {
      try {
        connection.close()
      } finally {
        leave()
      }
      return
    }
    try {
      for (const key of JSON.parse(newest) as CardKey[]) read(key)
    } catch {
      // Whatever is wrong with the disk, the writer meets it by itself and says so.
    }
  })
} catch {
  leave()
}
