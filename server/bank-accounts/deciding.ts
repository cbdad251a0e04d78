import type { LocationId } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { addBankDays } from '../bank-days/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAt } from '../ledger/calendar.ts'
import type { SignedIn } from '../staff/index.ts'
import type { WriteQuery } from '../storage/database.ts'
import { broughtBy } from './brought.ts'
import { type Judged, judgeAll } from './candidate.ts'
import { meanwhile } from './entering.ts'
import { noticeQueries } from './notices.ts'
import { testCode } from './payable.ts'
import { readRule } from './rules.ts'
import { calendarOf } from './standing.ts'
import { findVersion, readVersions, type StepDetail, stepQuery } from './versions.ts'

type Decision = 'approved' | 'rejected' | 'test-asked' | 'verified' | 'blocked' | 'released'

/** Lets a second person agree to an account: never the one who entered it. */
export function approveAccount(
  context: ServerContext,
  who: SignedIn,
  accountId: string,
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, async (found) => {
    const { version, standing } = found.judged
    if (standing.state !== 'waiting') return conflict('This account waits for nobody.')
    const isOvertaken = found.others.some(
      (one) => one.version.version > version.version && one.standing.state !== 'rejected',
    )
    if (isOvertaken) return conflict('A newer account was entered. Decide about that one.')
    if (isOf(who, version.madeBy))
      return own('You entered this account: another person has to approve it.')
    if ((await broughtBy(context, accountId)).some((actor) => isOf(who, actor)))
      return own('You brought what the bank says: another person has to approve it.')
    return { kind: 'approved', more: approvalNotices(context, who, found) }
  })
}

/** Of a change the contact until now is told, and when it is paid to; of a first account nobody. */
function approvalNotices(
  context: ServerContext,
  { networkId }: SignedIn,
  { judged: { version }, others, timeZone, coolingDays, email }: Found,
): readonly WriteQuery[] {
  const isChange = others.some(({ version: { steps } }) =>
    steps.some(({ kind }) => kind === 'approved'),
  )
  if (!isChange) return []
  const today = dayAt(context.nowMs(), timeZone)
  const valueOn = addBankDays(calendarOf(version.country), today, coolingDays)
  const old = others.find((one) => one.version.version < version.version)
  const { accountId, locationId, account, contactEmail } = version
  return noticeQueries(context, {
    ...{ networkId, locationId, accountId, valueOn, kind: 'account-approved', account },
    sendTo: [...(old ? [old.version.contactEmail] : []), email, contactEmail],
  })
}

/** Says no to a change that was never paid to; what was paid to before is paid to again. */
export function rejectAccount(
  context: ServerContext,
  who: SignedIn,
  { accountId, reason }: { readonly accountId: string; readonly reason: string },
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, ({ judged: { standing } }) => {
    const { state } = standing
    if (state !== 'waiting' && state !== 'cooling' && state !== 'testing')
      return conflict('Only a change that is not in use yet is rejected. Enter another account.')
    return { kind: 'rejected', note: reason }
  })
}

/** A person looked at a void cheque or a letter of the bank: never the one who entered the account. */
export function checkAccount(
  context: ServerContext,
  who: SignedIn,
  { accountId, note }: { readonly accountId: string; readonly note: string },
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, ({ judged: { version, standing } }) => {
    if (standing.isVerified) return conflict('It is known already that this account is theirs.')
    if (isOf(who, version.madeBy))
      return own('You entered this account: another person has to look at its cheque.')
    return { kind: 'verified', note }
  })
}

/** The code that the location read on its statement. A wrong one counts, and says how many are left. */
export function confirmTest(
  context: ServerContext,
  who: SignedIn,
  { accountId, code }: { readonly accountId: string; readonly code: string },
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, async ({ judged: { version, standing } }) => {
    const { test, triesLeft, isVerified } = standing
    if (isVerified || test?.purpose !== 'test')
      return conflict('No cent of this account waits for its code.')
    if (triesLeft === 0)
      return conflict('Too many wrong codes. Send another cent: it has a code of its own.')
    const typed = code.replace(/\D/g, '')
    if (typed === testCode(context, accountId, test.step))
      return { kind: 'verified', note: `CODE ${test.reference}` }
    const missed = await context.database.write([
      stepQuery(context, version, { kind: 'test-missed', by: `staff:${who.staffId}` }),
    ])
    return missed ? conflict(`The code is another one. Tries left: ${triesLeft - 1}.`) : meanwhile()
  })
}

