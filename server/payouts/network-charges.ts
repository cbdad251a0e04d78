import type { NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import type { Database } from '../storage/database.ts'
import { type Charge, monthsEnded, networkChargesFor } from '../terms/index.ts'
import type { Frame } from './facts.ts'
import type { FiguredLine } from './lines.ts'
import { soldIn } from './movements.ts'
import type { Run } from './rows.ts'

/** What the network itself is charged for the period of a run, in each currency. */
export async function networkCharges(
  database: Pick<Database, 'read' | 'reports'>,
  frame: Frame,
  lines: readonly FiguredLine[],
  before: Pick<Run, 'cut_off_ms' | 'last_journal_id'> | undefined,
): Promise<readonly Charge[]> {
  const fromMs = before?.cut_off_ms ?? (await madeAtMs(database, frame.network_id))
  const stretch = { fromMs: Math.min(fromMs, frame.cutOffMs), toMs: frame.cutOffMs }
  const months = monthsEnded(stretch, frame.time_zone)
  const found: Charge[] = []
  for (const [currency, locationCount] of await openLocations(database, frame.network_id)) {
    const range = {
      before: { lastId: before?.last_journal_id ?? 0, cutOffMs: before?.cut_off_ms ?? 0 },
      ...{ upTo: frame, currency },
    }
    const sold = await soldIn(database, frame.network_id as NetworkId, range)
    const used = usedIn(lines, currency)
    found.push(
      ...networkChargesFor(frame.terms, { currency, ...sold, ...used, locationCount, months }),
    )
  }
  return found
}

function usedIn(lines: readonly FiguredLine[], currency: Currency) {
  const own = lines
    .filter(({ candidate }) => candidate.place.currency === currency)
    .map(({ figures }) => figures)
  const sum = (of: (figures: FiguredLine['figures']) => number) =>
    own.reduce((total, figures) => total + of(figures), 0)
  return {
    redemptionCount: sum(({ redemptionCount }) => redemptionCount),
    redeemedMinor: sum((one) => one.redeemedMinor - one.voidedMinor - one.refundedMinor),
    payoutCount: own.filter(({ payoutMinor }) => payoutMinor > 0).length,
  }
}

async function madeAtMs({ read }: Pick<Database, 'read'>, networkId: string): Promise<number> {
  const row = await read
    .selectFrom('network')
    .where('id', '=', networkId)
    .select('created_at_ms')
    .executeTakeFirstOrThrow()
  return row.created_at_ms
}

async function openLocations({ read }: Pick<Database, 'read'>, networkId: string) {
  const rows = await read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .where('state', '=', 'open')
    .groupBy('currency')
    .orderBy('currency')
    .select(['currency', ({ fn }) => fn.countAll<number>().as('count')])
    .execute()
  return rows.map((row) => [row.currency as Currency, Number(row.count)] as const)
}
