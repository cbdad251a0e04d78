import type {
  NoticeKind,
  TypedDetails,
  Verification,
} from '../../src/contract/admin/bank-accounts.ts'
import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { BankChange, BankDetails } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import type { WriteQuery } from '../storage/database.ts'
import { fingerprintOf, maskedDetails, openDetails, readDetails, sealDetails } from './details.ts'
import { noticeQueries } from './notices.ts'
import { readRule } from './rules.ts'
import { type AccountVersion, readVersions, stepQuery } from './versions.ts'

/** What a person types for a location, twice. */
export interface NewAccount {
  readonly locationId: LocationId
  readonly details: TypedDetails
  readonly again: TypedDetails
  readonly payeeName: string
  readonly contactEmail: string
  readonly verification: 'prenote' | 'test' | 'cheque'
  readonly mandate: string | null
}

/**
 * Adds a version that waits for another person, and tells the contact of the one before, the location
 * and the new contact. Gives its id. No message repeats an account number.
 */
export async function enterAccount(
  context: ServerContext,
  who: SignedIn,
  asked: NewAccount,
): Promise<Reply<string>> {
  const location = await locationOf(context, who.networkId, asked.locationId)
  if (location === undefined) return failed('NOT_FOUND', 'There is no such location.')
  const read = readTwice(asked, location.currency)
  if (!read.ok) return read
  const before = await readVersions(context.database, asked.locationId)
  const { payeeName, contactEmail, verification, mandate } = asked
  const made = newVersion(context, {
    ...{ networkId: who.networkId, locationId: asked.locationId, version: nextOf(before) },
    ...{ details: read.value, payeeName, contactEmail, verification, mandate },
    ...{ origin: 'entered', answerId: null, by: `staff:${who.staffId}` },
  })
  const notices = changeNotices(context, 'account-entered', made, { before, location })
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'bank-account-enter' },
    subject: `location:${asked.locationId}`,
    detail: { version: made.version, bank: made.bank, account: made.account, verification },
  })
  const written = await context.database.write([made.query, ...notices, audit])
  return written ? success(made.accountId) : meanwhile()
}

/** Answers whoever was overtaken by another person. */
export function meanwhile(): Reply<never> {
  return failedBecause(
    'STATE_CONFLICT',
    'CHANGED_MEANWHILE',
    'Somebody else changed this account meanwhile. Look again.',
  )
}

/** What a bank corrects, and by which of its answers. */
export interface Correction {
  readonly networkId: NetworkId
  readonly locationId: LocationId
  /** The version that the transfer went to. */
  readonly version: number
  readonly change: BankChange
  /** The bank's code: `C01`. */
  readonly code: string
  readonly answerId: string
}

export type Corrected =
  | { readonly is: 'made'; readonly accountId: string; readonly waits: boolean }
  /** The corrected details fit no account of that country, or a newer account is there already. */
  | { readonly is: 'refused'; readonly why: 'unreadable' | 'newer' | 'none' }

/**
 * Makes a new version of what a bank corrected: looked at anew, told to the contacts, and, unless the
 * network's rule says otherwise, paid to only after a person agreed: a correction redirects money as
 * well as anybody's letter does. The same answer makes one version, however often it is worked on.
 */
export async function correctAccount(
  context: ServerContext,
  correction: Correction,
): Promise<Corrected> {
  const { database } = context
  const { networkId, locationId, answerId, code } = correction
  const versions = await readVersions(database, locationId)
  const known = await database.read
    .selectFrom('bank_account')
    .where('answer_id', '=', answerId)
    .select('id')
    .executeTakeFirst()
  const { bankChanges } = await readRule(database, networkId)
  const waits = bankChanges === 'approve'
  if (known) return { is: 'made', accountId: known.id, waits }
  const old = versions.find(({ version }) => version === correction.version)
  const location = await locationOf(context, networkId, locationId)
  if (old === undefined || location === undefined) return { is: 'refused', why: 'none' }
  if (versions.some((one) => one.version > old.version && !isRejected(one)))
    return { is: 'refused', why: 'newer' }
  const details = correctedDetails(openDetails(context, old.accountId, old.sealed), correction)
  if (details === undefined) return { is: 'refused', why: 'unreadable' }
  const made = newVersion(context, {
    ...{ networkId, locationId, version: nextOf(versions), details, mandate: old.mandate },
    ...{ payeeName: correction.change.payeeName ?? old.payeeName, origin: 'notice' },
    ...{ contactEmail: old.contactEmail, verification: 'bank', answerId, by: 'system' },
  })
  const notices = changeNotices(context, 'account-corrected', made, { before: versions, location })
  const approved = waits
    ? []
    : [stepQuery(context, { ...made, steps: [] }, { kind: 'approved', by: 'system', note: code })]
  const audit = record(context, {
    ...{ actor: 'system', action: 'bank-account-correct', subject: `location:${locationId}` },
    detail: { version: made.version, code, bank: made.bank, account: made.account },
  })
  const written = await database.write([made.query, ...approved, ...notices, audit])
  return written
    ? { is: 'made', accountId: made.accountId, waits }
    : correctAccount(context, correction)
}

