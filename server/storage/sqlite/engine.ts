import type { OperationAnswer } from '../../../src/contract/operations.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { nextCardState } from '../../ledger/card-states.ts'
import { decide, replay, replyFromRecord } from '../../ledger/decide.ts'
import type { LedgerRequest } from '../../ledger/request.ts'
import type { TrustedTime } from '../clock-watch.ts'
import { StorageError, sqliteCode } from '../errors.ts'
import type {
  CommitNotice,
  ExecuteTask,
  OutcomeTask,
  StockTask,
  WriterOutcome,
  WriteTask,
} from '../messages.ts'
import { unwireNewCard, unwireParameter, unwireRequest } from '../wire-form.ts'
import { canonicalRow, groupHash } from './chain.ts'
import type { Connection } from './connection.ts'
import { openErasing } from './erasing.ts'
import { loadFacts } from './facts.ts'
import { type Head, readHead } from './head.ts'
import { record } from './record.ts'
import { openRuleBook, type RuleBook } from './rule-book.ts'
import { prepareStatements, type Statements, type StoredRow } from './statements.ts'
import { transactions } from './transactions.ts'

/** What a group came to: a result a task, in order, and the operations that are now on record. */
export interface GroupResult {
  readonly results: readonly WriterOutcome[]
  readonly commits: readonly CommitNotice[]
}

/** The engine on one write connection. Every function is one transaction, durable when it returns. */
export interface Engine {
  /**
   * Runs the operations in order and commits them together. Throws a StorageError when it could not.
   * While the time has a fault, only what is on record is answered.
   */
  readonly runGroup: (
    tasks: readonly (ExecuteTask | OutcomeTask)[],
    time: TrustedTime,
  ) => GroupResult
  readonly stock: (task: StockTask, nowMs: number) => boolean
  readonly write: (task: WriteTask) => boolean
  /** Erases the secrets that are out of their window. */
  readonly erase: (nowMs: number) => void
  /** The time of the last group, in ms since 1970 UTC. */
  readonly lastTimeMs: () => number
}

interface Parts {
  readonly connection: Connection
  readonly statements: Statements
  readonly rules: RuleBook
}

/** Builds the engine on a migrated connection. */
export function openEngine(connection: Connection): Engine {
  const parts: Parts = {
    connection,
    statements: prepareStatements(connection),
    rules: openRuleBook(connection),
  }
  const transaction = transactions(connection)
  let head = readHead(connection)
  return {
    runGroup: (tasks, time) => {
      const group = openGroup(parts, head, time)
      const results = transaction(() => {
        const all = tasks.map((task) => group.run(task))
        group.seal()
        return all
      })
      head = group.head()
      return { results, commits: group.commits }
    },
    stock: (task, nowMs) => {
      let cardNumber = head.cardNumber
      const done = attempt(() =>
        transaction(() => {
          for (const card of task.cards) {
            cardNumber += 1
            addStocked(parts.statements, card, cardNumber, nowMs)
          }
        }),
      )
      if (done) head = { ...head, cardNumber }
      return done
    },
    write: (task) => {
      parts.rules.forget()
      return attempt(() => transaction(() => runStatements(connection, task)))
    },
    erase: openErasing(connection),
    lastTimeMs: () => head.timeMs,
  }
}

/** Expected ends of an administrative write: nothing was changed, and the caller is told so. */
class NotFitting extends Error {}

function attempt(run: () => void): boolean {
  try {
    run()
    return true
  } catch (error) {
    const cause = error instanceof StorageError ? error.cause : error
    if (cause instanceof NotFitting || sqliteCode(cause).startsWith('SQLITE_CONSTRAINT'))
      return false
    throw error
  }
}

interface Group {
  readonly run: (task: ExecuteTask | OutcomeTask) => WriterOutcome
  /** Extends the chain over what was recorded. */
  readonly seal: () => void
  readonly head: () => Head
  readonly commits: readonly CommitNotice[]
}

