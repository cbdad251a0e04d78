import { createHash } from 'node:crypto'
import type { TakenFile } from '../../src/contract/admin/bank-outcomes.ts'
import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { record } from '../audit/index.ts'
import { type BankOutcome, isQuestion, readBankFile } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import { referencesOf } from '../payouts/index.ts'
import type { WriteQuery } from '../storage/database.ts'
import { ANSWERS_AT_ONCE, PROBLEMS_SHOWN_MAX } from './limits.ts'
import { maskedWords, NOTHING_DONE, sealChange } from './rows.ts'
import { fileViewOf } from './views.ts'

/** A file that a bank sent, and who puts it in. */
export interface SentFile {
  readonly networkId: NetworkId
  readonly name: string
  readonly bytes: Uint8Array
  /** `staff:<id>` or `system` of the watched folder. */
  readonly actor: string
  readonly ip: string | null
}

/**
 * Takes what a bank answered: whole, or not at all. A file with a broken rule changes nothing and says
 * which rule and where (but a code that nobody knows is taken, for a person to look at); the same bytes
 * again change nothing either, and neither does a notice that another file had brought. What follows is
 * done by the work that waits for it.
 */
export async function takeFile(context: ServerContext, sent: SentFile): Promise<TakenFile> {
  const sha256 = createHash('sha256').update(sent.bytes).digest()
  const known = await fileViewOf(context, sent.networkId, { sha256 })
  if (known) return { outcome: 'known', file: known }
  const { format, problems: told, outcomes: said } = readBankFile(sent.bytes)
  const problems = told.filter((problem) => !isQuestion(problem))
  const broken = problems.filter(({ rule }) => !OF_ONE_NOTICE.has(rule))
  const found = broken.length > 0 ? broken : said.length === 0 ? [NO_ANSWERS] : []
  if (found.length > 0) {
    const shown = found.slice(0, PROBLEMS_SHOWN_MAX).map(({ rule, line, message }) => ({
      ...{ rule, line, message: message.slice(0, 1_000) },
    }))
    return { outcome: 'refused', format, problems: shown }
  }
  const outcomes = await ofEachTransfer(context, sent.networkId, said)
  const fresh = await withoutKnown(context, sent.networkId, outcomes)
  const fileId = uuidV7(context.nowMs(), context.randomBytes(10))
  const facts = { fileId, format, sha256, repeated: outcomes.length - fresh.length }
  const written = await context.database.write(queriesOf(context, sent, facts, fresh))
  // Another server, or a second click, was there at the same moment: it is looked at once more.
  if (!written) return takeFile(context, sent)
  const file = await fileViewOf(context, sent.networkId, { fileId })
  if (file === undefined) throw new Error('a file that was taken is not there')
  return { outcome: 'taken', file }
}

/**
 * What is wrong with one notice and leaves the file whole: a reason that no table knows, a correction
 * that fits no account. It is taken, and a person looks: an unknown code is never dropped.
 */
const OF_ONE_NOTICE: ReadonlySet<string> = new Set(['return-code', 'change-code', 'corrected-data'])

const NO_ANSWERS = {
  ...{ rule: 'no-answers', line: 0 },
  message: 'This file says nothing of transfers that were sent. Is it one that asks a bank to pay?',
}

/**
 * What a bank says of a whole message is said of each of its transfers, but of those that the same file
 * names: none of them went, or all did.
 */
async function ofEachTransfer(
  { database }: ServerContext,
  networkId: NetworkId,
  outcomes: readonly BankOutcome[],
): Promise<readonly BankOutcome[]> {
  const named = new Set(outcomes.map(({ reference }) => reference))
  const found: BankOutcome[] = []
  for (const outcome of outcomes) {
    const { reference, trace, noticeKey } = outcome
    const isWhole = reference === null && trace !== null
    const own = isWhole ? await referencesOf(database, networkId, trace) : []
    if (own.length === 0) found.push(outcome)
    for (const one of own.filter((transfer) => !named.has(transfer)))
      found.push({ ...outcome, reference: one, noticeKey: `${noticeKey} ${one}` })
  }
  return found
}

async function withoutKnown(
  { database }: ServerContext,
  networkId: NetworkId,
  outcomes: readonly BankOutcome[],
): Promise<readonly BankOutcome[]> {
  const byKey = new Map(outcomes.map((outcome) => [outcome.noticeKey, outcome]))
  const keys = [...byKey.keys()]
  for (let from = 0; from < keys.length; from += 500) {
    const rows = await database.read
      .selectFrom('bank_answer')
      .where('network_id', '=', networkId)
      .where('notice_key', 'in', keys.slice(from, from + 500))
      .select('notice_key')
      .execute()
    for (const { notice_key } of rows) byKey.delete(notice_key)
  }
  return [...byKey.values()]
}

interface FileFacts {
  readonly fileId: string
  readonly format: string
  readonly sha256: Uint8Array
  readonly repeated: number
}

function queriesOf(
  context: ServerContext,
  { networkId, name, actor, ip }: SentFile,
  { fileId, format, sha256, repeated }: FileFacts,
  outcomes: readonly BankOutcome[],
): readonly WriteQuery[] {
  const { read } = context.database
  const file = read.insertInto('bank_answer_file').values({
    ...{ id: fileId, network_id: networkId, sha256, name: name.slice(0, 200), format, repeated },
    ...{ answers: outcomes.length, taken_by: actor, taken_at_ms: context.nowMs() },
  })
  const rows = outcomes.map((outcome) => rowOf(context, { networkId, fileId }, outcome))
  const pieces: WriteQuery[] = []
  for (let from = 0; from < rows.length; from += ANSWERS_AT_ONCE) {
    const piece = rows.slice(from, from + ANSWERS_AT_ONCE)
    const query = read.insertInto('bank_answer').values(piece).compile()
    pieces.push({ query, changes: piece.length })
  }
  const audit = record(context, {
    ...{ actor, ip, action: 'bank-answers-take', subject: `bank-answer-file:${fileId}` },
    detail: { name: name.slice(0, 200), format, answers: outcomes.length, repeated },
  })
  return [{ query: file.compile(), changes: 1 }, ...pieces, audit]
}

function rowOf(
  context: ServerContext,
  { networkId, fileId }: { readonly networkId: NetworkId; readonly fileId: string },
  outcome: BankOutcome,
) {
  const nowMs = context.nowMs()
  const id = uuidV7(nowMs, context.randomBytes(10))
  const { noticeKey, line, kind, code, trace, reference, amountMinor, currency } = outcome
  return {
    ...{ id, network_id: networkId, file_id: fileId, notice_key: noticeKey, line, kind },
    ...{ code: code.slice(0, 50), words: maskedWords(outcome.text), trace, reference, currency },
    ...{ amount_minor: amountMinor, change_sealed: sealChange(context, id, outcome.change) },
    ...{ state: 'new' as const, location_id: null, payout_id: null, account_id: null },
    ...{ matched: null, deeds: NOTHING_DONE, owner: null, note: null, changed_at_ms: nowMs },
  }
}
