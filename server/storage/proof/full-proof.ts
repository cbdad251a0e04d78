import type { KeyObject } from 'node:crypto'
import { openCardMemory } from './card-memory.ts'
import { proveCardTable, proveNoneLost, proveRange } from './card-table-proof.ts'
import { CHAIN_BEGIN, hex } from './chain-proof.ts'
import { NO_CHECKPOINT } from './checkpoint-body.ts'
import { proveCheckpoints } from './checkpoint-proof.ts'
import { countClaims, proveClaimTable } from './claim-proof.ts'
import { expectSame } from './difference.ts'
import {
  type ExpectedSchema,
  proveFile,
  proveSchema,
  proveSteps,
  proveTriggers,
} from './file-proof.ts'
import type { EntryProof } from './operation-proof.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'
import { proveAudit, proveRecords } from './record-proof.ts'
import { proveIdempotency } from './request-proof.ts'
import { proveNoReversalOfNothing } from './reversal-proof.ts'
import { proveSecrets, type SealedCheck } from './secret-proof.ts'
import { proveStrays } from './stray-proof.ts'
import { proveTombstoneTable } from './tombstone-proof.ts'
import { type Walked, walkCards, walkJournal } from './walk.ts'

/** What a proof is told besides the ledger itself. */
export interface ProofSettings {
  readonly engine: EngineKind
  /** The key that checkpoints are signed with; without it signatures are not looked at. */
  readonly publicKey?: KeyObject | undefined
  /** Opens sealed answers; without it they are not opened. */
  readonly opens?: SealedCheck | undefined
  /** What the ledger must have noted of its keys, when it has noted any; else that is not looked at. */
  readonly keyCheck?: Uint8Array | undefined
  /** A point that the chain must pass through, known from elsewhere. */
  readonly expect?: { readonly height: number; readonly hash: string } | undefined
  /** The tables, indexes and triggers that must be there, where the engine tells their text. */
  readonly schema?: ExpectedSchema | undefined
  /** Triggers that must be there and on: where the engine does not tell their text. */
  readonly triggers?: readonly string[] | undefined
  /** The steps that must have made them: number, name and checksum of each. */
  readonly steps?: readonly string[] | undefined
  /** The time now, in ms since 1970 UTC. */
  readonly nowMs: number
  /** Cards that are remembered at once; more of them are proven in further passes. */
  readonly cardsInMemory?: number
}

/** What a proof that found no difference went through. */
export interface ProvenFigures {
  readonly operations: number
  readonly commitGroups: number
  /** Hash of the last commit group, hex: the whole history in 32 bytes. */
  readonly chainHash: string
  readonly cards: number
  /** Entries of double entry: two for each operation that moved value. */
  readonly entries: number
  readonly tombstones: number
  /** Sum of all entries by currency, in minor units: 0 each. */
  readonly entrySums: Readonly<Record<string, number>>
  /** What each account but those of cards comes to, by `currency account`, in minor units. */
  readonly accountSums: Readonly<Record<string, number>>
  readonly checkpoints: number
  /** The last commit group that a checkpoint covers. */
  readonly signedGroup: number
  readonly auditRows: number
}

/** Some 400 MiB of memory. */
const CARDS_IN_MEMORY = 2_000_000
/** Keys of claims are hashes: this range has all of them. */
const NO_KEY = new Uint8Array(0)
const LAST_KEY = new Uint8Array(33).fill(255)

