import { failed, type Reply, success } from '../../contract/refusals.ts'
import { type CounterDesk, counterHandlers, type SetTraining } from './counter-desk.ts'
import type { Devices } from './devices.ts'
import type { DayEnd } from './exceptions/index.ts'
import type { Journal } from './journal/index.ts'
import type { Membership } from './membership.ts'
import type { TakeReading } from './readings.ts'
import type { Redemption } from './redemption/index.ts'
import type { Scanning } from './scanners/scanning.ts'
import type { ScreenHandlers } from './screen-calls.ts'
import type { SourceRegistry } from './source-registry.ts'
import { createTeachingHandlers, type TeachingParts } from './teaching-handlers.ts'

/** What the screen's commands reach. */
export interface HandlerParts extends TeachingParts {
  readonly journal: Journal
  readonly redemption: Redemption
  readonly membership: Membership
  readonly takeReading: TakeReading
  readonly scanning: Scanning
  readonly devices: Pick<Devices, 'scanners'>
  readonly sources: SourceRegistry
  readonly desk: CounterDesk
  readonly dayEnd: DayEnd
  readonly setTraining: SetTraining
  readonly onChange: () => void
}

/** The commands of the screen, each one step into the part that does it. */
export function createHandlers(parts: HandlerParts): ScreenHandlers {
  const { journal, redemption, membership, takeReading, scanning, devices, sources, desk } = parts
  /** Somebody answers for whatever moves money or ends a claim to it, where the counter has cashiers. */
  const bySomebody = <Answer>(take: () => Answer): Answer | Reply<never> =>
    desk.cashiers.mustSignIn()
      ? failed('NOT_PERMITTED', 'Nobody is signed in at this counter. Sign in first.')
      : take()
  const changed = () => {
    parts.onChange()
    return success({})
  }
  return {
    ...createTeachingHandlers(parts),
    'select-payment': ({ paymentId, ...choice }) =>
      bySomebody(() => redemption.selectPayment(paymentId, choice)),
    'redeem-amount': ({ amountMinor, ...choice }) =>
      bySomebody(() => redemption.redeemAmount(amountMinor, choice)),
    'read-keys': ({ keys, burst }) => scanning.readKeys(keys, burst),
    'read-code': ({ text }) => scanning.readCode(text),
    'watch-scanners': ({ watching }) =>
      success({ scanners: [...devices.scanners()], readings: [...scanning.watch(watching)] }),
    'use-camera': ({ open }) => {
      scanning.useCamera(open)
      return success({})
    },
    'type-card': ({ text }) => takeReading(text),
    'clear-card': () => redemption.putAway(false),
    'refresh-balance': () => redemption.askBalanceAgain(),
    'give-pin': ({ pin, lastFour }) => bySomebody(() => redemption.givePin(pin, lastFour)),
    'close-pin': () => {
      redemption.closePin()
      return success({})
    },
    'undo-last': ({ reference }) => bySomebody(() => redemption.undoLast(reference)),
    'keep-trying': () => {
      redemption.keepTrying()
      return success({})
    },
    'cancel-redemption': () => redemption.cancel(),
    'next-customer': () => redemption.putAway(true),
    'dismiss-payment': ({ paymentId, reason }) =>
      bySomebody(() => {
        const dismissed = journal.dismiss(paymentId, reason)
        if (dismissed === undefined) return failed('STORAGE_FULL')
        if (!dismissed) return failed('STATE_CONFLICT', 'This payment is not waiting any more.')
        return changed()
      }),
    'set-language': ({ language }) => {
      journal.settings.setLanguage(language)
      return changed()
    },
    'set-clerk': ({ name }) => {
      if (desk.cashiers.list().length > 0) {
        return failed('NOT_PERMITTED', 'Cashiers of this counter sign in with a PIN or a badge.')
      }
      journal.settings.setClerk(name)
      return changed()
    },
    ...counterHandlers(desk, { ...parts, onOtherCashier: redemption.forgetPin }),
    'activate-device': ({ link, deviceName }) => membership.activate(link, deviceName),
    'list-activity': () => {
      const lines = journal.operations.activity(membership.identity()?.deviceId)
      return success({ lines: [...lines] })
    },
    'list-day-end': () => parts.dayEnd.list(),
    'settle-exception': (settled) => bySomebody(() => parts.dayEnd.settle(settled)),
    'confirm-reversal': ({ reversalId }) =>
      bySomebody(() => redemption.confirmReversal(reversalId)),
    'set-reversal-rule': ({ byRule }) =>
      bySomebody(() => {
        journal.settings.setGivenBackByRule(byRule)
        redemption.followRule()
        return changed()
      }),
    'list-sources': () => success({ sources: sources.views() }),
    'save-source': ({ source }) => sources.save(source),
    'remove-source': ({ id }) => sources.remove(id),
    'test-source': ({ id }) => sources.test(id),
    'recent-papers': ({ sourceId, limit }) => success({ papers: sources.papers(sourceId, limit) }),
  }
}
