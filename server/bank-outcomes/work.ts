import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground } from '../load/index.ts'
import type { SignedIn } from '../staff/index.ts'
import { type Applied, applyAnswer } from './applying.ts'
import { WORK_LOOK_EVERY_MS, WORK_PIECE } from './limits.ts'
import type { AnswerRow } from './rows.ts'

/** Does what follows from answers that were taken, one after the other, and goes on after a crash. */
export function startAnswers(context: ServerContext, onDidWrite: () => void): Background {
  return startBackground({
    log: context.log,
    what: 'answers of banks',
    lookEveryMs: WORK_LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      const rows = await context.database.read
        .selectFrom('bank_answer')
        .where('state', '=', 'new')
        .orderBy('id')
        .limit(WORK_PIECE)
        .selectAll()
        .execute()
      for (const row of rows) if (!isClosing()) await workOn(context, row)
      if (rows.length > 0) onDidWrite()
      return rows.length === WORK_PIECE
    },
  })
}

async function workOn(context: ServerContext, row: AnswerRow): Promise<void> {
  const applied = await applyAnswer(context, row, null).catch((error: unknown) => {
    context.log.error({ err: error, answer: row.id }, 'an answer of a bank could not be worked on')
    return FAILED
  })
  await keep(context, row, applied)
}

/** It waits for a person rather than for ever in front of those behind it. */
const FAILED: Applied = {
  ...{ state: 'open', task: 'look', payout: undefined, accountId: null },
  deeds: [{ did: 'failed', note: null }],
}

/**
 * What a person matched an unmatched answer to, and what follows from that. It is bound to that transfer
 * before any money moves: of two people who match it to two transfers at one moment, one does.
 */
export async function matchAnswer(
  context: ServerContext,
  who: SignedIn,
  row: AnswerRow,
  reference: string,
): Promise<Reply<null>> {
  // One that is bound and not matched was left so by a crash: what was begun is gone on with.
  const isBound = row.payout_id !== null && row.payout_id !== reference
  if (row.matched !== null || isBound || row.state === 'new')
    return failed('STATE_CONFLICT', 'This answer has its transfer already.')
  if (!(await bind(context, row, row.payout_id, reference)))
    return failedBecause('STATE_CONFLICT', 'CHANGED_MEANWHILE', SOMEBODY_ELSE)
  const applied = await applyAnswer(context, row, reference)
  if (applied.payout === undefined) await bind(context, row, reference, null)
  const refused = applied.deeds.find(({ did }) => did === 'refused')
  if (refused) return failed('STATE_CONFLICT', refused.note ?? 'The payout could not take it.')
  if (applied.payout === undefined)
    return failed('NOT_FOUND', 'No transfer of yours has this reference.')
  const actor = `staff:${who.staffId}`
  const audit = record(context, {
    ...{ actor, ip: who.ip, action: 'bank-answer-match', subject: `bank-answer:${row.id}` },
    detail: { reference },
  })
  const kept = await keep(context, row, applied, [audit])
  return kept ? success(null) : failedBecause('STATE_CONFLICT', 'CHANGED_MEANWHILE', SOMEBODY_ELSE)
}

const SOMEBODY_ELSE = 'Somebody else was there. Look again.'

/** Binds an answer that is not matched yet to a transfer, or to none. False when somebody else did. */
function bind(
  { database }: ServerContext,
  { id, state }: AnswerRow,
  from: string | null,
  reference: string | null,
): Promise<boolean> {
  const query = database.read
    .updateTable('bank_answer')
    .set({ payout_id: reference })
    .where('id', '=', id)
    .where('state', '=', state)
    .where('matched', 'is', null)
    .where('payout_id', from === null ? 'is' : '=', from)
    .compile()
  return database.write([{ query, changes: 1 }])
}

async function keep(
  context: ServerContext,
  row: AnswerRow,
  applied: Applied,
  more: readonly ReturnType<typeof record>[] = [],
): Promise<boolean> {
  const { state, task, deeds, payout, accountId } = applied
  const { database, nowMs } = context
  const query = database.read
    .updateTable('bank_answer')
    .set({
      ...{ state, deeds: JSON.stringify({ task, deeds }), account_id: accountId },
      ...{ location_id: payout?.locationId ?? null, payout_id: payout?.reference ?? null },
      ...{ matched: payout?.purpose ?? null, changed_at_ms: nowMs() },
    })
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .compile()
  const alarm = state === 'open' && row.state === 'new' ? await alarmOf(context, row) : []
  return database.write([{ query, changes: 1 }, ...alarm, ...more])
}

/** One alarm a file, with the first of its answers that a person has to see to. */
async function alarmOf(context: ServerContext, { file_id, network_id }: AnswerRow) {
  const other = await context.database.read
    .selectFrom('bank_answer')
    .where('file_id', '=', file_id)
    .where('state', 'in', ['open', 'taken', 'settled'])
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (other) return []
  context.log.warn({ file: file_id }, 'bank-answer-open')
  const detail = { file: file_id }
  const subject = `network:${network_id}`
  return [record(context, { actor: 'system', action: 'bank-answer-open', subject, detail })]
}