function openGroup(parts: Parts, before: Head, time: TrustedTime): Group {
  const { statements, rules } = parts
  // Time never runs backwards in the journal, whatever the clock does.
  const timeMs = Math.max(time.timeMs, before.timeMs)
  let head: Head = { ...before, timeMs }
  const rows: string[] = []
  const commits: CommitNotice[] = []
  const execute = (request: LedgerRequest): WriterOutcome => {
    const stored = statements.stored.get(request.caller.key, request.requestId)
    if (stored) return fromRecord(statements, request, stored, timeMs)
    if (time.fault !== null) return refusedFor(time.fault)
    const journalId = head.journalId + 1
    const moment = { nowMs: timeMs, journalId, nextCardNumber: head.cardNumber + 1 }
    const loaded = loadFacts(statements, rules, request, moment)
    const decision = decide(request, loaded.facts)
    const { values, answer, cardUid } = record(statements, request, loaded, decision)
    head = { ...head, journalId, cardNumber: head.cardNumber + (decision.newCard ? 1 : 0) }
    rows.push(canonicalRow(values))
    commits.push({ journalId, cardUid, locationId: decision.locationId })
    return replied(
      statements,
      answer,
      sealedOf(decision.outcome, journalId, decision.originalJournalId),
      timeMs,
    )
  }
  return {
    run: (task) =>
      task.is === 'execute'
        ? execute(unwireRequest(task.request))
        : outcome(statements, task, timeMs),
    seal: () => {
      if (rows.length > 0) head = extendChain(statements, before, head, rows)
    },
    head: () => head,
    commits,
  }
}

function refusedFor(fault: string): WriterOutcome {
  return { is: 'failed', code: 'clock_wrong', message: fault, outcome: 'not_done' }
}

function extendChain(
  { addGroup }: Statements,
  before: Head,
  head: Head,
  rows: readonly string[],
): Head {
  const id = before.groupId + 1
  const firstJournalId = before.journalId + 1
  const lastJournalId = head.journalId
  const { timeMs } = head
  const hash = groupHash(before.hash, { id, firstJournalId, lastJournalId, timeMs }, rows)
  addGroup.run(id, firstJournalId, lastJournalId, timeMs, hash)
  return { ...head, groupId: id, hash }
}

function fromRecord(
  statements: Statements,
  request: LedgerRequest,
  stored: StoredRow,
  nowMs: number,
): WriterOutcome {
  const reply = replyFromRecord(request, {
    contentHash: stored.content_hash,
    answer: stored.answer,
  })
  const same = !('refusal' in reply) || reply.refusal.code !== 'REQUEST_ID_REUSED'
  const holder = same ? sealedOf(stored.outcome, stored.id, stored.original_id) : null
  return replied(statements, JSON.stringify(reply satisfies Reply<OperationAnswer>), holder, nowMs)
}

/** The activation whose sealed answer belongs to a reply: a retry has that of the first. */
function sealedOf(
  outcome: StoredRow['outcome'],
  journalId: number,
  originalId: number | null,
): number | null {
  if (outcome === 'repeated') return originalId
  return outcome === 'posted' ? journalId : null
}

function replied(
  { sealed }: Statements,
  reply: string,
  holder: number | null,
  nowMs: number,
): WriterOutcome {
  return {
    is: 'replied',
    reply,
    sealed: holder === null ? null : (sealed.get(holder, nowMs) ?? null),
  }
}

function outcome(statements: Statements, task: OutcomeTask, nowMs: number): WriterOutcome {
  const stored = statements.stored.get(task.callerKey, task.requestId)
  if (!stored) return { is: 'unknown_request' }
  const holder = sealedOf(stored.outcome, stored.id, stored.original_id)
  return replied(statements, JSON.stringify(replay(stored.answer)), holder, nowMs)
}

function addStocked(
  { addCard }: Statements,
  wired: StockTask['cards'][number],
  cardNumber: number,
  nowMs: number,
): void {
  const card = unwireNewCard(wired)
  const added = addCard.run(
    cardNumber,
    card.cardId,
    card.form,
    nextCardState('none', 'stock'),
    card.lookup,
    card.sealed,
    card.keyVersion,
    card.lastFour,
    card.pinHash,
    card.batch,
    nowMs,
    card.programId,
  )
  if (added.changes !== 1) throw new NotFitting(`no program ${card.programId}`)
}

function runStatements(connection: Connection, { statements }: WriteTask): void {
  for (const { sql, parameters, changes } of statements) {
    const result = connection.prepare(sql).run(...parameters.map(unwireParameter))
    if (changes !== null && result.changes !== changes)
      throw new NotFitting(`changed ${result.changes} rows in place of ${changes}`)
  }
}
