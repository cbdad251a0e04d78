import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery, type Kysely, PostgresAdapter } from 'kysely'
import type { Database, WriteQuery } from './database.ts'
import { type CheckpointDraft, draftCheckpoint } from './proof/checkpoint-making.ts'
import {
  type Answer,
  type EngineKind,
  numberedPlaces,
  type Question,
  runProofLater,
} from './proof/reader.ts'
import type { Schema } from './schema.ts'

/** Segments in one statement: far below the bounds on parameters of both engines. */
const SEGMENTS_IN_STATEMENT = 100

/** Who signs, and when. */
export interface CheckpointSigner {
  /** Ed25519 signature over UTF-8 text, 64 bytes. */
  readonly sign: (text: string) => Uint8Array
  /** In ms since 1970 UTC. */
  readonly nowMs: () => number
  /** Whether nobody waits for it: then it rests in between. It never does when this is not given. */
  readonly mayRest?: () => boolean
}

/** Work of a checkpoint before it rests, in ms, and how much longer than its work a rest is. */
const WORK_MS = 2
const RESTS_LONGER = 4

/**
 * Writes a checkpoint over what came since the last one. Gives the last group that it covers, or
 * undefined when there was nothing new, or another process wrote one meanwhile.
 */
export async function writeCheckpoint(
  database: Pick<Database, 'read' | 'reports' | 'write'>,
  { sign, nowMs, mayRest = () => false }: CheckpointSigner,
): Promise<number | undefined> {
  const draft = await runProofLater(
    draftCheckpoint(engineOf(database.reports), nowMs()),
    answersLater(database.reports),
    openRests(mayRest),
  )
  if (!draft) return undefined
  const written = await database.write(queriesOf(database.read, draft, sign))
  return written ? draft.body.groupId : undefined
}

/** Redemptions go on between the questions of a checkpoint, and most of the time is theirs. */
function openRests(mayRest: () => boolean): () => Promise<void> | undefined {
  let sinceMs = performance.now()
  const rest = async (workedMs: number) => {
    await delay(workedMs * RESTS_LONGER)
    sinceMs = performance.now()
  }
  return () => {
    const workedMs = performance.now() - sinceMs
    return workedMs >= WORK_MS && mayRest() ? rest(workedMs) : undefined
  }
}

function queriesOf(
  read: Kysely<Schema>,
  { body, segments }: CheckpointDraft,
  sign: CheckpointSigner['sign'],
): WriteQuery[] {
  const text = JSON.stringify(body)
  const checkpoint = {
    id: body.id,
    group_id: body.groupId,
    body: text,
    signature: sign(text),
  }
  const queries: WriteQuery[] = []
  for (let start = 0; start < segments.length; start += SEGMENTS_IN_STATEMENT) {
    const rows = segments
      .slice(start, start + SEGMENTS_IN_STATEMENT)
      .map(({ id, firstCardId, lastCardId, hash }) => ({
        ...{ id, hash, first_card_id: firstCardId, last_card_id: lastCardId },
      }))
    queries.push({ query: read.insertInto('card_segment').values(rows).compile() })
  }
  return [
    ...queries,
    { query: read.insertInto('checkpoint').values(checkpoint).compile(), changes: 1 },
  ]
}

function engineOf(read: Kysely<Schema>): EngineKind {
  return read.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'
}

/** Answers the questions of a proof through Kysely, whatever the engine behind it. */
function answersLater(read: Kysely<Schema>): (question: Question) => Promise<Answer> {
  const isNumbered = engineOf(read) === 'postgres'
  return async ({ sql: asked, parameters }) => {
    const sql = isNumbered ? numberedPlaces(asked) : asked
    const { rows } = await read.executeQuery<object>(CompiledQuery.raw(sql, [...parameters]))
    return rows.map((row) => Object.values(row)) as Answer
  }
}
