import type { KeyObject } from 'node:crypto'
import {
  bodyHash,
  type CheckpointBody,
  isSignedBy,
  NO_CHECKPOINT,
  NO_HASH,
  readBody,
} from './checkpoint-body.ts'
import { expectSame } from './difference.ts'
import { ask, type Proof } from './reader.ts'

const CHECKPOINTS_AT_ONCE = 500

/** A checkpoint that was proven by itself. */
export interface ProvenCheckpoint {
  readonly body: CheckpointBody
  readonly text: string
}

/**
 * The checkpoints after this one, each signed with the key (when there is one to check with), each
 * naming the one before, none further back than the one before.
 */
export function* proveCheckpoints(
  key: KeyObject | undefined,
  after: ProvenCheckpoint | undefined,
): Proof<ProvenCheckpoint[]> {
  const proven: ProvenCheckpoint[] = []
  for (let last = after; ; ) {
    const rows = yield* ask<[number, number, string, Uint8Array]>(
      `SELECT id, group_id, body, signature FROM checkpoint WHERE id > ?
        ORDER BY id LIMIT ${CHECKPOINTS_AT_ONCE}`,
      last?.body.id ?? 0,
    )
    for (const [id, groupId, text, signature] of rows) {
      const body = proveOne({ id, groupId, text, signature }, last, key)
      last = { body, text }
      proven.push(last)
    }
    if (rows.length < CHECKPOINTS_AT_ONCE) return proven
  }
}

interface StoredCheckpoint {
  readonly id: number
  readonly groupId: number
  readonly text: string
  readonly signature: Uint8Array
}

function proveOne(
  { id, groupId, text, signature }: StoredCheckpoint,
  before: ProvenCheckpoint | undefined,
  key: KeyObject | undefined,
): CheckpointBody {
  const place = { group: groupId }
  const where = `checkpoint ${id}`
  const previous = before?.body ?? NO_CHECKPOINT
  expectSame('checkpoints', where, `number ${previous.id + 1}`, `number ${id}`, place)
  if (key) {
    const found = isSignedBy(key, text, signature) ? 'signed by this server' : 'not signed by it'
    expectSame('checkpoints', where, 'signed by this server', found, place)
  }
  const body = readBody(text) ?? NO_CHECKPOINT
  expectSame('checkpoints', where, id, body.id, place)
  expectSame('checkpoints', `group of ${where}`, body.groupId, groupId, place)
  const named = before ? bodyHash(before.text) : NO_HASH
  expectSame('checkpoints', `the one that ${where} follows`, named, body.previous, place)
  const isOnward = body.groupId >= previous.groupId && body.rows >= previous.rows
  const found = isOnward ? 'onward' : 'back'
  expectSame('checkpoints', `way from the one before to ${where}`, 'onward', found, place)
  return body
}

/** One checkpoint by itself: whole, and signed with the key. */
export function* readCheckpoint(
  id: number,
  key: KeyObject | undefined,
): Proof<ProvenCheckpoint | undefined> {
  const [row] = yield* ask<[string, Uint8Array]>(
    'SELECT body, signature FROM checkpoint WHERE id = ?',
    id,
  )
  if (!row) return undefined
  const [text, signature] = row
  const found = !key || isSignedBy(key, text, signature) ? 'signed' : 'not signed by it'
  expectSame('checkpoints', `checkpoint ${id}`, 'signed', found)
  const body = readBody(text)
  return body ? { body, text } : undefined
}

/** The newest checkpoint, as it stands; undefined when there is none. */
export function* newestCheckpoint(): Proof<ProvenCheckpoint | undefined> {
  const [row] = yield* ask<[string]>('SELECT body FROM checkpoint ORDER BY id DESC LIMIT 1')
  const body = row && readBody(row[0])
  return row && body ? { body, text: row[0] } : undefined
}
