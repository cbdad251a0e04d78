import type { ServerContext } from '../context.ts'

/**
 * The hands that an account of a bank's correction came through: who put the bank's file in, and who
 * matched its answer to a transfer. A file that a person brings is a letter as any other is: whoever
 * brought it must not be the one who agrees to it. None of an account that was entered.
 */
export async function broughtBy(
  { database }: Pick<ServerContext, 'database'>,
  accountId: string,
): Promise<readonly string[]> {
  const answer = await database.read
    .selectFrom('bank_account')
    .innerJoin('bank_answer', 'bank_answer.id', 'bank_account.answer_id')
    .innerJoin('bank_answer_file', 'bank_answer_file.id', 'bank_answer.file_id')
    .where('bank_account.id', '=', accountId)
    .select(['bank_answer.id', 'bank_answer_file.taken_by'])
    .executeTakeFirst()
  if (answer === undefined) return []
  const matched = await database.read
    .selectFrom('audit')
    .where('action', '=', 'bank-answer-match')
    .where('subject', '=', `bank-answer:${answer.id}`)
    .select('actor')
    .execute()
  return [answer.taken_by, ...matched.map(({ actor }) => actor)]
}
