import type { BankAccountView, PayeeView } from '../../src/contract/admin/bank-accounts.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import { candidateOf, type Judged, judgeAll, payability } from './candidate.ts'
import { NOTICES_SHOWN_MAX, SHARED_SHOWN_MAX, VERSIONS_SHOWN_MAX } from './limits.ts'
import { readRule } from './rules.ts'
import { type AccountStep, findVersion, readAllVersions, readVersions } from './versions.ts'

/** Where each location of a network is paid, by name. */
export async function payeeViews(context: ServerContext, who: SignedIn): Promise<PayeeView[]> {
  const { database, nowMs } = context
  const rule = await readRule(database, who.networkId)
  const locations = await database.reports
    .selectFrom('location')
    .where('network_id', '=', who.networkId)
    .orderBy('name')
    .select(['id', 'name', 'email', 'currency', 'time_zone'])
    .execute()
  const versions = await readAllVersions(database, who.networkId)
  const names = await peopleOf(context, who.networkId)
  const holders = holdersOf([...versions.values()].flat())
  const placeNames = new Map(locations.map(({ id, name }) => [id, name]))
  return locations.map(({ id, name, email, currency: code, time_zone: timeZone }) => {
    const own = versions.get(id as LocationId) ?? []
    const candidate = candidateOf(judgeAll(own, { atMs: nowMs(), timeZone, rule }))
    const sharers = candidate && holders.get(keyOf(candidate.version.fingerprint))
    const sharedWith = [...(sharers ?? [])].filter((other) => other !== id).map(nameIn(placeNames))
    const { why, untilMs } = payability(candidate)
    return {
      ...{ locationId: id as LocationId, locationName: name, email, timeZone, why, untilMs },
      currency: currency(code),
      latest: candidate ? shortView(candidate, { who, names, sharedWith }) : null,
    }
  })
}

/** All versions of one location, newest first, with what each went through. */
export async function accountViews(
  context: ServerContext,
  who: SignedIn,
  locationId: LocationId,
): Promise<Reply<BankAccountView[]>> {
  const { database, nowMs } = context
  const location = await database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .where('network_id', '=', who.networkId)
    .select('time_zone')
    .executeTakeFirst()
  if (location === undefined) return failed('NOT_FOUND', 'There is no such location.')
  const rule = await readRule(database, who.networkId)
  const versions = await readVersions(database, locationId)
  const names = await peopleOf(context, who.networkId)
  const judged = judgeAll(versions, { atMs: nowMs(), timeZone: location.time_zone, rule })
  const views = judged.slice(0, VERSIONS_SHOWN_MAX).map(async (one) => {
    const sharedWith = await sharedWithOf(context, one)
    const steps = one.version.steps.map((step) => stepView(step, names))
    return { ...shortView(one, { who, names, sharedWith }), steps }
  })
  return success(await Promise.all(views))
}

/** One version, after something was done to it. */
export async function accountView(
  context: ServerContext,
  who: SignedIn,
  accountId: string,
): Promise<Reply<BankAccountView>> {
  const version = await findVersion(context.database, who.networkId, accountId)
  const views = version && (await accountViews(context, who, version.locationId))
  const view = views?.ok ? views.value.find((one) => one.accountId === accountId) : undefined
  return view ? success(view) : failed('NOT_FOUND', 'There is no such bank account.')
}

/** The mails about a location's accounts, newest first. */
export async function noticeViews({ database }: ServerContext, locationId: LocationId) {
  const rows = await database.read
    .selectFrom('bank_notice')
    .where('location_id', '=', locationId)
    .orderBy('made_at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(NOTICES_SHOWN_MAX)
    .select(['kind', 'send_to', 'made_at_ms', 'sent_at_ms'])
    .execute()
  return rows.map((row) => ({
    ...{ kind: row.kind, sendTo: row.send_to, madeAtMs: row.made_at_ms },
    sentAtMs: row.sent_at_ms,
  }))
}

interface Beside {
  readonly who: SignedIn
  readonly names: ReadonlyMap<string, string>
  readonly sharedWith: readonly string[]
}

function shortView(
  { version, standing }: Judged,
  { who, names, sharedWith }: Beside,
): Omit<BankAccountView, 'steps'> {
  const { accountId, country, bank, account, payeeName, contactEmail, mandate, origin } = version
  const { state, untilMs, triesLeft, block, test } = standing
  return {
    ...{ accountId, country, bank, account, payeeName, contactEmail, mandate, origin, state },
    ...{ version: version.version, verification: version.verification, untilMs, triesLeft },
    madeBy: names.get(version.madeBy) ?? version.madeBy,
    madeAtMs: version.madeAtMs,
    isMine: version.madeBy === `staff:${who.staffId}`,
    sharedWith: sharedWith.slice(0, SHARED_SHOWN_MAX),
    testSentOn: test?.valueOn ?? null,
    blockedFor: block?.reason ?? null,
    canRelease: block?.canRelease ?? false,
    isHeldByMe: block?.by === `staff:${who.staffId}`,
  }
}

function stepView({ kind, atMs, by, detail }: AccountStep, names: ReadonlyMap<string, string>) {
  const note = detail.note ?? detail.valueOn ?? null
  return { kind, atMs, by: names.get(by) ?? by, note }
}

async function sharedWithOf({ database }: ServerContext, { version }: Judged): Promise<string[]> {
  const rows = await database.read
    .selectFrom('bank_account')
    .innerJoin('location', 'location.id', 'bank_account.location_id')
    .where('bank_account.network_id', '=', version.networkId)
    .where('bank_account.fingerprint', '=', version.fingerprint)
    .where('bank_account.location_id', '<>', version.locationId)
    .groupBy('location.name')
    .orderBy('location.name')
    .limit(SHARED_SHOWN_MAX)
    .select('location.name')
    .execute()
  return rows.map(({ name }) => name)
}

function holdersOf(
  versions: readonly { readonly fingerprint: Uint8Array; readonly locationId: string }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const holders = new Map<string, Set<string>>()
  for (const { fingerprint, locationId } of versions) {
    const key = keyOf(fingerprint)
    holders.set(key, (holders.get(key) ?? new Set()).add(locationId))
  }
  return holders
}

function keyOf(fingerprint: Uint8Array): string {
  return Buffer.from(fingerprint).toString('hex')
}

function nameIn(names: ReadonlyMap<string, string>): (id: string) => string {
  return (id) => names.get(id) ?? id
}

async function peopleOf(
  { database }: ServerContext,
  networkId: NetworkId,
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.read
    .selectFrom('staff')
    .where('network_id', '=', networkId)
    .select(['id', 'name'])
    .execute()
  return new Map(rows.map(({ id, name }) => [`staff:${id}`, name]))
}
