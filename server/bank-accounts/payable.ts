import type { NotPayable } from '../../src/contract/admin/bank-accounts.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { BankDetails } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey, hmacOf } from '../keys.ts'
import { dayAt } from '../ledger/calendar.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import { candidateOf, type Judged, judgeAll, payability } from './candidate.ts'
import { openDetails } from './details.ts'
import { TEST_CODE_DIGITS } from './limits.ts'
import { noticeQueries } from './notices.ts'
import { readRule } from './rules.ts'
import { prenoteLiveMs } from './standing.ts'
import { readAllVersions, readVersions, stepQuery } from './versions.ts'

type Parts = Pick<ServerContext, 'database' | 'keys'>

/** Where a location is paid, in clear; or why it is not now. */
export type PayableAccount =
  | {
      readonly ready: true
      readonly accountId: string
      readonly version: number
      readonly details: BankDetails
      readonly payeeName: string
      /** Null: nothing may be collected from it. */
      readonly mandate: string | null
    }
  | {
      readonly ready: false
      readonly why: NotPayable
      /** Ms since 1970 UTC; null when it waits for a person. */
      readonly until: number | null
    }

/**
 * The account that a location is paid to at a moment. While a change waits, cools or is tried out,
 * nothing is paid, to the old account either: who asks for a change may mean that the old one is lost,
 * and who stole a mailbox gets nothing by it. Opens the seal: only for what goes into a file.
 */
export async function payableAccountOf(
  { database, keys }: Parts,
  locationId: LocationId,
  atMs: number,
): Promise<PayableAccount> {
  const location = await database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .select(['network_id', 'time_zone'])
    .executeTakeFirst()
  if (location === undefined) return { ready: false, why: 'none', until: null }
  const moment = {
    ...{ atMs, timeZone: location.time_zone },
    rule: await readRule(database, location.network_id),
  }
  const candidate = candidateOf(judgeAll(await readVersions(database, locationId), moment))
  const { why, untilMs } = payability(candidate)
  if (why !== null || candidate === undefined)
    return { ready: false, why: why ?? 'none', until: untilMs }
  const untilTried = await triedUntilMs(database, candidate, moment)
  if (untilTried === null || untilTried > atMs)
    return { ready: false, why: 'unverified', until: untilTried }
  const { accountId, version, sealed, payeeName, mandate } = candidate.version
  const details = openDetails({ keys }, accountId, sealed)
  return { ready: true, accountId, version, details, payeeName, mandate }
}

/**
 * Until when a prenote that proves an account may still come back: it proves nothing while its file is not
 * at the bank (null), and of one that was brought late the days begin then. 0 where something else does.
 */
async function triedUntilMs(
  { read }: ServerContext['database'],
  { version, standing: { test } }: Judged,
  { timeZone }: { readonly timeZone: string },
): Promise<number | null> {
  const isKnown = version.steps.some(({ kind }) => kind === 'verified')
  if (test?.purpose !== 'prenote' || isKnown) return 0
  const payout = await read
    .selectFrom('payout')
    .where('reference', '=', test.reference)
    .select('sent_at_ms')
    .executeTakeFirst()
  if (payout === undefined) return 0
  if (payout.sent_at_ms === null) return null
  const sentOn = dayAt(payout.sent_at_ms, timeZone)
  const isLate = sentOn > test.valueOn
  return prenoteLiveMs(version, isLate ? { ...test, valueOn: sentOn } : test, timeZone)
}

/** A transfer that tries an account out, for the next file. */
export interface TestTransfer {
  readonly accountId: string
  readonly networkId: NetworkId
  readonly locationId: LocationId
  readonly version: number
  readonly purpose: 'prenote' | 'test'
  /** 0 of a prenote, 1 of a test. */
  readonly amountMinor: 0 | 1
  readonly payeeName: string
  readonly details: BankDetails
  /** The code that the location reads on its statement; null of a prenote. */
  readonly remittance: string | null
  /** How many steps the account has gone through: another one meanwhile, and it is not sent. */
  readonly steps: number
  /** Whom the location's one cent is told to. */
  readonly contactEmail: string
}

