import type { RequestId } from '../../contract/ids.ts'
import { TEXT_LENGTH_MAX, UNDO_WINDOW_MS, WAITING_PAYMENTS_MAX } from '../../contract/limits.ts'
import { REVERSALS_SHOWN_MAX } from '../../contract/screen/matching.ts'
import type { Health, ScreenState } from '../../contract/screen/state.ts'
import type { CounterDesk } from './counter-desk.ts'
import type { Devices } from './devices.ts'
import type { Journal } from './journal/index.ts'
import type { SettledRedemption } from './journal/operation-types.ts'
import { LONE_SINCE_MS, REVERSAL_DONE_SHOWN_MS } from './limits.ts'
import type { Link } from './link/index.ts'
import { type CardToMatch, type LoneRedemption, matchPayments } from './matching/index.ts'
import { ELSEWHERE_SHOWN_MS } from './matching/limits.ts'
import type { Membership } from './membership.ts'
import type { Clock } from './ports.ts'
import type { Teaching } from './pos/teaching/index.ts'
import { type Counter, screenCard, screenOutcome } from './redemption/counter.ts'
import type { Redemption } from './redemption/index.ts'

/** Everything that a screen's state is made from. */
export interface StateSources {
  readonly clock: Clock
  readonly journal: Journal
  readonly link: Pick<Link, 'health'>
  readonly devices: Pick<Devices, 'printer' | 'scanner'>
  readonly membership: Membership
  readonly desk: Pick<CounterDesk, 'state'>
  readonly redemption: Pick<Redemption, 'counter' | 'viewReversals'>
  readonly isTraining: boolean
  readonly teaching: Pick<Teaching, 'view'>
}

/** The whole state of the clerk's screen as of now. */
export function readScreenState(sources: StateSources, revision: number): ScreenState {
  const { clock, journal, link, devices, membership } = sources
  const counter = sources.redemption.counter()
  const station = journal.settings.station()
  const clerk = journal.settings.clerk()
  const deviceId = membership.identity()?.deviceId
  const earlier = journal.operations.openOfOthers(deviceId)
  return {
    revision,
    nowMs: clock.nowMs(),
    activation: membership.state(),
    activationProblem: membership.problem(),
    language: journal.settings.language() ?? (membership.state() === 'active' ? 'en' : null),
    locationName: station?.locationName ?? '',
    deviceName: station?.deviceName ?? '',
    deviceCode: station?.deviceCode ?? null,
    clerk: clerk === '' ? null : clerk,
    currency: station?.currency ?? null,
    server: link.health(),
    printer: devices.printer(),
    scanner: devices.scanner(),
    journal: journalHealth(journal.health(), earlier),
    counter: { ...sources.desk.state(), isTraining: sources.isTraining },
    ...waitingOf(sources, counter),
    takenBack: takenBackOf(sources),
    card: screenCard(counter),
    outcome: screenOutcome(counter),
    lastRedemption: lastOf(journal, deviceId),
    unsettledCount: counter.open.length + earlier.length,
    setup: { everHeard: journal.payments.everHeard(), lesson: sources.teaching.view() },
  }
}

/**
 * What an earlier device of this PC left open can be asked by no other device: the operator has to
 * look it up. A journal that cannot be written comes first.
 */
function journalHealth(health: Health, earlier: readonly RequestId[]): Health {
  const isWritable = health.problem === null || health.problem === 'journal-moved-aside'
  if (earlier.length === 0 || !isWritable) return health
  const detail = earlier.join(' ').slice(0, TEXT_LENGTH_MAX)
  return { ...health, status: 'attention', problem: 'earlier-operations-open', detail }
}

function waitingOf(
  { journal, clock, membership }: StateSources,
  { card }: Counter,
): Pick<ScreenState, 'waiting' | 'waitingMore'> {
  const { payments, operations } = journal
  const nowMs = clock.nowMs()
  const deviceId = membership.identity()?.deviceId
  const waiting = matchPayments(
    payments.waiting(WAITING_PAYMENTS_MAX, nowMs - ELSEWHERE_SHOWN_MS),
    cardToMatch(card),
    {
      nowMs,
      lastTill: payments.lastTill(),
      lone: loneOf(deviceId === undefined ? [] : operations.lone(deviceId, nowMs - LONE_SINCE_MS)),
    },
  )
  return {
    waiting: [...waiting],
    waitingMore: Math.max(0, payments.waitingCount() - waiting.length),
  }
}

function cardToMatch(card: Counter['card']): CardToMatch | null {
  if (card === null || card.status === 'asking') return null
  if (card.status === 'pin-asked') {
    return { availableMinor: null, currency: null, isRefused: false }
  }
  const { availableMinor, currency, refusal } = card.card
  return { availableMinor, currency, isRefused: refusal !== null }
}

function loneOf(redemptions: readonly SettledRedemption[]): readonly LoneRedemption[] {
  return redemptions.map(({ appliedMinor: amountMinor, currency, atMs }) => ({
    ...{ amountMinor, currency, atMs },
  }))
}

/** What needs the clerk, and for a moment what needed nobody. */
function takenBackOf({ journal, clock, redemption }: StateSources): ScreenState['takenBack'] {
  const listed = journal.reversals
    .list(clock.nowMs() - REVERSAL_DONE_SHOWN_MS)
    .filter(({ state }) => state !== 'settled')
  return {
    reversals: redemption.viewReversals(listed).slice(0, REVERSALS_SHOWN_MAX),
    unpairedCount: journal.exceptions.unpairedCount(),
    byRule: journal.settings.isGivenBackByRule(),
  }
}

function lastOf(
  { operations }: Journal,
  deviceId: string | undefined,
): ScreenState['lastRedemption'] {
  const last = deviceId === undefined ? undefined : operations.last(deviceId)
  if (last === undefined) return null
  const { reference, appliedMinor, currency, lastFour, atMs, state } = last
  const undoUntilMs = atMs + UNDO_WINDOW_MS
  return { reference, appliedMinor, currency, lastFour, atMs, undoUntilMs, state }
}
