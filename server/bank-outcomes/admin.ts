import type { BANK_OUTCOME_ADMIN, BankAnswerView } from '../../src/contract/admin/bank-outcomes.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { type AdminHandlers, createStepUp, type SignedIn } from '../staff/index.ts'
import { answerPage, answerViewOf, countOpen, fileViews, findAnswer } from './views.ts'
import { matchAnswer } from './work.ts'

/** What people see of what banks answered, and do about it. `onDidWrite`: there may be mails to send. */
export function bankOutcomeHandlers(
  context: ServerContext,
  onDidWrite: () => void,
): Pick<AdminHandlers, keyof typeof BANK_OUTCOME_ADMIN> {
  const stepUp = createStepUp(context)
  return {
    'list-bank-answer-files': async ({ networkId }) =>
      success({
        files: await fileViews(context, networkId),
        open: await countOpen(context, networkId),
      }),
    'list-bank-answers': async ({ networkId }, asked) =>
      success(await answerPage(context, networkId, asked)),
    'see-to-bank-answer': (who, asked) => seeTo(context, who, asked),
    'match-bank-answer': async (who, { answerId, reference, password }) => {
      const sure = await stepUp(who, password)
      if (!sure.ok) return sure
      const row = await findAnswer(context, who.networkId, answerId)
      if (row === undefined) return noAnswer()
      const matched = await matchAnswer(context, who, row, reference)
      onDidWrite()
      return matched.ok ? shown(context, who, answerId) : matched
    },
  }
}

async function seeTo(
  context: ServerContext,
  who: SignedIn,
  asked: {
    readonly answerId: string
    readonly state: 'taken' | 'settled'
    readonly note: string | null
  },
): Promise<Reply<BankAnswerView>> {
  const { answerId, state, note } = asked
  const row = await findAnswer(context, who.networkId, answerId)
  if (row === undefined) return noAnswer()
  if (row.state !== 'open' && row.state !== 'taken')
    return failed('STATE_CONFLICT', 'Nobody has to see to this answer.')
  if (state === 'settled' && (note ?? row.note ?? '') === '')
    return failed('REQUEST_MALFORMED', 'note: say how it was settled.')
  const { database, nowMs } = context
  const query = database.read
    .updateTable('bank_answer')
    .set({ state, owner: who.staffId, note: note ?? row.note, changed_at_ms: nowMs() })
    .where('id', '=', answerId)
    .where('state', '=', row.state)
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, subject: `bank-answer:${answerId}` },
    action: state === 'taken' ? 'bank-answer-take' : 'bank-answer-settle',
    ...(note !== null && { detail: { note } }),
  })
  const written = await database.write([{ query, changes: 1 }, audit])
  if (!written)
    return failedBecause(
      'STATE_CONFLICT',
      'CHANGED_MEANWHILE',
      'Somebody else was there. Look again.',
    )
  return shown(context, who, answerId)
}

async function shown(
  context: ServerContext,
  { networkId }: SignedIn,
  answerId: string,
): Promise<Reply<BankAnswerView>> {
  const view = await answerViewOf(context, networkId, answerId)
  return view ? success(view) : noAnswer()
}

function noAnswer(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such answer.')
}
