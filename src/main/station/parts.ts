import { FOREIGN_NUMBERS, type StationSettings } from '../../contract/wire/messages.ts'
import { readCard } from './cards/index.ts'
import { type CounterDesk, createCounterDesk } from './counter-desk.ts'
import { createDevices, type Devices } from './devices.ts'
import { createDayEnd, type DayEnd } from './exceptions/index.ts'
import { type Journal, openJournal } from './journal/index.ts'
import { createActivate } from './link/activation.ts'
import { createLink, type Link } from './link/index.ts'
import { createMembership, type Membership } from './membership.ts'
import { createOwnListeners, listeningPlaces, type OwnListeners } from './own-listeners.ts'
import type { CapturedPaper, StationPorts } from './ports.ts'
import { createProfileShelf, type ProfileShelf } from './pos/profiles/shelf.ts'
import { cloudSource, createCloudFeed } from './pos/sources/cloud.ts'
import { createSourceMaker } from './pos/sources/make-source.ts'
import { createTeaching, type Teaching } from './pos/teaching/index.ts'
import { createReadings, type TakeReading } from './readings.ts'
import { createRedemption, type Redemption } from './redemption/index.ts'
import { createScanning, type Scanning } from './scanners/scanning.ts'
import type { ScreenPush } from './screen-push.ts'
import { createSourceRegistry, type SourceRegistry } from './source-registry.ts'
import type { StationOptions } from './station-options.ts'

/** The parts of a running station, put together. */
export interface Parts {
  readonly journal: Journal
  readonly link: Link
  readonly redemption: Redemption
  readonly membership: Membership
  readonly sources: SourceRegistry
  readonly devices: Devices
  readonly takeReading: TakeReading
  readonly scanning: Scanning
  readonly shelf: ProfileShelf
  readonly teaching: Teaching
  readonly desk: CounterDesk
  readonly dayEnd: DayEnd
  readonly ownListeners: OwnListeners
}

/** What may stand in for a part, or be told what it hears. */
export interface Joints {
  /** In the place of a way to the server. */
  readonly link?: Link
  /** Who reads cards and hears papers, too, while the station trains. */
  readonly divert?: () => Diverted | undefined
  /** Where the real parts listen, for parts without sources. */
  readonly ownListeners?: OwnListeners
}

export interface Diverted {
  readonly takeReading: TakeReading
  readonly hear: (paper: CapturedPaper) => void
}