function isRejected({ steps }: AccountVersion): boolean {
  return steps.some(({ kind }) => kind === 'rejected')
}

function correctedDetails(
  old: BankDetails,
  { change }: Pick<Correction, 'change'>,
): BankDetails | undefined {
  const { payeeName: _payeeName, ...named } = change
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
  const fits = Object.keys(given).every((name) => name in old)
  const read = readDetails({ ...old, ...given } as BankDetails)
  return fits && read.ok ? read.details : undefined
}

function readTwice(
  { details, again, verification }: NewAccount,
  currency: string,
): Reply<BankDetails> {
  const [first, second] = [readDetails(details), readDetails(again)]
  if (!first.ok) return failed('REQUEST_MALFORMED', first.message)
  const isSame = second.ok && JSON.stringify(first.details) === JSON.stringify(second.details)
  if (!isSame)
    return failed('REQUEST_MALFORMED', 'again: the two entries differ. Type both of them again.')
  if (verification === 'prenote' && first.details.country !== 'us')
    return failed(
      'REQUEST_MALFORMED',
      'verification: a prenote goes to accounts in the US only. Choose one cent or a void cheque.',
    )
  const fitting = first.details.country === 'sepa' ? ['EUR'] : ['USD', 'CAD']
  if (!fitting.includes(currency))
    return failed('REQUEST_MALFORMED', `details: such an account is not paid in ${currency}.`)
  return success(first.details)
}

interface Version {
  readonly networkId: NetworkId
  readonly locationId: LocationId
  readonly version: number
  readonly details: BankDetails
  readonly payeeName: string
  readonly contactEmail: string
  readonly verification: Verification
  readonly mandate: string | null
  readonly origin: 'entered' | 'notice'
  readonly answerId: string | null
  readonly by: string
}

interface Made extends Omit<Version, 'details'> {
  readonly accountId: string
  readonly bank: string
  readonly account: string
  readonly query: WriteQuery
}

function newVersion(context: ServerContext, { details, ...version }: Version): Made {
  const nowMs = context.nowMs()
  const accountId = uuidV7(nowMs, context.randomBytes(10))
  const { country, bank, account } = maskedDetails(details)
  const { networkId, locationId, payeeName, contactEmail, verification, mandate } = version
  const row = context.database.read.insertInto('bank_account').values({
    ...{ id: accountId, network_id: networkId, location_id: locationId, country, bank, mandate },
    ...{ version: version.version, sealed: sealDetails(context, accountId, details) },
    ...{ fingerprint: fingerprintOf(context, details), account_masked: account, verification },
    ...{ payee_name: payeeName, contact_email: contactEmail, origin: version.origin },
    ...{ answer_id: version.answerId, made_by: version.by, made_at_ms: nowMs },
  })
  return { ...version, accountId, bank, account, query: { query: row.compile(), changes: 1 } }
}

function nextOf([newest]: readonly AccountVersion[]): number {
  return 1 + (newest?.version ?? 0)
}

interface Location {
  readonly email: string
  readonly currency: string
}

/** To the contact of the account before, first of all: whoever is robbed reads it there. */
function changeNotices(
  context: ServerContext,
  kind: NoticeKind,
  made: Made,
  { before, location }: { readonly before: readonly AccountVersion[]; readonly location: Location },
): readonly WriteQuery[] {
  const old = before.find((one) => !isRejected(one))
  const { networkId, locationId, accountId, contactEmail, account } = made
  return noticeQueries(context, {
    ...{ networkId, locationId, accountId, kind, account },
    ...(old && { before: old.account }),
    sendTo: [...(old ? [old.contactEmail] : []), location.email, contactEmail],
  })
}

async function locationOf(
  { database }: ServerContext,
  networkId: NetworkId,
  locationId: LocationId,
): Promise<Location | undefined> {
  return database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .where('network_id', '=', networkId)
    .select(['email', 'currency'])
    .executeTakeFirst()
}
