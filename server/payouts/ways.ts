import type { UnpaidReason } from '../../src/contract/admin/payout-views.ts'
import { type RailSettings, railSettingsSchema } from '../../src/contract/admin/rails.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import { type PayableAccount, payableAccountOf } from '../bank-accounts/index.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/database.ts'
import { paysTo } from './rails.ts'
import type { ProfileRow } from './rows.ts'

/** A bank profile with its settings read; null where the network pays by itself. */
export interface Profile {
  readonly row: ProfileRow
  readonly settings: RailSettings | null
}

export type ReadyAccount = Extract<PayableAccount, { ready: true }>

/** How a location is paid. */
export type Way =
  | { readonly profile: Profile; readonly account: ReadyAccount | null }
  | { readonly why: UnpaidReason }

/** The bank profiles of a network that are in use, the oldest first. */
export async function profilesOf(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<readonly Profile[]> {
  const rows = await read
    .selectFrom('bank_profile')
    .where('network_id', '=', networkId)
    .where('retired_at_ms', 'is', null)
    .orderBy('number')
    .selectAll()
    .execute()
  return rows.map((row) => ({ row, settings: settingsIn(row.settings) }))
}

/** The settings of a profile, or those frozen with a file; null where there are none. */
export function settingsIn(json: string | null): RailSettings | null {
  if (json === null) return null
  const parsed = parseJson(railSettingsSchema, json)
  invariant(parsed.ok, 'settings of a bank profile are kept as they were checked')
  return parsed.value
}

/**
 * How a location is paid now: by the first profile in its currency that pays to the country of its
 * account; by the network itself where no profile of that currency has a bank.
 */
export async function wayOf(
  context: Pick<ServerContext, 'database' | 'keys' | 'nowMs'>,
  place: { readonly locationId: LocationId; readonly currency: Currency },
  profiles: readonly Profile[],
): Promise<Way> {
  const fitting = profiles.filter(({ row }) => row.currency === place.currency)
  const banks = fitting.filter(({ settings }) => settings !== null)
  const [byItself] = fitting.filter(({ settings }) => settings === null)
  if (banks.length === 0)
    return byItself ? { profile: byItself, account: null } : { why: 'no_profile' }
  const account = await payableAccountOf(context, place.locationId, context.nowMs())
  if (!account.ready) return { why: account.why }
  const profile = profileFor(banks, account.details.country)
  return profile ? { profile, account } : { why: 'no_profile' }
}

/** The first profile that pays to accounts of a country. */
export function profileFor(
  profiles: readonly Profile[],
  country: ReadyAccount['details']['country'],
): Profile | undefined {
  return profiles.find(({ settings }) => settings !== null && paysTo(settings, country))
}