/**
 * The accounts of a network that wait to be tried out: none twice, none that is blocked, and of locations
 * that closed only those to which a run left something unpaid.
 */
export async function testsToSend(
  context: Parts & Pick<ServerContext, 'nowMs'>,
  networkId: NetworkId,
): Promise<readonly TestTransfer[]> {
  const { database, nowMs } = context
  const rule = await readRule(database, networkId)
  const places = await database.reports
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .orderBy('id')
    .select(['id', 'time_zone', 'state'])
    .execute()
  const versions = await readAllVersions(database, networkId)
  const found: TestTransfer[] = []
  for (const { id, time_zone: timeZone, state } of places) {
    const own = versions.get(id as LocationId) ?? []
    const candidate = candidateOf(judgeAll(own, { atMs: nowMs(), timeZone, rule }))
    if (candidate?.standing.isTestDue !== true) continue
    if (state === 'open' || (await isOwed(database, id))) found.push(testOf(context, candidate))
  }
  return found
}

/** Whether the newest run that stands left something with the network that is a location's. */
async function isOwed({ read }: Pick<Database, 'read'>, locationId: string): Promise<boolean> {
  const line = await read
    .selectFrom('settlement_line')
    .where('location_id', '=', locationId)
    .where('is_cancelled', '=', 0)
    .orderBy('number', 'desc')
    .limit(1)
    .select('carried_minor')
    .executeTakeFirst()
  return line !== undefined && line.carried_minor > 0
}

function testOf({ keys }: Pick<Parts, 'keys'>, { version }: Judged): TestTransfer {
  const { accountId, networkId, locationId, payeeName, contactEmail, verification } = version
  const purpose = verification === 'prenote' ? 'prenote' : 'test'
  const code = testCode({ keys }, accountId, version.steps.length + 1)
  return {
    ...{ accountId, networkId, locationId, version: version.version, purpose, payeeName },
    amountMinor: purpose === 'prenote' ? 0 : 1,
    details: openDetails({ keys }, accountId, version.sealed),
    remittance: purpose === 'prenote' ? null : `CODE ${code}`,
    ...{ steps: version.steps.length, contactEmail },
  }
}

/**
 * The statements that tell an account of its test, for the write that freezes it: they fail, and the
 * write with them, when it was sent already. `reference` and `valueOn` as in the file.
 */
export function testSent(
  context: Pick<ServerContext, 'database' | 'nowMs' | 'randomBytes'>,
  test: TestTransfer,
  { reference, valueOn }: { readonly reference: string; readonly valueOn: string },
): readonly WriteQuery[] {
  const { accountId, networkId, locationId, purpose, steps, contactEmail } = test
  const step = stepQuery(
    context,
    { accountId, steps: { length: steps } },
    { kind: 'test-sent', by: 'system', purpose, reference, valueOn },
  )
  if (purpose === 'prenote') return [step]
  const about = { networkId, locationId, accountId, kind: 'test-sent' } as const
  return [step, ...noticeQueries(context, { ...about, sendTo: [contactEmail], valueOn })]
}

/** The code beside one cent: of the account and of the step that sent it, so that it is kept nowhere. */
export function testCode({ keys }: Pick<Parts, 'keys'>, accountId: string, step: number): string {
  const key = deriveKey(keys.cardToken, 'countermark bank test')
  const number = hmacOf(key, `${accountId} ${step}`).readUInt32BE(0) % 10 ** TEST_CODE_DIGITS
  const code = String(number).padStart(TEST_CODE_DIGITS, '0')
  invariant(code.length === TEST_CODE_DIGITS, 'a code has as many digits as it is bound to')
  return code
}
