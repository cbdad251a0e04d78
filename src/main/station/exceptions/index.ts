import { currency, minor } from '../../../contract/money.ts'
import { failed, type Reply, success } from '../../../contract/refusals.ts'
import type { ScreenParams, ScreenResult } from '../../../contract/screen/commands.ts'
import { DAY_END_LINES_MAX, type DayEndLine } from '../../../contract/screen/day-end.ts'
import type { ReversalView } from '../../../contract/screen/matching.ts'
import { CLERK_REASONS, type ExceptionKind } from '../../../contract/wire/exceptions.ts'
import type { Settlement, Subject, Unpaired } from '../journal/exceptions.ts'
import type { Journal } from '../journal/index.ts'
import { LONE_SINCE_MS } from '../limits.ts'
import type { Link } from '../link/index.ts'
import { ABANDONED_AFTER_MS } from '../matching/limits.ts'
import { pairsOf } from '../matching/pairs.ts'
import type { Clock } from '../ports.ts'
import type { Redemption } from '../redemption/index.ts'
import { isToConfirm } from '../redemption/taken-back.ts'
import { EXCEPTION_REVIEW_MS } from './limits.ts'

/** The day's end: what has no other half, settled by the clerk, and told to the server. */
export interface DayEnd {
  readonly list: () => Reply<ScreenResult<'list-day-end'>>
  readonly settle: (settled: ScreenParams<'settle-exception'>) => Reply<Record<string, never>>
  /** Looks for what waits for long and tells the server, now and from time to time. */
  readonly start: () => void
  /** The server can be told again. */
  readonly online: () => void
  readonly stop: () => void
}

/** What {@link createDayEnd} needs. */
export interface DayEndOptions {
  readonly clock: Clock
  readonly journal: Journal
  readonly link: Pick<Link, 'ask' | 'isOnline'>
  readonly viewReversals: Redemption['viewReversals']
  readonly onChange: () => void
}

export function createDayEnd(options: DayEndOptions): DayEnd {
  const { clock, journal, link, onChange } = options
  const { exceptions } = journal
  let isTelling = false
  let cancel = () => {}
  /** One report after another, until the server has all of them or does not answer. */
  const tell = async (): Promise<void> => {
    if (isTelling) return
    isTelling = true
    try {
      for (;;) {
        const told = exceptions.unsent()
        if (told.length === 0 || !link.isOnline()) return
        const reply = await link.ask('report-exceptions', { exceptions: [...told] })
        // What cannot be noted would be told again at once, and again.
        if (!reply.ok || !exceptions.acknowledge(told)) return
      }
    } finally {
      isTelling = false
    }
  }
  /** What would follow of a sale taken back; a payment and a redemption have nothing of the kind. */
  const viewOf = ({ subject, id }: Unpaired): ReversalView | undefined => {
    const reversal = subject === 'reversal' ? journal.reversals.find(id) : undefined
    return reversal && options.viewReversals([reversal])[0]
  }
  const turn = () => {
    exceptions.review(clock.nowMs())
    void tell()
    cancel = clock.after(EXCEPTION_REVIEW_MS, turn)
  }
  return {
    list: () => {
      const nowMs = clock.nowMs()
      const found = exceptions.unpaired(DAY_END_LINES_MAX)
      const pairs = pairsOf(halves(found, 'payment'), halves(found, 'redemption'), LONE_SINCE_MS)
      return success({
        lines: found.map((one) => ({
          ...lineOf(one, pairs.get(one.id) ?? null, nowMs),
          ...givingBack(viewOf(one)),
        })),
        more: Math.max(0, exceptions.unpairedCount() - found.length),
        unsent: exceptions.unsentCount(),
      })
    },
    settle: (settled) => {
      const settlements = settlementsOf(settled, journal.settings.clerk())
      if (settlements === undefined) return failed('REQUEST_MALFORMED', NO_SUCH_REASON)
      const written = exceptions.settle(settlements, clock.nowMs())
      if (!written.ok) return failed('STORAGE_FULL')
      if (!written.value) return failed('STATE_CONFLICT', SETTLED_ALREADY)
      onChange()
      void tell()
      return success({})
    },
    start: turn,
    online: () => void tell(),
    stop: () => cancel(),
  }
}

const NO_SUCH_REASON = 'reason: this is no reason for it, or its note or its other half is missing.'
const SETTLED_ALREADY = 'It is settled already, or under way. Look at the list again.'

const KINDS: Readonly<Record<Subject, ExceptionKind>> = {
  payment: 'payment_without_redemption',
  redemption: 'redemption_without_payment',
  reversal: 'reversal_without_redemption',
}

/** What the clerk said, of one or of both halves; undefined when it makes no sense. */
function settlementsOf(
  { subject, id, reason, note, pairId }: ScreenParams<'settle-exception'>,
  clerk: string,
): readonly Settlement[] | undefined {
  if (reason !== 'belongs_together') {
    const reasons: readonly string[] = CLERK_REASONS[KINDS[subject]]
    const isSaid = reasons.includes(reason) && (reason !== 'other' || note.trim() !== '')
    return isSaid ? [{ subject, id, reason, note, clerk }] : undefined
  }
  if (subject === 'reversal' || pairId === undefined) return undefined
  const other = subject === 'payment' ? 'redemption' : 'payment'
  return [
    { subject, id, reason, note: note === '' ? pairId : note, clerk },
    { subject: other, id: pairId, reason, note: note === '' ? id : note, clerk },
  ]
}

function halves(found: readonly Unpaired[], subject: Subject) {
  return found.flatMap(({ id, amountMinor, currency: code, atMs, ...one }) =>
    one.subject === subject && amountMinor !== null && code !== null
      ? [{ id, amountMinor, currency: code, atMs }]
      : [],
  )
}

/** What would go back, and to which card, in the place of what the slip names. */
function givingBack(
  view: ReversalView | undefined,
): Pick<DayEndLine, 'canGiveBack'> & Partial<DayEndLine> {
  if (view === undefined || !isToConfirm(view)) return { canGiveBack: false }
  const { amountMinor, currency: code, lastFour } = view
  return { canGiveBack: true, amountMinor, currency: code, lastFour }
}

function lineOf(
  one: Unpaired,
  pairId: string | null,
  nowMs: number,
): Omit<DayEndLine, 'canGiveBack'> {
  return {
    ...{ subject: one.subject, id: one.id, till: one.till, receiptNumber: one.receiptNumber },
    ...{ lastFour: one.lastFour, atMs: one.atMs, pairId },
    amountMinor: one.amountMinor === null ? null : minor(one.amountMinor),
    currency: one.currency === null ? null : currency(one.currency),
    isOld: nowMs - one.atMs >= ABANDONED_AFTER_MS,
  }
}
