import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { VelocityKind, VelocityRule } from '../../src/contract/admin/guards.ts'
import type { CardId, ProgramId } from '../../src/contract/ids.ts'
import { refused } from '../../src/contract/refusals.ts'
import { cardById, type KnownCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { amountCheck, isPinAsked } from '../ledger/checks.ts'
import { claimKeys } from '../ledger/claims.ts'
import { orderOf } from '../ledger/decide.ts'
import type { LedgerReply } from '../ledger/engine.ts'
import type {
  ActivateRequest,
  CashOutRequest,
  CreditRequest,
  FundRequest,
  HoldRequest,
  LedgerRequest,
  RedeemRequest,
} from '../ledger/request.ts'
import { StorageError } from '../storage/index.ts'
import {
  VELOCITY_LOOK_AGAIN_MS,
  VELOCITY_LOOKS_MAX,
  VELOCITY_ROWS_MAX,
  VELOCITY_RULES_AGE_MS,
} from './limits.ts'
import { isAllowed, judgeBy } from './velocity-judging.ts'
import { readVelocityRules, ruleKey } from './velocity-rules.ts'

/** Holds a card to the velocity rules of its program. */
export interface Velocity {
  /**
   * Does the work of a request, or answers VELOCITY_LIMIT, of which nothing is recorded: the same
   * request may come again later. Not so at a counter, where the customer pays otherwise and goes:
   * there the ledger refuses it for good, whichever of its sendings comes first. What one card is asked
   * for runs one after another here, as each has to see the one before. What is on record is answered
   * from there, whatever the rule; a card that was not proved to be the caller's is refused by the
   * ledger. Costs nothing while no program has a rule.
   */
  readonly within: (
    request: LedgerRequest,
    isRecorded: () => Promise<boolean>,
    work: (request: LedgerRequest) => Promise<LedgerReply>,
  ) => Promise<LedgerReply>
  /** A rule was changed here, and counts from the next operation on. */
  readonly forget: () => void
  /** Hears of no more changes elsewhere. */
  readonly close: () => void
}

type Rules = ReadonlyMap<string, VelocityRule>
type Context = Pick<ServerContext, 'database' | 'nowMs'>

export function createVelocity(context: Context): Velocity {
  const running = new Map<CardId, Promise<unknown>>()
  const { rulesNow, forget } = rememberRules(context)

  const judge: (rules: Rules, ...asked: Parameters<Velocity['within']>) => Promise<LedgerReply> =
    async (rules, request, isRecorded, work) => {
      const asked = askedOf(request)
      if (!asked || rules.size === 0) return work(request)
      const judgedOnce = async () => {
        const { isWithin, asOf, retryAfterMs } = await look(context, rules, asked)
        if (isWithin) return work({ ...request, asOf })
        if (request.kind === 'redeem' && request.caller.channel === 'station')
          return work({ ...request, isOverLimit: true })
        if ((await isRecorded()) || (await isClaimed(context, asked)))
          return work({ ...request, asOf })
        const reply = refused('VELOCITY_LIMIT', MESSAGES[asked.what])
        return { reply, sealedAnswer: null, aside: { retryAfterMs } }
      }
      const judged = () => untilNotOvertaken(judgedOnce)
      const { cardId } = asked
      if (cardId === null) return judged()
      const turn = (running.get(cardId) ?? Promise.resolve()).then(judged)
      const settled = turn.catch(() => undefined)
      running.set(cardId, settled)
      try {
        return await turn
      } finally {
        if (running.get(cardId) === settled) running.delete(cardId)
      }
    }

  const stopHearing = context.database.onDidChangeElsewhere?.(forget)
  return {
    forget,
    close: () => stopHearing?.(),
    within: (request, isRecorded, work) => {
      // Whoever asks: the time of a read must not tell that a number is some card's.
      const rules = rulesNow()
      if (rules instanceof Promise)
        return rules.then((read) => judge(read, request, isRecorded, work))
      return rules.size === 0 ? work(request) : judge(rules, request, isRecorded, work)
    },
  }
}

/** The card may move between a look at it and the ledger, at another server or by what no rule is about. */
async function untilNotOvertaken(judge: () => Promise<LedgerReply>): Promise<LedgerReply> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await judge()
    } catch (error) {
      const isOvertaken = error instanceof StorageError && error.code === 'overtaken'
      if (!isOvertaken || looks === VELOCITY_LOOKS_MAX) throw error
      await delay(looks * VELOCITY_LOOK_AGAIN_MS)
    }
  }
}

const MESSAGES: Readonly<Record<VelocityKind, string | undefined>> = {
  take: undefined,
  load: 'Too much was put on the card lately. Wait, then send it again.',
}

type Moving =
  | RedeemRequest
  | HoldRequest
  | CashOutRequest
  | ActivateRequest
  | FundRequest
  | CreditRequest

/** Value that is about to move. */
interface Asked {
  readonly what: VelocityKind
  /** Null for a card that does not exist yet. */
  readonly cardId: CardId | null
  /** Of a card that does not exist yet. */
  readonly programId: ProgramId | undefined
  readonly request: Moving
}

/** Undefined for what no rule is about, and for numbers that no card has. */
function askedOf(request: LedgerRequest): Asked | undefined {
  switch (request.kind) {
    case 'redeem':
    case 'hold':
    case 'cash_out':
      return moving('take', request)
    case 'activate':
    case 'fund':
      return moving('load', request)
    case 'credit':
      // What a second person agreed to is not for a rule to hold up.
      return request.approvedBy === undefined ? moving('load', request) : undefined
    default:
      return undefined
  }
}

