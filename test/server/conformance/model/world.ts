import type { Caller, NewCard } from '../../../../server/ledger/request.ts'
import {
  type CardId,
  type LocationId,
  type NetworkId,
  type ProgramId,
  uuidV7,
} from '../../../../src/contract/ids.ts'
import type { CardForm, Channel } from '../../../../src/contract/operations.ts'

/** A location as the model knows it. Nothing here changes while a history runs. */
export interface WorldLocation {
  readonly id: LocationId
  readonly networkId: NetworkId
  readonly currency: string
  readonly isOpen: boolean
}

/** A program as the model knows it. */
export interface WorldProgram {
  readonly id: ProgramId
  readonly networkId: NetworkId
  readonly currency: string
  readonly pinPolicy: 'never' | 'online' | 'always'
  readonly loadMin: number
  readonly loadMax: number
  readonly balanceMax: number
  readonly isReloadable: boolean
  /** Undefined: every open location of the network. */
  readonly listed: readonly LocationId[] | undefined
  readonly voidWindowMs: number
  /** Loads after the first one; null: any number. */
  readonly reloadsMax: number | null
  readonly isPartial: boolean
  readonly isReturnable: boolean
  readonly returnDays: number | null
  /** Null: cards do not end. */
  readonly expiresAfterMonths: number | null
}

const START_MS = 1_760_000_000_000

/** The id with this number: the same in every run, so that histories can be repeated. */
export function idOf<Id extends string>(sort: number, serial: number): Id {
  const bytes = Buffer.alloc(10)
  bytes.writeUInt16BE(sort, 0)
  bytes.writeUInt32BE(serial, 5)
  return uuidV7(START_MS, bytes) as Id
}

const SORTS = { network: 1, location: 2, program: 3, card: 4 } as const

const [VALLEY, COAST] = [idOf<NetworkId>(SORTS.network, 1), idOf<NetworkId>(SORTS.network, 2)]
const locationId = (serial: number) => idOf<LocationId>(SORTS.location, serial)
const [HERE, THERE, SHUT, DOLLARS, FAR] = [1, 2, 3, 4, 5].map(locationId) as [
  LocationId,
  LocationId,
  LocationId,
  LocationId,
  LocationId,
]

export const NETWORKS: readonly NetworkId[] = [VALLEY, COAST]

/** A location that nobody made. */
export const NOWHERE: LocationId = locationId(99)

export const LOCATIONS: readonly WorldLocation[] = [
  { id: HERE, networkId: VALLEY, currency: 'EUR', isOpen: true },
  { id: THERE, networkId: VALLEY, currency: 'EUR', isOpen: true },
  { id: SHUT, networkId: VALLEY, currency: 'EUR', isOpen: false },
  { id: DOLLARS, networkId: VALLEY, currency: 'USD', isOpen: true },
  { id: FAR, networkId: COAST, currency: 'EUR', isOpen: true },
]

const BASE = {
  networkId: VALLEY,
  currency: 'EUR',
  pinPolicy: 'never',
  loadMin: 100,
  loadMax: 50_000,
  balanceMax: 100_000,
  isReloadable: true,
  listed: undefined,
  voidWindowMs: 86_400_000,
  reloadsMax: null,
  isPartial: true,
  isReturnable: true,
  returnDays: null,
  expiresAfterMonths: null,
} as const

/** The first is the oldest of the database: its currency is that of zeros of nowhere. */
export const PROGRAMS: readonly WorldProgram[] = [
  { ...BASE, id: idOf(SORTS.program, 1) },
  {
    ...{ ...BASE, id: idOf(SORTS.program, 2), pinPolicy: 'online', isReloadable: false },
    ...{ loadMin: 500, isPartial: false, expiresAfterMonths: 1 },
  },
  {
    ...{ ...BASE, id: idOf(SORTS.program, 3), pinPolicy: 'always', listed: [HERE] },
    ...{ loadMax: 20_000, reloadsMax: 2, returnDays: 1 },
  },
  {
    ...BASE,
    id: idOf(SORTS.program, 4),
    currency: 'USD',
    voidWindowMs: 3_600_000,
    isReturnable: false,
  },
  { ...BASE, id: idOf(SORTS.program, 5), networkId: COAST },
]

/** A program that nobody made. */
export const NO_PROGRAM = idOf<ProgramId>(SORTS.program, 99)

function caller(
  key: string,
  at: LocationId | null,
  channel: Channel = 'station',
  more: Partial<Caller> = {},
): Caller {
  return { key, locationId: at, channel, clerk: null, ...more }
}

/** Who asks: the first ones often, the last ones to be refused. */
export const CALLERS: readonly Caller[] = [
  caller('device:one', HERE),
  caller('device:two', HERE),
  caller('device:three', THERE),
  caller('client:web', null, 'webstore'),
  caller('client:oms', HERE, 'oms', { networkId: VALLEY }),
  caller('staff:ann', null, 'admin', { networkId: VALLEY, wholeNetwork: true }),
  caller('device:far', FAR, 'station', { networkId: COAST }),
  caller('device:dollars', DOLLARS),
  caller('device:shut', SHUT),
  caller('device:lost', NOWHERE),
  caller('system:settling', null, 'admin'),
]

/**
 * A card by its reference: from 0 up one that was stocked before the history began, below 0 the one
 * that the step of that number made, if it was done.
 */
export type CardRef = number

/** The immutable part of a card, from its reference alone. */
export function cardOf(ref: CardRef, programId: ProgramId): NewCard {
  const isStocked = ref >= 0
  const form: CardForm = isStocked && ref % 4 !== 3 ? 'physical' : 'virtual'
  return {
    cardId: cardIdOf(ref),
    programId,
    form,
    lookup: lookupOf(ref),
    sealed: Buffer.alloc(48, 7),
    keyVersion: 1,
    lastFour: String(Math.abs(ref) % 10_000).padStart(4, '0'),
    pinHash: ref % 2 === 0 ? 'a hash' : null,
    batch: isStocked ? 'B-1' : null,
  }
}

export function cardIdOf(ref: CardRef): CardId {
  return idOf<CardId>(SORTS.card + (ref < 0 ? 1 : 0), Math.abs(ref))
}

/** What finds a card by its number. */
export function lookupOf(ref: CardRef): Uint8Array {
  const lookup = Buffer.alloc(32, 5)
  lookup.writeInt32BE(ref, 0)
  return lookup
}

/** The program of a stocked card: mostly the first. */
export function programOfStocked(ref: CardRef): WorldProgram {
  const index = ref % 16 < 12 ? 0 : (ref % 4) + 1
  const program = PROGRAMS[index]
  if (!program) throw new Error(`no program ${index}`)
  return program
}
