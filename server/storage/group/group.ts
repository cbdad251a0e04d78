import type { RequestId } from '../../../src/contract/ids.ts'
import { invariant } from '../../../src/contract/parse.ts'
import { decide, replay, replyFromRecord } from '../../ledger/decide.ts'
import type { LedgerReply } from '../../ledger/engine.ts'
import type { LedgerRequest } from '../../ledger/request.ts'
import type { TrustedTime } from '../clock-watch.ts'
import { canonicalRow, linkHash, rowsHash } from './chain.ts'
import { type LoadedFacts, loadFacts } from './facts.ts'
import type { Head } from './head.ts'
import { record } from './record.ts'
import type { LedgerRows, StoredRow } from './rows.ts'
import { type RuleBook, rulesAt } from './rules.ts'

/** What a group is asked: to run an operation, or what became of one. */
export type GroupTask =
  | { readonly is: 'execute'; readonly request: LedgerRequest }
  | { readonly is: 'outcome'; readonly callerKey: string; readonly requestId: RequestId }

/** What became of one task. */
export type TaskResult =
  /** Done or refused now: `stored` is the reply as the journal keeps it. */
  | {
      readonly is: 'recorded'
      readonly journalId: number
      readonly stored: string
      readonly sealed: Uint8Array | null
    }
  /** Answered from the record. */
  | {
      readonly is: 'replied'
      readonly reply: LedgerReply['reply']
      readonly sealed: Uint8Array | null
    }
  | { readonly is: 'unknown_request' }
  /** Nothing was done, because the card has moved since the edge looked at it. */
  | { readonly is: 'overtaken'; readonly cardNumber: number }
  /** Nothing was done, because the clock cannot be right. */
  | { readonly is: 'clock_wrong'; readonly fault: string }

/** An operation that is now on record. */
export interface RecordedOperation {
  readonly journalId: number
  readonly cardUid: string | null
  readonly locationId: string | null
}

/** The row of the chain that a group ends with. */
export interface SealedGroup {
  readonly id: number
  readonly firstJournalId: number
  readonly lastJournalId: number
  readonly timeMs: number
  /** Of its rows alone, whatever its place in the chain. */
  readonly rowsHash: Uint8Array
  readonly hash: Uint8Array
}

/** Operations that will be committed together, run one after another on the rows of one engine. */
export interface Group {
  /** Throws, and then the whole group has to be undone, when a write does not fit its decision. */
  readonly run: (task: GroupTask) => TaskResult
  /** The chain over what was recorded; undefined when nothing was. */
  readonly seal: () => SealedGroup | undefined
  /** Where the ledger stands after the group. */
  readonly head: () => Head
  readonly recorded: readonly RecordedOperation[]
}

/**
 * Opens a group on top of `before`. While the time has a fault only what is on record is answered.
 * The same history gives the same rows and answers on every engine: all of the rules are here and
 * in the ledger, and none in the stores.
 */
