import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { invariant } from '../../../src/contract/parse.ts'
import { diskFailed, errorText } from '../errors.ts'
import type { FromWriter, SyncerOptions, ToSyncer } from '../messages.ts'
import { failedAnswers } from '../wire-form.ts'
import { addDelivered } from './hand-over.ts'
import { openLogSync } from './log-sync.ts'

/**
 * The thread that waits for the disk: takes what the writer has committed, makes all of it durable
 * at once, and only then hands the answers on to the main thread.
 */
invariant(parentPort, 'the syncer runs as a worker thread')
const main = parentPort
const { file, groups, shared } = workerData as SyncerOptions
const log = openLogSync(file, shared)

function take(first: ToSyncer): void {
  const taken = [first]
  for (let next = receiveMessageOnPort(groups); next; next = receiveMessageOnPort(groups))
    taken.push(next.message as ToSyncer)
  const texts = taken.filter((message) => message !== null)
  if (texts.length > 0) deliver(texts)
  if (texts.length < taken.length) finish()
}

function deliver(texts: readonly string[]): void {
  try {
    log.sync()
    for (const text of texts) send({ is: 'answers', text })
  } catch (error) {
    fail(texts, diskFailed(errorText(error)))
  }
  addDelivered(shared, texts.length)
}

/** What a failing disk has kept nobody can say, now and for all that is committed on top of it. */
function fail(texts: readonly string[], message: string): void {
  send({ is: 'broken', message })
  const failure = { is: 'failed', code: 'cannot_write', message, outcome: 'unknown' } as const
  for (const text of texts) send({ is: 'answers', text: failedAnswers(text, failure) })
}

function finish(): void {
  log.close()
  groups.close()
}

function send(message: FromWriter): void {
  main.postMessage(message)
}

groups.on('message', take)
