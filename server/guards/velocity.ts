import { sql } from 'kysely'
import type { VelocityRule } from '../../src/contract/admin/guards.ts'
import type { CardId, ProgramId } from '../../src/contract/ids.ts'
import type { Minor } from '../../src/contract/money.ts'
import { refused } from '../../src/contract/refusals.ts'
import { cardById } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { LedgerReply } from '../ledger/engine.ts'
import { VELOCITY_ROWS_MAX, VELOCITY_RULES_AGE_MS } from './limits.ts'
import { readVelocityRules } from './velocity-rules.ts'

/** Value that is about to be taken from a card whose PIN, if one is asked, was right. */
export interface Taking {
  readonly cardId: CardId
  readonly amountMinor: Minor
  /** Whether this very request is on record: its answer is then given again, whatever the rule. */
  readonly isRecorded: () => Promise<boolean>
}

/** Holds a card to the velocity rule of its program. */
export interface Velocity {
  /**
   * Does the work, or answers VELOCITY_LIMIT, of which nothing is recorded: the same request may
   * come again later. Redemptions of one card run one after another here, as each has to see the
   * one before. Costs nothing while no program has a rule.
   */
  readonly within: (taking: Taking, work: () => Promise<LedgerReply>) => Promise<LedgerReply>
  /** A rule was changed here, and counts from the next redemption on. */
  readonly forget: () => void
}

type Rules = ReadonlyMap<ProgramId, VelocityRule>
type Context = Pick<ServerContext, 'database' | 'nowMs'>

export function createVelocity(context: Context): Velocity {
  const running = new Map<CardId, Promise<unknown>>()
  const { rulesNow, forget } = rememberRules(context)

  const judged = async (taking: Taking, rules: Rules, work: () => Promise<LedgerReply>) => {
    const isWithin = await allows(context, rules, taking)
    if (isWithin || (await taking.isRecorded())) return work()
    return { reply: refused('VELOCITY_LIMIT'), sealedAnswer: null }
  }
  return {
    forget,
    within: async (taking, work) => {
      const rules = await rulesNow()
      if (rules.size === 0) return work()
      const { cardId } = taking
      const turn = (running.get(cardId) ?? Promise.resolve()).then(() =>
        judged(taking, rules, work),
      )
      const settled = turn.catch(() => undefined)
      running.set(cardId, settled)
      try {
        return await turn
      } finally {
        if (running.get(cardId) === settled) running.delete(cardId)
      }
    },
  }
}

/** Rules are read again when they may have been changed, here or by another server. */
function rememberRules({ database }: Context) {
  let known: { readonly rules: Promise<Rules>; readonly readAtMs: number } | undefined
  const forget = (): void => {
    known = undefined
  }
  const rulesNow = (): Promise<Rules> => {
    const nowMs = performance.now()
    if (known !== undefined && nowMs - known.readAtMs < VELOCITY_RULES_AGE_MS) return known.rules
    const rules = readVelocityRules(database)
    known = { rules, readAtMs: nowMs }
    // Whoever waits for it hears of it; the next one reads again.
    rules.catch(forget)
    return rules
  }
  return { rulesNow, forget }
}

/** A hold that is open may become a redemption; one that did counts as that. */
const TAKES: ReadonlySet<string> = new Set(['redeem', 'hold'])

/** What an operation took or holds: a hold itself moves nothing. */
function of(table: string) {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql`CASE WHEN ${column('kind')} = 'hold' THEN ${column('requested_minor')}
    ELSE coalesce(${column('amount_minor')}, 0) END`
}

async function allows(
  { database, nowMs }: Context,
  rules: Rules,
  { cardId, amountMinor }: Taking,
): Promise<boolean> {
  const card = await cardById(database, cardId)
  const rule = card && rules.get(card.programId)
  if (card === undefined || rule === undefined || card.lastJournalId === null) return true
  // Follows the card's rows back, each of which points to the one before.
  const { rows } = await sql<{
    kind: string
    outcome: string
    amount: number
    voided: number | null
  }>`
    WITH RECURSIVE walk (id, previous_id, kind, outcome, amount) AS (
      SELECT id, card_previous_id, kind, outcome, ${of('journal')} FROM journal
       WHERE id = ${card.lastJournalId} AND time_ms > ${nowMs() - rule.windowMs}
       UNION ALL
      SELECT j.id, j.card_previous_id, j.kind, j.outcome, ${of('j')}
        FROM walk JOIN journal j ON j.id = walk.previous_id
         AND j.time_ms > ${nowMs() - rule.windowMs}
    )
    SELECT walk.kind, walk.outcome, walk.amount, reversal.voided_by AS voided
      FROM walk LEFT JOIN reversal ON reversal.journal_id = walk.id
     LIMIT ${VELOCITY_ROWS_MAX}
  `.execute(database.read)
  if (rows.length >= VELOCITY_ROWS_MAX) return false
  const taken = rows.filter(
    ({ kind, outcome, voided }) => TAKES.has(kind) && outcome === 'posted' && voided === null,
  )
  const sumMinor = taken.reduce((sum, { amount }) => sum + amount, 0)
  if (rule.countMax !== null && taken.length + 1 > rule.countMax) return false
  return rule.amountMaxMinor === null || sumMinor + amountMinor <= rule.amountMaxMinor
}