/** Another prenote or cent with the next file. */
export function repeatTest(
  context: ServerContext,
  who: SignedIn,
  accountId: string,
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, ({ judged: { version, standing } }) => {
    const isTried = version.verification === 'prenote' || version.verification === 'test'
    const isOpen = standing.state === 'testing' || standing.state === 'cooling'
    if (!isTried || !isOpen || standing.isVerified || standing.isTestDue)
      return conflict('This account waits for no other test.')
    return { kind: 'test-asked' }
  })
}

/** Stops payouts to it by hand; another person's release, or another account, ends that. */
export function blockAccount(
  context: ServerContext,
  who: SignedIn,
  { accountId, reason }: { readonly accountId: string; readonly reason: string },
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, ({ judged: { standing } }) => {
    const { state } = standing
    if (state === 'blocked' || state === 'rejected' || state === 'replaced')
      return conflict('Nothing is paid to this account as it is.')
    return { kind: 'blocked', note: reason, canRelease: true }
  })
}

/** Lets an account go again that was held for a person to look at. */
export function releaseAccount(
  context: ServerContext,
  who: SignedIn,
  { accountId, reason }: { readonly accountId: string; readonly reason: string },
): Promise<Reply<null>> {
  return onAccount(context, who, accountId, ({ judged: { standing } }) => {
    const { state, block } = standing
    if (state !== 'blocked' || block === undefined) return conflict('This account is not held.')
    if (!block.canRelease)
      return conflict('Its bank says that this account cannot be paid. Enter another one.')
    if (isOf(who, block.by)) return own('You held this account: another person has to let it go.')
    return { kind: 'released', note: reason }
  })
}

/** A step that is taken, with what else is written beside it. */
interface Step extends StepDetail {
  readonly kind: Decision
  readonly more?: readonly WriteQuery[]
}

/** Looks the account up as it stands, and takes the step that is decided about it, or says why not. */
async function onAccount(
  context: ServerContext,
  who: SignedIn,
  accountId: string,
  decideOn: (found: Found) => Step | Reply<never> | Promise<Step | Reply<never>>,
): Promise<Reply<null>> {
  const found = await find(context, who, accountId)
  if (found === undefined) return failed('NOT_FOUND', 'There is no such bank account.')
  const decided = await decideOn(found)
  return 'kind' in decided ? take(context, who, found, decided) : decided
}

interface Found {
  readonly judged: Judged
  /** The other versions of the location, newest first. */
  readonly others: readonly Judged[]
  readonly timeZone: string
  readonly coolingDays: number
  readonly email: string
}

async function find(
  context: ServerContext,
  { networkId }: SignedIn,
  accountId: string,
): Promise<Found | undefined> {
  const { database, nowMs } = context
  const version = await findVersion(database, networkId, accountId)
  if (version === undefined) return undefined
  const location = await locationOf(context, version.locationId)
  const rule = await readRule(database, networkId)
  const moment = { atMs: nowMs(), timeZone: location.time_zone, rule }
  const all = judgeAll(await readVersions(database, version.locationId), moment)
  const judged = all.find((one) => one.version.accountId === accountId)
  if (judged === undefined) return undefined
  const others = all.filter((one) => one !== judged)
  const { time_zone: timeZone, email } = location
  return { judged, others, timeZone, coolingDays: rule.coolingDays, email }
}

function locationOf({ database }: ServerContext, locationId: LocationId) {
  return database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .select(['time_zone', 'email'])
    .executeTakeFirstOrThrow()
}

async function take(
  context: ServerContext,
  { staffId, ip }: SignedIn,
  { judged: { version } }: Found,
  { kind, more = [], ...detail }: Step,
): Promise<Reply<null>> {
  const actor = `staff:${staffId}`
  const step = stepQuery(context, version, { kind, by: actor, ...detail })
  const audit = record(context, {
    ...{ actor, ip, action: `bank-account-${kind}`, subject: `location:${version.locationId}` },
    detail: { version: version.version, account: version.account, note: detail.note ?? null },
  })
  return (await context.database.write([step, audit, ...more])) ? success(null) : meanwhile()
}

function isOf({ staffId }: SignedIn, actor: string): boolean {
  return actor === `staff:${staffId}`
}

/** What one made oneself is decided by another person. */
function own(message: string): Reply<never> {
  return failedBecause('STATE_CONFLICT', 'OWN_DECISION', message)
}

function conflict(message: string): Reply<never> {
  return failed('STATE_CONFLICT', message)
}
