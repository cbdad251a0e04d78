import type { NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import type { Database } from '../storage/database.ts'
import { type Charge, networkChargesFor } from '../terms/index.ts'
import { type Frame, monthsSince, type RunBefore } from './facts.ts'
import type { FiguredLine } from './lines.ts'
import { type SoldUpTo, soldIn } from './movements.ts'

/** What the network itself is charged for the period of a run, in each currency. */
export async function networkCharges(
  database: Pick<Database, 'read' | 'reports'>,
  frame: Frame,
  lines: readonly FiguredLine[],
): Promise<readonly Charge[]> {
  const { before } = frame
  const all = monthsSince(frame, await madeAtMs(database, frame.network_id))
  const found: Charge[] = []
  for (const [currency, locationCount] of await openLocations(database, frame.network_id)) {
    const months = locationCount > 0 ? all : 0
    const range = {
      before: soldBefore(before),
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

function soldBefore(before: RunBefore | undefined): SoldUpTo {
  if (!before) return { lastGroup: 0 }
  const { last_group: lastGroup, last_journal_id: lastId, cut_off_ms: cutOffMs } = before
  return lastGroup === null ? { lastGroup: undefined, lastId, cutOffMs } : { lastGroup }
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

/** Of each currency how many are open: none where the last one closed since the run before. */
async function openLocations({ read }: Pick<Database, 'read'>, networkId: string) {
  const rows = await read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .groupBy('currency')
    .orderBy('currency')
    .select(['currency'])
    .select(({ fn }) => fn.countAll<number>().filterWhere('state', '=', 'open').as('count'))
    .execute()
  return rows.map((row) => [row.currency as Currency, Number(row.count)] as const)
}
