import { minor } from '../../../contract/money.ts'
import type { ReversalView } from '../../../contract/screen/matching.ts'
import type { JournaledReversal } from '../journal/reversals.ts'
import { type GivingBack, givingBackOf } from '../matching/reversals.ts'

/** Who asks, and when: a station gives back whole only what it took itself, and on the same day. */
export interface Viewpoint {
  readonly nowMs: number
  readonly timeZone: string
  readonly deviceId: string | undefined
}

/** What would follow from a sale taken back, when something was taken for it. Pure. */
export function proposedFor(
  { redemption, amountMinor, state }: JournaledReversal,
  { deviceId, ...now }: Viewpoint,
): GivingBack | undefined {
  if (state !== 'open' || redemption?.state !== 'posted') return undefined
  const giving = givingBackOf(redemption, { amountMinor }, now)
  // Another device's id means nothing to the server when this one says it.
  return giving && redemption.deviceId !== deviceId ? { ...giving, action: 'refund' } : giving
}

/** A sale taken back, as the screen shows it. Pure. */
export function viewOf(reversal: JournaledReversal, viewpoint: Viewpoint): ReversalView {
  const { payment, redemption } = reversal
  const giving = proposedFor(reversal, viewpoint)
  return {
    reversalId: reversal.reversalId,
    kind: reversal.kind,
    status: statusOf(reversal),
    action: giving?.action ?? null,
    amountMinor: shownAmount(reversal, giving),
    currency: reversal.currency ?? payment?.currency ?? null,
    takenMinor: redemption?.appliedMinor ?? null,
    takenAtMs: redemption?.atMs ?? null,
    lastFour: reversal.attempt?.lastFour ?? redemption?.lastFour ?? null,
    till: reversal.till ?? payment?.till ?? null,
    receiptNumber: payment?.receiptNumber ?? reversal.receiptNumber,
    seenAtMs: reversal.seenAtMs,
    code: reversal.attempt?.code ?? null,
  }
}

/** Whether one press gives it back now. */
export function isToConfirm({ status, action }: ReversalView): boolean {
  return action !== null && (status === 'proposed' || status === 'refused')
}

/**
 * What can be given back comes first: no slip about another sale may push it away from the clerk. Then
 * what is under way, then the rest by when it was last heard of. Pure.
 */
export function inOrder(
  reversals: readonly JournaledReversal[],
  viewpoint: Viewpoint,
): readonly ReversalView[] {
  const isOpen = ({ state }: JournaledReversal) => Number(state === 'open')
  const news = ({ endedAtMs, seenAtMs }: JournaledReversal) => endedAtMs ?? seenAtMs
  return reversals
    .map((reversal) => ({ reversal, view: viewOf(reversal, viewpoint) }))
    .sort(
      (left, right) =>
        rankOf(left.view) - rankOf(right.view) ||
        news(right.reversal) - news(left.reversal) ||
        isOpen(right.reversal) - isOpen(left.reversal),
    )
    .map(({ view }) => view)
}

function rankOf(view: ReversalView): number {
  if (isToConfirm(view)) return 0
  return UNDER_WAY.has(view.status) ? 1 : 2
}

const UNDER_WAY: ReadonlySet<ReversalView['status']> = new Set(['waiting', 'working', 'unknown'])

function shownAmount(
  { attempt, amountMinor, payment }: JournaledReversal,
  giving: GivingBack | undefined,
): ReversalView['amountMinor'] {
  if (attempt?.state === 'posted') return minor(attempt.appliedMinor)
  if (giving !== undefined) return minor(giving.amountMinor)
  return amountMinor ?? payment?.amountMinor ?? null
}

function statusOf({ state, attempt, payment, redemption }: JournaledReversal) {
  // What the clerk settled otherwise is shown in no list of these.
  if (state !== 'open') return state === 'settled' ? 'nothing_taken' : state
  if (payment === undefined) return 'not_found'
  if (attempt?.state === 'under-way') return 'working'
  if (attempt?.state === 'unknown' || attempt?.state === 'refused') return attempt.state
  return redemption?.state === 'posted' ? 'proposed' : 'waiting'
}
