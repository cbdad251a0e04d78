import { UNDO_WINDOW_MS, WAITING_PAYMENTS_MAX } from '../../contract/limits.ts'
import type { ScreenState } from '../../contract/screen/state.ts'
import type { Devices } from './devices.ts'
import type { Journal } from './journal/index.ts'
import type { Link } from './link/index.ts'
import { matchPayments } from './matching/index.ts'
import type { Membership } from './membership.ts'
import type { Clock } from './ports.ts'
import { type Counter, screenCard, screenOutcome } from './redemption/counter.ts'

/** Everything that a screen's state is made from. */
export interface StateSources {
  readonly clock: Clock
  readonly journal: Journal
  readonly link: Pick<Link, 'health'>
  readonly devices: Pick<Devices, 'printer' | 'scanner'>
  readonly membership: Membership
  readonly counter: () => Counter
}

/** The whole state of the clerk's screen as of now. */
export function readScreenState(sources: StateSources, revision: number): ScreenState {
  const { clock, journal, link, devices, membership } = sources
  const counter = sources.counter()
  const station = journal.settings.station()
  const clerk = journal.settings.clerk()
  return {
    revision,
    nowMs: clock.nowMs(),
    activation: membership.state(),
    activationProblem: membership.problem(),
    language: journal.settings.language() ?? 'en',
    locationName: station?.locationName ?? '',
    deviceName: station?.deviceName ?? '',
    deviceCode: station?.deviceCode ?? null,
    clerk: clerk === '' ? null : clerk,
    currency: station?.currency ?? null,
    server: link.health(),
    printer: devices.printer(),
    scanner: devices.scanner(),
    journal: journal.health(),
    ...waitingOf(journal, counter),
    card: screenCard(counter),
    outcome: screenOutcome(counter),
    lastRedemption: lastOf(journal, membership.identity()?.deviceId),
    unsettledCount: counter.open.length,
  }
}

function waitingOf(
  { payments }: Journal,
  { card }: Counter,
): Pick<ScreenState, 'waiting' | 'waitingMore'> {
  const known = card?.status === 'known' ? card.card : null
  const waiting = matchPayments(
    payments.waiting(WAITING_PAYMENTS_MAX),
    known && {
      availableMinor: known.availableMinor,
      currency: known.currency,
      isRefused: known.refusal !== null,
    },
  )
  return {
    waiting: [...waiting],
    waitingMore: Math.max(0, payments.waitingCount() - waiting.length),
  }
}

function lastOf(
  { operations }: Journal,
  deviceId: string | undefined,
): ScreenState['lastRedemption'] {
  const last = deviceId === undefined ? undefined : operations.last(deviceId)
  if (last === undefined) return null
  const { appliedMinor, currency, lastFour, atMs, state } = last
  return { appliedMinor, currency, lastFour, atMs, undoUntilMs: atMs + UNDO_WINDOW_MS, state }
}
