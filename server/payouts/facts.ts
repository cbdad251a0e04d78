import { z } from 'zod'
import type { UnpaidReason } from '../../src/contract/admin/payout-views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/database.ts'
import { agreedTerms, monthsEnded, type NetworkTerms } from '../terms/index.ts'
import type { LineFacts } from './figures.ts'
import { redeemedSince, type Totals, totalsOf } from './movements.ts'
import type { Line, Run } from './rows.ts'
import { problemOf } from './transfers.ts'
import { type Profile, type Way, wayOf } from './ways.ts'

/** A location as a run sees it. */
export interface Place {
  readonly locationId: LocationId
  readonly name: string
  readonly currency: Currency
  readonly isOpen: boolean
  readonly createdAtMs: number
}

/** What a line goes on from. */
export interface Before extends Pick<Line, 'location_id' | 'number' | 'to_id'> {
  readonly totals: Totals
  readonly carriedMinor: number
}

/** A place with all that its line is made of. */
export interface Candidate {
  readonly place: Place
  readonly before: Before | undefined
  readonly totals: Totals
  readonly way: Way
  readonly facts: LineFacts
  /** What a bank would say to its payout or debit, if anything. */
  readonly problem: (amountMinor: number) => string | undefined
}

/** How far a run goes, and by what it goes. */
export interface Frame extends Pick<Run, 'network_id' | 'time_zone' | 'number'> {
  readonly cutOffMs: number
  readonly lastId: number
  readonly knownId: number
  readonly lastGroup: number
  readonly terms: NetworkTerms
  readonly profiles: readonly Profile[]
  /** The run that stands before it, which counted all months up to its cut-off. */
  readonly before: RunBefore | undefined
}

/** What a run goes on from. */
export interface RunBefore extends Pick<Run, 'cut_off_ms' | 'last_journal_id' | 'time_zone'> {
  /** Null for a run from before groups were kept. */
  readonly last_group: number | null
}

/** The locations of a network with what moved at each, and how each is paid. */
export async function candidatesOf(
  context: ServerContext,
  frame: Frame,
): Promise<readonly Candidate[]> {
  const { database } = context
  const networkId = frame.network_id as NetworkId
  const places = await placesOf(database, networkId)
  const befores = await linesBefore(database, networkId)
  const totals = await totalsOf(database, frame)
  const recent = await recentOf(database, frame, places)
  const found: Candidate[] = []
  for (const place of places) {
    const before = befores.get(place.locationId)
    const way = await wayOf(context, place, frame.profiles)
    const own = totals.get(place.locationId) ?? {}
    const facts: LineFacts = {
      ...{ place, before, totals: own, terms: frame.terms, isOpen: place.isOpen },
      months: place.isOpen ? monthsSince(frame, place.createdAtMs) : 0,
      recentMinor: (days) => recent(days, place.locationId),
      why: 'why' in way ? way.why : null,
      canCollect: 'profile' in way && way.account !== null && way.account.mandate !== null,
    }
    found.push({ place, before, way, facts, totals: own, problem: problemBy(way, frame) })
  }
  return found
}

function problemBy(way: Way, { number }: Frame): Candidate['problem'] {
  return (amountMinor) => {
    if (!('profile' in way) || way.account === null) return undefined
    const { details: bank, payeeName } = way.account
    const purpose = amountMinor < 0 ? 'collection' : 'payout'
    const wish = { purpose, payeeName, bank, remittance: remittanceOf(number) } as const
    return problemOf(way.profile, { ...wish, amountMinor: Math.abs(amountMinor) })
  }
}

/** What payees read beside a payout. */
export function remittanceOf(runNumber: number): string {
  return `SETTLEMENT ${runNumber}`
}

async function placesOf(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<readonly Place[]> {
  const rows = await read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .orderBy('id')
    .select(['id', 'name', 'currency', 'state', 'created_at_ms'])
    .execute()
  return rows.map((row) => ({
    locationId: row.id as LocationId,
    name: row.name,
    currency: currency(row.currency),
    isOpen: row.state === 'open',
    createdAtMs: row.created_at_ms,
  }))
}

/** The last line of each location that stands. */
async function linesBefore(
  { reports }: Pick<Database, 'reports'>,
  networkId: NetworkId,
): Promise<ReadonlyMap<string, Before>> {
  const rows = await reports
    .selectFrom('settlement_line as line')
    .innerJoin('settlement_run as run', 'run.id', 'line.run_id')
    .where('run.network_id', '=', networkId)
    .where('line.is_cancelled', '=', 0)
    .where(({ eb, selectFrom }) =>
      eb(
        'line.number',
        '=',
        selectFrom('settlement_line as newest')
          .whereRef('newest.location_id', '=', 'line.location_id')
          .where('newest.is_cancelled', '=', 0)
          .select(({ fn }) => fn.max('newest.number').as('number')),
      ),
    )
    .select(['line.location_id', 'line.number', 'line.to_id', 'line.totals'])
    .select('line.carried_minor')
    .execute()
  return new Map(
    rows.map(({ location_id, number, to_id, totals, carried_minor }) => [
      location_id,
      {
        ...{ location_id, number, to_id, totals: totalsIn(totals) },
        carriedMinor: carried_minor,
      },
    ]),
  )
}

const totalsSchema = z.record(z.string(), z.tuple([z.int(), z.int()]))

function totalsIn(json: string): Totals {
  const parsed = parseJson(totalsSchema, json)
  invariant(parsed.ok, 'totals are kept as they were frozen')
  return parsed.value
}

/**
 * Months from the run before, or since something is there. That run has a line only of locations where
 * there was anything to say; of others its terms asked nothing for the months up to it.
 */
export function monthsSince(frame: Frame, madeAtMs: number): number {
  const { before, cutOffMs: toMs, time_zone: timeZone } = frame
  if (before && before.cut_off_ms >= madeAtMs)
    return monthsEnded({ fromMs: before.cut_off_ms, toMs }, timeZone, before.time_zone)
  return monthsEnded({ fromMs: Math.min(madeAtMs, toMs), toMs }, timeZone)
}

type Recent = (days: number, locationId: string) => number

const DAY_MS = 24 * 60 * 60 * 1000

/** One pass for each number of days that some reserve looks back. */
async function recentOf(
  database: Pick<Database, 'reports'>,
  { terms, cutOffMs, lastId }: Frame,
  places: readonly Place[],
): Promise<Recent> {
  const days = new Set(
    places.flatMap((place) => {
      const { reserve } = agreedTerms(terms, place)
      return reserve?.kind === 'percent' ? [reserve.days] : []
    }),
  )
  const found = new Map<number, ReadonlyMap<string, number>>()
  for (const count of days) {
    const sinceMs = cutOffMs - count * DAY_MS
    found.set(count, await redeemedSince(database, { sinceMs, untilMs: cutOffMs, lastId }))
  }
  return (count, locationId) => found.get(count)?.get(locationId) ?? 0
}

/** Why a line's amount is not paid after all; undefined when it is. */
export function unfitText(
  { problem }: Candidate,
  payoutMinor: number,
): { readonly why: UnpaidReason; readonly text: string } | undefined {
  const text = payoutMinor === 0 ? undefined : problem(payoutMinor)
  return text === undefined ? undefined : { why: 'unfit', text }
}