/** Makes the parts and joins them. Only the journal is opened; throws a JournalError when it cannot be. */
export function joinParts(
  ports: StationPorts,
  options: StationOptions,
  push: ScreenPush,
  joints: Joints = {},
): Parts {
  const onChange = push.changed
  const journal = openJournal({
    ...ports,
    directory: options.directory,
    reserveBytes: options.reserveBytes,
    pagesMax: options.journalPagesMax,
    onChange,
  })
  const link: Link =
    joints.link ??
    createLink(ports, {
      onOnline: (settings) => {
        membership.letIn()
        keepSettings(settings)
        redemption.online()
        dayEnd.online()
      },
      onOffline: () => redemption.offline(),
      onSettings: (settings) => keepSettings(settings),
      onPaymentStanding: ({ paymentKey, isTaken }) => {
        journal.markElsewhere(paymentKey, isTaken)
        onChange()
      },
      onCardChanged: ({ cardToken }) => redemption.cardChanged(cardToken),
      onShutOut: () => membership.shutOut(),
      onChange,
      waitingOperations: () => redemption.counter().open.length,
    })
  const membership = createMembership({
    activate: createActivate(ports),
    onActivated: (identity, settings) => {
      keepSettings(settings)
      redemption.replay()
      link.open(identity)
    },
    onChange,
  })
  const redemption: Redemption = createRedemption({
    ...ports,
    journal,
    link,
    deviceId: () => membership.identity()?.deviceId,
    onChange,
    onSound: push.sound,
  })
  const keepSettings = (settings: StationSettings) => {
    journal.settings.setStation(settings)
    onChange()
  }
  const dayEnd: DayEnd = createDayEnd({
    ...{ clock: ports.clock, journal, link, onChange },
    viewReversals: redemption.viewReversals,
  })
  const ownListeners =
    joints.ownListeners ??
    createOwnListeners({ clock: ports.clock, places: () => listeningPlaces(sources.views()) })
  const desk = createCounterDesk(ports, options, journal, ownListeners, onChange)
  const rules = () => ({
    prefixes: journal.settings.station()?.cardPrefixes ?? [],
    serverUrl: membership.identity()?.serverUrl ?? options.serverUrl ?? null,
  })
  const takeCard = createReadings({
    redemption,
    isActive: () => membership.state() === 'active',
    isOnline: link.isOnline,
    rules,
    activate: (address) => membership.activate(address, options.deviceName),
    onIgnored: () => push.sound('refused'),
  })
  /**
   * A card that is redeemed here is nobody's badge. Where cards have no prefix of their own any number
   * may be one: none is learnt.
   */
  const isOurCard = (text: string) => {
    const reading = readCard(text, rules())
    if (reading.kind !== 'card') return reading.kind !== 'not-a-card'
    if (rules().prefixes.includes(FOREIGN_NUMBERS)) return desk.cashiers.learningBadgeOf() !== null
    return rules().prefixes.some((prefix) => reading.number.startsWith(prefix))
  }
  const takeReading: TakeReading = (text) => {
    const diverted = joints.divert?.()
    if (diverted !== undefined) return diverted.takeReading(text)
    const isCard = isOurCard(text)
    // A badge that was swiped askew is swiped again.
    if (isCard && readCard(text, rules()).kind !== 'not-read') desk.cashiers.stopLearning()
    const taken = isCard ? undefined : desk.cashiers.takeBadge(text)
    if (taken === undefined) return takeCard(text)
    // Another cashier may stand there now.
    redemption.forgetPin()
    push.sound(taken.ok ? 'scan' : 'refused')
    onChange()
    return taken
  }
  const scanning = createScanning({
    clock: ports.clock,
    rules,
    take: takeReading,
    wedge: options.wedge,
    onWatched: () => push.sound('scan'),
  })
  const shelf = createProfileShelf(journal.settings, options.tenderWords)
  const currency = () => journal.settings.station()?.currency ?? null
  const sources: SourceRegistry = joinSources(ports, options, {
    ...{ journal, redemption, push, shelf },
    hear: (paper) => {
      teaching.hear(paper)
      joints.divert?.()?.hear(paper)
    },
    ...{ link, deviceId: () => membership.identity()?.deviceId },
  })
  const teaching = createTeaching({ shelf, sources: sources.views, currency, onChange })
  const devices = createDevices({
    ...ports,
    sources,
    onReading: (text, about) => {
      scanning.read(text, about)
    },
    onGarbled: scanning.garbled,
    onHealth: onChange,
  })
  return {
    ...{ journal, link, redemption, membership, sources, devices, takeReading, scanning },
    ...{ shelf, teaching, desk, dayEnd, ownListeners },
  }
}

/** The source that every station has beside those that are set up, whose ids have no dot. */
const CLOUD_ID = 'cloud.server'

/** What the sources are joined to. */
interface SourceJoints extends Pick<Parts, 'journal' | 'redemption' | 'shelf' | 'link'> {
  readonly push: ScreenPush
  readonly hear: (paper: CapturedPaper) => void
  readonly deviceId: () => string | undefined
}

function joinSources(
  ports: StationPorts,
  options: StationOptions,
  { journal, redemption, push, shelf, hear, link, deviceId }: SourceJoints,
): SourceRegistry {
  const { clock, log, random } = ports
  const cloud = createCloudFeed({
    wire: {
      ask: (params) => link.ask('pos-payments', params),
      ...{ onNews: link.onPosNews, isOnline: link.isOnline, deviceId },
    },
    memory: journal.sourceMemory(CLOUD_ID),
    ...{ nowMs: clock.nowMs, log },
  })
  // A port that a source only wants may be the printer's own.
  const listeningNow = createOwnListeners({
    clock,
    places: () => sources.views().flatMap(({ listening }) => listening ?? []),
  })
  const sources: SourceRegistry = createSourceRegistry({
    ready: [...ports.sources, cloudSource(CLOUD_ID, cloud, false)],
    fixed: options.sources ?? [],
    settings: journal.settings,
    make: (config) =>
      createSourceMaker({
        clock,
        log,
        random,
        directory: options.directory,
        currency: () => journal.settings.station()?.currency ?? null,
        profileOf: (name) => shelf.ofSource(config.id, name),
        memoryOf: journal.sourceMemory,
        ownListeners: listeningNow,
        cloud,
      })(config),
    clock,
    log,
    onPaper: (paper) => {
      if (journal.papers.record(paper) > 0) push.sound('payment')
      redemption.followRule()
      hear(paper)
      push.changed()
    },
    onHealth: push.changed,
  })
  return sources
}
