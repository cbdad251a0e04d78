import type { ServerContext } from '../context.ts'
import { dayAfter, dayAt } from '../settlement/index.ts'
import { cameRightQuery, type Found, foundQuery } from './found.ts'
import { CONFIRMED_WITHIN_DAYS, FOUND_AT_ONCE } from './limits.ts'

/** Looks for payouts that their bank should have confirmed, and settles those that it has since. */
export async function comparePayouts(context: ServerContext): Promise<void> {
  const due = dayAfter(dayAt(context.nowMs(), 'UTC'), -CONFIRMED_WITHIN_DAYS)
  // Other rails never say that a payout arrived: silence is what is hoped for there. Without a word of
  // Bambora or Forte a payout has no end.
  const late = await context.database.read
    .selectFrom('payout')
    .innerJoin('bank_profile', 'bank_profile.id', 'payout.profile_id')
    .leftJoin('exception', (join) =>
      join
        .onRef('exception.reference', '=', 'payout.reference')
        .on('exception.kind', '=', 'payout_unconfirmed'),
    )
    .where('bank_profile.rail', 'in', ['sepa', 'bambora', 'forte'])
    .where('payout.purpose', 'in', ['payout', 'collection'])
    .where('payout.state', 'in', ['sent', 'assumed_paid'])
    .where('payout.value_on', '<', due)
    .where('exception.id', 'is', null)
    .limit(FOUND_AT_ONCE)
    .selectAll('payout')
    .execute()
  await keep(
    context,
    late.map((row) => ({
      ...{ kind: 'payout_unconfirmed', networkId: row.network_id, locationId: row.location_id },
      ...{ reference: row.reference, amountMinor: row.amount_minor, currency: row.currency },
      atMs: row.sent_at_ms ?? context.nowMs(),
    })),
  )
  const confirmed = await context.database.read
    .selectFrom('exception')
    .innerJoin('payout', 'payout.reference', 'exception.reference')
    .where('exception.kind', '=', 'payout_unconfirmed')
    .where('exception.state', '=', 'open')
    .where('payout.state', 'not in', ['sent', 'assumed_paid'])
    .limit(FOUND_AT_ONCE)
    .select('exception.id')
    .execute()
  await settle(context, confirmed)
}

/** Brings answers of banks that a person has to see to into the inbox, and settles what was seen to. */
export async function compareAnswers(context: ServerContext): Promise<void> {
  const open = await context.database.read
    .selectFrom('bank_answer')
    .leftJoin('exception', (join) =>
      join
        .onRef('exception.reference', '=', 'bank_answer.id')
        .on('exception.kind', '=', 'bank_answer'),
    )
    .where('bank_answer.state', 'in', ['open', 'taken'])
    .where('exception.id', 'is', null)
    .limit(FOUND_AT_ONCE)
    .selectAll('bank_answer')
    .execute()
  await keep(
    context,
    open.map((row) => ({
      ...{ kind: 'bank_answer', networkId: row.network_id, locationId: row.location_id },
      ...{ reference: row.id, amountMinor: row.amount_minor, currency: row.currency },
      ...{ atMs: row.changed_at_ms, note: `${row.code} ${row.words}`.trim() },
    })),
  )
  const seenTo = await context.database.read
    .selectFrom('exception')
    .innerJoin('bank_answer', 'bank_answer.id', 'exception.reference')
    .where('exception.kind', '=', 'bank_answer')
    .where('exception.state', '=', 'open')
    .where('bank_answer.state', 'not in', ['open', 'taken'])
    .limit(FOUND_AT_ONCE)
    .select('exception.id')
    .execute()
  await settle(context, seenTo)
}

async function keep(context: ServerContext, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  await context.database.write(found.map((one) => foundQuery(context, one)))
}

async function settle(context: ServerContext, rows: readonly { readonly id: string }[]) {
  if (rows.length === 0) return
  await context.database.write(rows.map(({ id }) => cameRightQuery(context, id)))
}