/** Proves the whole ledger from its beginning. Throws the first difference. */
export function* proveAll(settings: ProofSettings): Proof<ProvenFigures> {
  const { engine, publicKey, nowMs, cardsInMemory = CARDS_IN_MEMORY } = settings
  if (engine === 'sqlite') yield* proveFile()
  yield* proveKeys(settings.keyCheck)
  const proven = yield* proveCheckpoints(publicKey, undefined)
  const checkpoints = proven.map(({ body }) => body)
  const memory = openCardMemory(0, cardsInMemory)
  const walked = yield* walkJournal({
    ...{ engine, start: CHAIN_BEGIN, from: NO_CHECKPOINT, checkpoints, memory },
    *recall() {},
    *beside() {},
  })
  yield* proveStrays(engine, walked)
  const cards = yield* proveCardTable(engine, checkpoints, memory)
  proveNoneLost(memory)
  yield* proveFurtherCards(cardsInMemory)
  yield* proveClaims(engine, walked)
  yield* proveNoReversalOfNothing(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  yield* proveIdempotency(engine)
  yield* proveTombstoneTable(walked.tombstones.reach().count)
  yield* proveEntries(walked.entries)
  const { sealed } = yield* proveRecords(engine, checkpoints, nowMs)
  yield* proveSecrets(sealed, settings.opens)
  const auditRows = yield* proveAudit(engine, checkpoints)
  yield* proveExpected(settings.expect)
  yield* proveTables(settings)
  return {
    ...figuresOf(walked),
    ...{ cards, auditRows, checkpoints: checkpoints.length },
    signedGroup: checkpoints.at(-1)?.groupId ?? 0,
  }
}

function figuresOf({ operations, moved, end, entries, tombstones }: Walked) {
  return {
    ...{ operations, commitGroups: end.groupId, chainHash: hex(end.hash), entries: 2 * moved },
    tombstones: tombstones.reach().count,
    entrySums: Object.fromEntries(entries.entrySums),
    accountSums: Object.fromEntries(entries.sums),
  }
}

/** Cards beyond those that fit into memory, a range at a time. */
function* proveFurtherCards(cardsInMemory: number): Proof<void> {
  const [top] = yield* ask<[number | null]>('SELECT max(card_id) FROM journal')
  const [most] = yield* ask<[number | null]>('SELECT max(id) FROM card')
  const last = Math.max(Number(top?.[0] ?? 0), Number(most?.[0] ?? 0))
  for (let after = cardsInMemory; after < last; after += cardsInMemory) {
    const memory = openCardMemory(after, after + cardsInMemory)
    yield* walkCards(memory)
    yield* proveRange({ after, last: after + cardsInMemory }, memory)
    proveNoneLost(memory)
  }
}

function* proveClaims(engine: EngineKind, { claims }: Walked): Proof<void> {
  const held = yield* claims.finish()
  const count = yield* countClaims()
  if (count === held) return
  // Which one it is takes a look at each: only when there is something to find.
  yield* proveClaimTable(engine, NO_KEY, LAST_KEY)
  expectSame('claims', 'the number of claims', held, count)
}

/** The trial balance by currency, and what the view of entries says beside the journal. */
function* proveEntries({ entrySums, sums }: EntryProof): Proof<void> {
  for (const [currency, sum] of entrySums)
    expectSame('entries', `the sum of all entries in ${currency}`, 0, sum)
  const rows = yield* ask<[string, number]>(
    `SELECT currency || ' ' || account, CAST(sum(amount_minor) AS bigint) FROM entry
      WHERE account NOT LIKE 'card:%' GROUP BY currency, account`,
  )
  for (const [account, sum] of rows)
    expectSame('entries', `the balance of ${account}`, sums.get(account), Number(sum))
  expectSame('entries', 'the number of accounts', sums.size, rows.length)
}

/** With other keys nothing that is signed or sealed could be right: said before that is looked at. */
export function* proveKeys(expected: ProofSettings['keyCheck']): Proof<void> {
  if (!expected) return
  const [row] = yield* ask<[Uint8Array]>('SELECT digest FROM key_check')
  if (row && hex(row[0]) !== hex(expected))
    expectSame('keys', 'the key file', 'that of this ledger', 'of another')
}

/** The tables are those that the steps of this program make, with all that guards them. */
export function* proveTables({ steps, triggers, schema }: ProofSettings): Proof<void> {
  if (steps) yield* proveSteps(steps)
  if (triggers) yield* proveTriggers(triggers)
  if (schema) yield* proveSchema(schema)
}

/** The chain passes through the point that is known from elsewhere. */
export function* proveExpected(expect: ProofSettings['expect']): Proof<void> {
  if (!expect) return
  const rows = yield* ask<[Uint8Array]>('SELECT hash FROM commit_group WHERE id = ?', expect.height)
  const found = rows[0] ? hex(rows[0][0]) : undefined
  const place = { group: expect.height }
  expectSame('chain', `commit group ${expect.height}`, expect.hash.toLowerCase(), found, place)
}
