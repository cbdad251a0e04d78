import type { RequestId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { Note } from './decision.ts'
import { encodeOperationId } from './operation-id.ts'

/** What the record of an operation knows besides its answer. */
export interface AnsweredRow {
  readonly journalId: number
  /** In ms since 1970 UTC. */
  readonly timeMs: number
  readonly requestId: RequestId
}

/** The fields of an answer that its record does not tell, in this order for ever. */
type StoredFields = readonly [
  kind: OperationAnswer['kind'],
  requestedMinor: OperationAnswer['requestedMinor'],
  appliedMinor: OperationAnswer['appliedMinor'],
  remainingDueMinor: OperationAnswer['remainingDueMinor'],
  currency: OperationAnswer['currency'],
  balanceMinor: OperationAnswer['balanceMinor'],
  availableMinor: OperationAnswer['availableMinor'],
  cardLastFour: OperationAnswer['cardLastFour'],
  cardState: OperationAnswer['cardState'],
  originalOperationId: OperationAnswer['originalOperationId'],
  applied: OperationAnswer['applied'],
  alreadyVoided: OperationAnswer['alreadyVoided'],
  /** Only of operations that have one. */
  note?: Note,
]

/**
 * The text under which a reply is kept: for an operation that was done the JSON array of what its
 * record does not tell, an eighth of the whole and the greatest part of what a commit would write;
 * for every other reply its whole JSON.
 */
export function encodeAnswer(reply: Reply<OperationAnswer>, note: Note | null = null): string {
  if (!reply.ok || reply.value.replayed) return JSON.stringify(reply)
  const { value } = reply
  const fields: StoredFields = [
    value.kind,
    value.requestedMinor,
    value.appliedMinor,
    value.remainingDueMinor,
    value.currency,
    value.balanceMinor,
    value.availableMinor,
    value.cardLastFour,
    value.cardState,
    value.originalOperationId,
    value.applied,
    value.alreadyVoided,
  ]
  return JSON.stringify(note ? [...fields, note] : fields)
}

/** The reply that was kept under this text, as it was first given. Throws on a text that is not JSON. */
export function decodeAnswer(text: string, row: AnsweredRow): Reply<OperationAnswer> {
  return readAnswer(JSON.parse(text) as StoredAnswer, row)
}

/** The note that is kept with an answer; undefined when there is none. */
export function noteIn(text: string): Note | undefined {
  const stored = JSON.parse(text) as StoredAnswer
  return 'ok' in stored ? undefined : stored[12]
}

/** What JSON makes of the text of {@link encodeAnswer}. */
export type StoredAnswer = StoredFields | Reply<OperationAnswer>

/** The same from the JSON that was read already. */
export function readAnswer(stored: StoredAnswer, row: AnsweredRow): Reply<OperationAnswer> {
  return 'ok' in stored ? stored : fullAnswer(stored, row)
}

function fullAnswer(fields: StoredFields, row: AnsweredRow): Reply<OperationAnswer> {
  const [kind, requested, applied, due, currency, balance, available, lastFour, state, ...rest] =
    fields
  const [originalOperationId, isApplied, alreadyVoided, note] = rest
  return success({
    operationId: encodeOperationId(row.timeMs, row.journalId),
    requestId: row.requestId,
    kind,
    requestedMinor: requested,
    appliedMinor: applied,
    remainingDueMinor: due,
    currency,
    balanceMinor: balance,
    availableMinor: available,
    cardLastFour: lastFour,
    cardState: state,
    replacedLastFour: note && 'replacedLastFour' in note ? note.replacedLastFour : null,
    originalOperationId,
    applied: isApplied,
    alreadyVoided,
    committedAtMs: row.timeMs,
    replayed: false,
    replayedOf: null,
  })
}