function moving(what: VelocityKind, request: Moving): Asked | undefined {
  const { card } = request
  if (card.by === 'new') {
    return { what, cardId: null, programId: card.card.programId, request }
  }
  return card.by === 'id' ? { what, cardId: card.cardId, programId: undefined, request } : undefined
}

/**
 * Rules are read again when they may have been changed, here or by another server; now and then also
 * without word of that.
 */
function rememberRules({ database }: Context) {
  let known: { readonly rules: Promise<Rules> | Rules; readonly readAtMs: number } | undefined
  const forget = (): void => {
    known = undefined
  }
  const rulesNow = (): Promise<Rules> | Rules => {
    const nowMs = performance.now()
    if (known !== undefined && nowMs - known.readAtMs < VELOCITY_RULES_AGE_MS) return known.rules
    const reading = readVelocityRules(database)
    const own = { rules: reading, readAtMs: nowMs }
    known = own
    // Whoever waits for it hears when it fails; the next one reads again.
    reading.then((rules) => {
      if (known === own) known = { ...own, rules }
    }, forget)
    return reading
  }
  return { rulesNow, forget }
}

/** A hold that is open may become a redemption; one that did counts as that. */
const COUNTED: Readonly<Record<VelocityKind, ReadonlySet<string>>> = {
  take: new Set(['redeem', 'hold', 'cash_out']),
  load: new Set(['activate', 'fund', 'credit']),
}

/** What an operation took or holds: a hold itself moves nothing. */
function of(table: string) {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql`CASE WHEN ${column('kind')} = 'hold' THEN ${column('requested_minor')}
    ELSE coalesce(${column('amount_minor')}, 0) END`
}

/** What a rule says of what is asked, and as of which row of the card; undefined where there is no rule. */
interface Looked {
  readonly isWithin: boolean
  readonly asOf: number | null | undefined
  /** When it may be within it; undefined when it is, or never will be. */
  readonly retryAfterMs?: number | undefined
}

async function look(
  { database, nowMs }: Context,
  rules: Rules,
  { what, cardId, programId, request }: Asked,
): Promise<Looked> {
  const card = cardId === null ? undefined : await cardById(database, cardId)
  const owner = card?.programId ?? programId
  const rule = owner && rules.get(ruleKey(owner, what))
  if (rule === undefined || !isProved(request, card)) return { isWithin: true, asOf: undefined }
  const amountMinor = amountOf(request, card)
  const asOf = card?.lastJournalId
  if (asOf === undefined || asOf === null)
    return { isWithin: isAllowed(rule, { count: 1, sumMinor: amountMinor }), asOf }
  // Follows the card's rows back, each of which points to the one before.
  const { rows } = await sql<{
    kind: string
    outcome: string
    amount: number
    time: number
    voided: number | null
  }>`
    WITH RECURSIVE walk (id, previous_id, kind, outcome, amount, time) AS (
      SELECT id, card_previous_id, kind, outcome, ${of('journal')}, time_ms FROM journal
       WHERE id = ${asOf} AND time_ms > ${nowMs() - rule.windowMs}
       UNION ALL
      SELECT j.id, j.card_previous_id, j.kind, j.outcome, ${of('j')}, j.time_ms
        FROM walk JOIN journal j ON j.id = walk.previous_id
         AND j.time_ms > ${nowMs() - rule.windowMs}
    )
    SELECT walk.kind, walk.outcome, walk.amount, walk.time, reversal.voided_by AS voided
      FROM walk LEFT JOIN reversal ON reversal.journal_id = walk.id
     LIMIT ${VELOCITY_ROWS_MAX}
  `.execute(database.read)
  if (rows.length >= VELOCITY_ROWS_MAX) return { isWithin: false, asOf }
  const counted = rows.filter(
    ({ kind, outcome, voided }) =>
      COUNTED[what].has(kind) && outcome === 'posted' && voided === null,
  )
  const before = counted.map(({ amount, time }) => ({ amount: Number(amount), atMs: Number(time) }))
  return { ...judgeBy(rule, before, amountMinor, nowMs()), asOf }
}

/** Whether the ledger would get as far as the rules: who has not the PIN learns nothing of the card. */
function isProved(request: Moving, card: KnownCard | undefined): boolean {
  const amount = 'amountMinor' in request ? request.amountMinor : null
  if (amount !== null && amountCheck(amount) !== undefined) return false
  if (!('pin' in request) || request.pin === 'right' || card === undefined) return true
  const isAsked = card.pinHash !== null && isPinAsked(card.rules.pin, request.caller.channel)
  return request.pin === 'absent' && !isAsked
}

/** What would move: less than was asked, where less is taken when there is not as much. */
function amountOf(request: Moving, card: KnownCard | undefined): number {
  const freeMinor = card === undefined ? 0 : card.balanceMinor - card.heldMinor
  if (request.kind === 'redeem' && request.partial === 'allow')
    return Math.min(request.amountMinor, Math.max(0, freeMinor))
  return request.amountMinor ?? Math.max(0, freeMinor)
}

/**
 * Whether an operation that stands has its order or its till payment already: then the ledger moves
 * nothing, and says what became of that one.
 */
async function isClaimed({ database }: Context, { cardId, request }: Asked): Promise<boolean> {
  const card = cardId === null ? undefined : await cardById(database, cardId)
  if (cardId !== null && card === undefined) return false
  const { payment, business } = claimKeys(request, card?.number)
  const keys = [payment, orderOf(request)?.allowRepeat ? undefined : business].filter(
    (key) => key !== undefined,
  )
  if (keys.length === 0) return false
  const row = await database.read
    .selectFrom('claim')
    .where('key', 'in', keys)
    .where('released_by', 'is', null)
    .select('key')
    .executeTakeFirst()
  return row !== undefined
}
