import type { ServerContext } from '../context.ts'
import { type Frame, remittanceOf } from './facts.ts'
import type { FiguredLine } from './lines.ts'
import type { PayoutRow, ProfileRow } from './rows.ts'
import { partsOf, referenceOf } from './transfers.ts'
import type { Profile, ReadyAccount } from './ways.ts'

/** The payouts that a run makes, and what is written beside them. */
export interface FreshPayouts {
  readonly rows: readonly PayoutRow[]
  /** How far each profile has counted then. */
  readonly sequences: readonly { readonly profile: ProfileRow; readonly lastSequence: number }[]
  /** Payouts that came back, and what pays them again. */
  readonly replaced: readonly { readonly references: string[]; readonly by: string }[]
}

/** What names the transfers of one profile, one after the other. */
interface Numbers {
  readonly profile: ProfileRow
  lastSequence: number
}

/** The payouts and collections of a run's lines, numbered on from what each profile has counted. */
export async function freshPayouts(
  context: ServerContext,
  frame: Frame,
  runId: string,
  lines: readonly FiguredLine[],
): Promise<FreshPayouts> {
  const numbers = new Map<string, Numbers>()
  const returned = await returnedPayouts(context, frame.network_id)
  const rows: PayoutRow[] = []
  const replaced: { references: string[]; by: string }[] = []
  for (const { candidate, figures } of lines) {
    const { place, way } = candidate
    if (figures.payoutMinor === 0 || !('profile' in way)) continue
    const { row } = way.profile
    const count = numbers.get(row.id) ?? { profile: row, lastSequence: row.last_sequence }
    numbers.set(row.id, count)
    const made = payoutRows(
      { runId, networkId: frame.network_id, locationId: place.locationId, name: place.name },
      { ...way, amountMinor: figures.payoutMinor, remittance: remittanceOf(frame.number) },
      count,
    )
    rows.push(...made)
    const references = returned.get(place.locationId)
    const [first] = made
    if (references && first && figures.payoutMinor > 0)
      replaced.push({ references, by: first.reference })
  }
  return { rows, sequences: [...numbers.values()], replaced }
}

/** Of each location the payouts that came back and were not paid again. */
async function returnedPayouts({ database }: ServerContext, networkId: string) {
  const rows = await database.read
    .selectFrom('payout')
    .where('network_id', '=', networkId)
    .where('state', '=', 'returned')
    .where('purpose', '=', 'payout')
    .where('replaced_by', 'is', null)
    .select(['reference', 'location_id'])
    .execute()
  const found = new Map<string, string[]>()
  for (const { reference, location_id } of rows)
    found.set(location_id, [...(found.get(location_id) ?? []), reference])
  return found
}

/** Where a transfer belongs. */
interface Place {
  readonly runId: string
  readonly networkId: string
  readonly locationId: string
  /** Of the location: the payee where the network pays by itself. */
  readonly name: string
}

interface Paid {
  readonly profile: Profile
  readonly account: ReadyAccount | null
  /** Below zero: collected. */
  readonly amountMinor: number
  readonly remittance: string
}

function payoutRows(place: Place, paid: Paid, count: Numbers): PayoutRow[] {
  const { profile, account, amountMinor, remittance } = paid
  return partsOf(profile, Math.abs(amountMinor)).map((part) =>
    payoutRow(place, count, {
      ...{ purpose: amountMinor < 0 ? 'collection' : 'payout', amountMinor: part, remittance },
      payeeName: account?.payeeName ?? place.name,
      ...{ accountId: account?.accountId ?? null, accountVersion: account?.version ?? null },
    }),
  )
}

/** One transfer, not sent yet. Takes the next number of its profile. */
export function payoutRow(
  { runId, networkId, locationId }: Place,
  count: Numbers,
  transfer: {
    readonly purpose: PayoutRow['purpose']
    readonly amountMinor: number
    readonly payeeName: string
    readonly accountId: string | null
    readonly accountVersion: number | null
    readonly remittance: string | null
  },
): PayoutRow {
  count.lastSequence += 1
  const { id, number, currency } = count.profile
  return {
    reference: referenceOf(number, count.lastSequence),
    ...{ network_id: networkId, run_id: runId, location_id: locationId, profile_id: id },
    ...{ sequence: count.lastSequence, purpose: transfer.purpose, currency },
    ...{ amount_minor: transfer.amountMinor, payee_name: transfer.payeeName },
    ...{ account_id: transfer.accountId, account_version: transfer.accountVersion },
    ...{ remittance: transfer.remittance, file_id: null, trace: null, state: 'pending' },
    ...{ owed: null, value_on: null, confirm_on: null, sent_at_ms: null, confirmed_at_ms: null },
    ...{ ended_at_ms: null, code: null, words: null, paid_reference: null, replaced_by: null },
  }
}