export function openGroup(
  store: LedgerRows,
  rules: RuleBook,
  before: Head,
  time: TrustedTime,
): Group {
  // Time never runs backwards in the journal, whatever the clock does.
  const timeMs = Math.max(time.timeMs, before.timeMs)
  const now = rulesAt(rules, timeMs)
  let { journalId, cardNumber } = before
  let sealed: SealedGroup | undefined
  const rows: string[] = []
  const recorded: RecordedOperation[] = []
  const execute = (request: LedgerRequest): TaskResult => {
    if (time.fault !== null)
      return answerStored(store, request, timeMs) ?? { is: 'clock_wrong', fault: time.fault }
    const moment = { nowMs: timeMs, journalId: journalId + 1, nextCardNumber: cardNumber + 1 }
    const loaded = loadFacts(store, now, request, moment)
    const overtaken = overtakenCard(request, loaded)
    if (overtaken !== undefined)
      return answerStored(store, request, timeMs) ?? { is: 'overtaken', cardNumber: overtaken }
    const decision = decide(request, loaded.facts)
    const done = record(store, request, loaded, decision)
    if (!done) {
      const known = answerStored(store, request, timeMs)
      invariant(known, 'what is on record can be read')
      return known
    }
    const id = moment.journalId
    if (decision.newCard) cardNumber += 1
    for (const { values, cardUid } of done.lines) {
      journalId += 1
      rows.push(canonicalRow(values))
      recorded.push({ journalId, cardUid, locationId: decision.locationId })
    }
    // Only what makes cards has secrets in its answers: all others are spared the look.
    const holder =
      'sealedAnswer' in request
        ? sealedHolder(decision.outcome, id, decision.originalJournalId)
        : null
    return {
      ...{ is: 'recorded', journalId: id, stored: done.answer },
      sealed: secret(store, holder, timeMs),
    }
  }
  return {
    run: (task) => (task.is === 'execute' ? execute(task.request) : outcome(store, task, timeMs)),
    seal: () => {
      if (rows.length > 0) sealed = seal(before, { journalId, timeMs }, rows)
      return sealed
    },
    head: () => {
      const { id: groupId, hash } = sealed ?? { id: before.groupId, hash: before.hash }
      return { journalId, cardNumber, timeMs, groupId, hash }
    },
    recorded,
  }
}

/** The internal number of the card, when the edge saw it as of another row than its newest. */
function overtakenCard({ asOf }: LedgerRequest, { cardRow }: LoadedFacts): number | undefined {
  if (asOf === undefined || !cardRow) return undefined
  return cardRow.last_journal_id === asOf ? undefined : cardRow.id
}

function seal(
  before: Head,
  { journalId, timeMs }: Pick<Head, 'journalId' | 'timeMs'>,
  rows: readonly string[],
): SealedGroup {
  const header = {
    id: before.groupId + 1,
    firstJournalId: journalId - rows.length + 1,
    lastJournalId: journalId,
    timeMs,
  }
  const hashed = rowsHash(rows)
  return { ...header, rowsHash: hashed, hash: linkHash(before.hash, header, hashed) }
}

function answerStored(
  store: LedgerRows,
  request: LedgerRequest,
  nowMs: number,
): TaskResult | undefined {
  const stored = store.stored(request.caller.key, request.requestId)
  if (!stored) return undefined
  const { id: journalId, time_ms: timeMs, content_hash: contentHash, answer } = stored
  const reply = replyFromRecord(request, { journalId, timeMs, contentHash, answer })
  const same = !('refusal' in reply) || reply.refusal.code !== 'REQUEST_ID_REUSED'
  return { is: 'replied', reply, sealed: same ? secretOf(store, stored, nowMs) : null }
}

function outcome(
  store: LedgerRows,
  { callerKey, requestId }: Extract<GroupTask, { is: 'outcome' }>,
  nowMs: number,
): TaskResult {
  const stored = store.stored(callerKey, requestId)
  if (!stored) return { is: 'unknown_request' }
  const { id: journalId, time_ms: timeMs } = stored
  const reply = replay(stored.answer, { journalId, timeMs, requestId })
  return { is: 'replied', reply, sealed: secretOf(store, stored, nowMs) }
}

function secretOf(store: LedgerRows, stored: StoredRow, nowMs: number): Uint8Array | null {
  return secret(store, sealedHolder(stored.outcome, stored.id, stored.original_id), nowMs)
}

/** The activation whose sealed answer belongs to a reply: a retry has that of the first. */
function sealedHolder(
  outcome: StoredRow['outcome'],
  journalId: number,
  originalId: number | null,
): number | null {
  if (outcome === 'repeated') return originalId
  return outcome === 'posted' ? journalId : null
}

function secret(store: LedgerRows, holder: number | null, nowMs: number): Uint8Array | null {
  return holder === null ? null : (store.sealed(holder, nowMs) ?? null)
}
